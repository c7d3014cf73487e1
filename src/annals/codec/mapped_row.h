#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/codec/mapping.h"
#include "annals/event/draft.h"

namespace annals {

/// The texts of a row, one for each column of the mapping; empty where there is none.
using Fields = std::vector<std::string>;

/// A row of a table as a mapping sees it.
struct TableRow {
  std::uint64_t line = 0;  ///< on which it begins; 0 where the file has no lines
  std::string place{};     ///< where it is in such a file, `region.AC[0].SHP`
  Fields fields;
  std::vector<std::vector<Fields>> items{};  ///< by event: of an `each`, the fields with each item
};

/// What a template calls `{$known}`, `{$previous}` and `{$first}`; empty outside of a snapshot.
struct SnapshotDates {
  std::string known{};
  std::string previous{};
  std::string first{};
};

/// An event that a row makes.
struct MappedEvent {
  std::size_t rule;      ///< which of the mapping's events
  std::string item_key;  ///< which item of an `each`; else empty
  Json event;
};

/// Finds the columns of a table by its header.
/// Errors: invalid_input, naming the column that is not there, where the mapping wants it, the
///         nearest one, and all that there are; also a column that is there twice.
[[nodiscard]] Result<std::vector<std::optional<std::size_t>>> find_columns(
    const Mapping& mapping, const std::vector<std::string>& header);

/// The same check for rows that have no header, once all of them have been seen.
[[nodiscard]] Status expect_seen(const Mapping& mapping, const std::vector<bool>& seen);

/// The events that a row makes, in the order of the mapping; none where it is skipped.
/// Errors: invalid_input, naming the column: `column 'Begin': ...`.
[[nodiscard]] Result<std::vector<MappedEvent>> map_row(const Mapping& mapping, const TableRow& row,
                                                       const SnapshotDates& dates);

/// What an expression that stands outside of the events comes to in a row; none: nothing.
/// Errors: as above.
[[nodiscard]] Result<std::optional<Json>> evaluate(const Mapping& mapping,
                                                   const Expression& expression,
                                                   const Fields& fields,
                                                   const SnapshotDates& dates);

/// An event as a draft. Views into `json`.
[[nodiscard]] Draft to_draft(const Json& json);

/// `error` of a mapped event, led by the column that the field which it names was read from.
[[nodiscard]] Error with_column(const Mapping& mapping, const EventRule& rule, const Error& error);

}  // namespace annals
