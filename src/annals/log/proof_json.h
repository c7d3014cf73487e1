#pragma once

#include <string_view>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/log/proof.h"

namespace annals {

/// `{"sequence":20,"hash":"9f2c…"}`.
[[nodiscard]] Json to_json(const TreeHead& head);

/// A proof as `annals prove` prints it; bytes are hexadecimal. Shape: schema/format.md, "A proof".
[[nodiscard]] Json to_json(const Proof& proof);

/// Reads a proof; whether it holds is for `flaw_of` to say. Members that it does not know it leaves
/// alone. Errors: invalid_input, naming the member that is missing or not what it should be.
[[nodiscard]] Result<Proof> parse_proof(std::string_view text);

}  // namespace annals
