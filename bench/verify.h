#pragma once

#include <cstdint>

#include "stage.h"

namespace annals::bench {

// Each asks a sample of the stage's questions and ends the program if the checksum of the answers
// is not that of `Naive`. Does nothing the second time, and for W, whose answers Naive cannot know.

/// `bare_state` and `state`, of relationships and of cells, as the first `events_known` tell.
void verify_state(const Stage& stage, std::uint64_t events_known);

void verify_timelines(const Stage& stage);

void verify_diff(const Stage& stage);

void verify_why(const Stage& stage);

}  // namespace annals::bench
