#pragma once

#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/event/event.h"

namespace annals {

/// Whether a record is, by its identifier, what is left of an event that was erased.
[[nodiscard]] bool is_erased_record(std::string_view record);

/// What stands in the place of an erased event's record: an `Erased` of schema/erased.fbs. Of
/// `event` its place, its times, what it corrected, its reach and `erased` are kept.
[[nodiscard]] std::string encode_erased_record(const LoggedEvent& event);

/// Reads it. The bytes are verified before anything in them is used. Errors: corrupt.
[[nodiscard]] Result<LoggedEvent> decode_erased_record(std::string_view bytes);

}  // namespace annals
