#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/csv_row.h"
#include "annals/codec/date_pattern.h"
#include "annals/codec/json.h"

namespace annals {

enum class TableFormat : std::uint8_t { csv, jsonl, json };

/// How the rows of a table lie in a file.
struct TableInput {
  TableFormat format = TableFormat::csv;
  CsvDialect dialect;
  bool is_ragged = false;  ///< rows may have fewer or more fields than the header
  std::string rows;        ///< JSON: where the rows are, `region.{code}[]`; empty: the whole
  std::vector<std::string> optional;   ///< columns that a file may lack
  std::vector<std::string> empty{""};  ///< what a field holds that holds nothing
};

/// A column that a mapping reads. Those of an `each` are of the items within a row.
struct MappedColumn {
  std::string name;
  std::optional<std::size_t> of_event;  ///< the event whose items have it; none: the row has it
};

/// A place in a mapping that needs one of some columns, `events[0].event.effective`.
struct ColumnUse {
  std::vector<std::size_t> any_of;
  std::string place;
};

/// What a template can say of the snapshot that is being loaded.
enum class SnapshotDate : std::uint8_t {
  known,     ///< `{$known}`: as of when the snapshot is known
  previous,  ///< `{$previous}`: the same of the snapshot before
  first,     ///< `{$first}`: of the first snapshot that had the row
};

struct NamedExpression;

/// How a part of an event comes out of a row: as JSON, or not at all where the row says nothing.
struct Expression {
  struct Constant {
    Json value;
  };
  /// The first of the columns that is not empty.
  struct Columns {
    std::vector<std::size_t> any_of;
  };
  /// Text with columns in it; nothing if one of them is empty.
  struct Template {
    struct Part {
      std::variant<std::string, std::size_t, SnapshotDate> what;  ///< text, column or date
      std::string date;  ///< the format that the column is read by; empty: as it is
    };
    std::vector<Part> parts;
  };
  using Object = std::vector<NamedExpression>;
  using List = std::vector<Expression>;
  enum class Kind : std::uint8_t { text, number, boolean };

  std::variant<Constant, Columns, Template, Object, List> what;
  std::string date{};  ///< the format it is read by; empty: it is no date
  Kind kind = Kind::text;
  std::optional<std::map<std::string, Json>> values{};  ///< what its texts become; null: nothing
  std::vector<Expression> otherwise{};  ///< at most one: what stands in where it is nothing
};

struct NamedExpression {
  std::string name;
  Expression expression;
};

/// What a column must hold for a row, or one of its events, to be taken.
struct RowCondition {
  enum class Kind : std::uint8_t {
    one_of,
    none_of,
    empty,
    filled,
    has,  ///< one of the parts of a list, `label, ror_display`
  };
  std::size_t column;
  Kind kind;
  std::vector<std::string> texts;
};

/// One event that a row makes, or one for each item of a list in the row.
struct EventRule {
  std::string name;                  ///< of its place in the row: `seat`; by default 1, 2, ...
  std::string each;                  ///< JSON: the path of the list; empty: the event is made once
  std::vector<Expression> item_key;  ///< texts that tell the items of `each` apart
  std::vector<RowCondition> when;    ///< all must hold
  std::vector<RowCondition> skip;    ///< none may hold
  Expression event;                  ///< an object
};

/// What a snapshot makes of a row that the one before had and it has not.
enum class Vanished : std::uint8_t {
  retract,  ///< it was wrong
  end,      ///< what it said has ended in the world
  keep,     ///< the snapshot is only a part of the table
};

enum class Duplicates : std::uint8_t { refuse, first, last };

/// How the rows of a table become events.
struct Mapping {
  std::string name;
  std::string about;
  TableInput input;
  std::vector<MappedColumn> columns;
  std::vector<ColumnUse> uses;
  std::map<std::string, DateFormat> dates;
  std::vector<RowCondition> skip;
  std::vector<std::size_t> key;  ///< the columns that name a row; none: the table has no snapshots
  Duplicates duplicates = Duplicates::refuse;
  Vanished vanished = Vanished::retract;
  std::vector<Expression> ends;   ///< one, if `vanished` is `end`: the `effective` of the end
  std::vector<Expression> known;  ///< at most one: since when a row is known, row by row
  std::vector<Expression> gone;   ///< at most one: since when the row is known to be there no more
  std::vector<EventRule> events;
  bool uses_snapshot_dates = false;
};

/// Reads and checks a mapping; the form is described in schema/mapping.md.
///
/// Errors: invalid_input. Every mistake is named with its place, `events[0].event.effective.date`,
///         on a line of its own.
[[nodiscard]] Result<Mapping> parse_mapping(std::string_view json);

}  // namespace annals
