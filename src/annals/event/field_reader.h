#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "annals/base/result.h"
#include "annals/event/draft.h"
#include "annals/event/event.h"
#include "annals/event/vocabulary.h"

namespace annals {

/// An error that names the field it is about: `'effective': ...`.
[[nodiscard]] Error field_error(std::string_view field, std::string_view what);

/// Text of at most `bytes_max` bytes, as a view like the datum's own; so are ids, keys and terms.
/// Errors: invalid_input, naming `field`, as for all below.
[[nodiscard]] Result<std::string_view> read_text(std::string_view field, const Datum& datum,
                                                 std::size_t bytes_max);

/// An id: text of 1 to 256 bytes without control characters.
[[nodiscard]] Result<std::string_view> read_id(std::string_view field, const Datum& datum);

/// A key: as an id, or empty.
[[nodiscard]] Result<std::string_view> read_key(std::string_view field, const Datum& datum);

/// A term: an id without ':' and '='.
[[nodiscard]] Result<std::string_view> read_term(std::string_view field, const Datum& datum);

/// Text, a number or a boolean; a number is finite and at most 2^53 in size.
[[nodiscard]] Result<Value> read_value(std::string_view field, const Datum& datum);

/// Where an event was read, written to `source` in place of what that held, whose memory is used
/// again. Unknown parts are refused.
[[nodiscard]] Status read_source(const Datum& datum, Source& source);

/// Reads a field of an event's own type into `value`, as its rule says.
[[nodiscard]] Status read_field(const FieldRule& rule, const Datum& datum, FieldValue& value);

/// Whether `text` may be a term: the rule of `read_term`, for vocabularies.
[[nodiscard]] Status check_term(std::string_view field, std::string_view text);

/// Whether `text` may be a key: the rule of `read_key`.
[[nodiscard]] Status check_key(std::string_view field, std::string_view text);

}  // namespace annals
