#pragma once

#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/event/event.h"

namespace annals {

/// An event as it stands in the log: a FlatBuffers `Event` of schema/event.fbs.
[[nodiscard]] std::string encode_record(const LoggedEvent& event);

/// The same, valid until this thread encodes another.
[[nodiscard]] std::string_view encode_record_here(const LoggedEvent& event);

/// Reads a record, or what is left of one that was erased. The bytes are verified before anything
/// in them is used.
///
/// Errors: corrupt, if they are no record or say what no event can (a date that is none, a value
///         of an unknown kind).
[[nodiscard]] Result<LoggedEvent> decode_record(std::string_view bytes);

}  // namespace annals
