#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "annals/event/event.h"
#include "annals/event/sequence.h"
#include "annals/event/value.h"
#include "annals/time/when.h"

namespace annals::sql {

/// A value as SQL has it: text, an integer, a real number, or NULL.
using SqlValue = std::variant<None, std::int64_t, double, std::string>;

/// A value of a cell: numbers without a fraction are integers, false and true are 0 and 1, none is
/// NULL. What they were says `type_name`.
[[nodiscard]] SqlValue to_sql(const Value& value);

/// `text`, `number`, `boolean` or `none`.
[[nodiscard]] SqlValue type_name(const Value& value);

/// The text, or NULL.
[[nodiscard]] SqlValue to_sql(const std::optional<std::string>& text);

/// A date as it was written, or NULL.
template <typename Axis>
[[nodiscard]] SqlValue to_sql(const std::optional<When<Axis>>& when) {
  return when ? SqlValue{when->text} : SqlValue{};
}

/// A moment as text; NULL if there is none or it is unbounded.
[[nodiscard]] SqlValue to_sql(std::optional<Moment> moment);

/// The place of an event in the log; NULL for none, which is 0.
[[nodiscard]] SqlValue to_sql(Sequence sequence);

/// A list of values as JSON.
[[nodiscard]] SqlValue to_sql(const std::vector<Value>& values);

/// A part of where an event was read: title, publisher, url, published or quote, counted from 0.
[[nodiscard]] SqlValue source_part(const Event& event, std::size_t part);

/// The values of cells that are equal to this one in SQL; none for NULL.
[[nodiscard]] std::vector<Value> from_sql(const SqlValue& value);

}  // namespace annals::sql
