#pragma once

#include <memory>
#include <vector>

#include "compare/field.h"
#include "compare/results.h"
#include "compare/settings.h"
#include "peers/peer.h"

namespace annals::bench {

using Peers = std::vector<std::unique_ptr<Peer>>;

/// Measures what the disk sets the pace of, engine after engine in each round, with the disk alone
/// beside them: `floor`, `append_1`, `append_1000`, `append_16`.
void measure_appends(const Field& field, const Comparison& comparison, Results& results);

/// Measures `load` and `bytes`, engine after engine in each round; the peers of the last round
/// hold the workload and are ready for questions.
[[nodiscard]] Peers measure_loads(const Field& field, const Comparison& comparison,
                                  Results& results);

/// Loads the workload into every peer without measuring.
[[nodiscard]] Peers load_peers(const Field& field, const Comparison& comparison);

}  // namespace annals::bench
