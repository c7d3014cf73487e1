#pragma once

#include "compare/field.h"
#include "compare/results.h"
#include "compare/rounds.h"
#include "compare/settings.h"

namespace annals::bench {

/// Puts the questions about this workload to all peers, ends the program if any two do not give the
/// same answers, and registers a benchmark for each peer and question. Peers must stay until the
/// benchmarks have been run.
void prepare_questions(const Field& field, const Peers& peers, const Comparison& comparison);

/// Runs the benchmarks that are registered, in random order, and takes down every repetition.
void measure_questions(const Comparison& comparison, Results& results);

}  // namespace annals::bench
