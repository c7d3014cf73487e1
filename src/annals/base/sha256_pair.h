#pragma once

#include <string_view>
#include <utility>

#include "annals/base/sha256.h"

namespace annals {

/// The digests of two texts, each behind the byte `prefix`.
///
/// Cost: little more than that of one, where the processor has instructions for SHA-256: each round
/// waits for the one before, so that those of another text fit between them.
[[nodiscard]] std::pair<Digest, Digest> sha256_pair(char prefix, std::string_view a,
                                                    std::string_view b);

}  // namespace annals
