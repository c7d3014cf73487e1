#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/codec/mapped_row.h"
#include "annals/codec/mapping.h"

namespace annals {

/// Finds rows in JSON. A path is names with dots between; `{name}` stands for every member of an
/// object and becomes a column of that name, `[]` for every item of a list:
/// `supplemental.region.{region}[].{currency}`. A name may follow `$.` to begin at the whole
/// document, and `@.` to begin at an item of an event's `each`.
class JsonRows {
 public:
  /// Borrows the mapping. Errors: invalid_input for a path that is none.
  [[nodiscard]] static Result<JsonRows> make(const Mapping& mapping);

  using Visit = std::function<Status(TableRow)>;

  /// Calls `visit` for each row in `document`, in order, until it returns an error.
  /// Errors: those of `visit`.
  [[nodiscard]] Status for_each(const Json& document, const Visit& visit);

  /// Which columns any row had so far, those of items that no row has among them.
  [[nodiscard]] std::vector<bool> seen() const;

 private:
  struct Step {
    enum class Kind { member, every_member, every_item } kind;
    std::string name;
  };
  using Path = std::vector<Step>;

  /// What a wildcard stands for in the row at hand.
  struct Binding {
    std::string name;
    std::string value;
  };

  /// A place that a path has led to.
  struct Spot {
    const Json& json;
    std::vector<Binding> bound;
    std::string place;
  };
  using Reach = std::function<Status(const Spot&)>;

  explicit JsonRows(const Mapping& mapping)
      : mapping_{mapping},
        seen_(mapping.columns.size(), false),
        has_items_(mapping.events.size(), false) {}

  [[nodiscard]] static Result<Path> parse_path(std::string_view place, std::string_view text);
  [[nodiscard]] static Status walk(const Path& path, std::size_t from, const Spot& spot,
                                   const Reach& reach);
  [[nodiscard]] static Status walk_items(const Path& path, std::size_t from, const Spot& spot,
                                         const Reach& reach);
  [[nodiscard]] std::string text_of(std::size_t column, const Json& begin, const Spot& row);
  [[nodiscard]] TableRow row_at(const Json& document, const Spot& spot);
  [[nodiscard]] Fields item_fields(std::size_t event, const Spot& row, const Json& item,
                                   Fields fields);

  const Mapping& mapping_;
  Path rows_;
  std::vector<Path> each_;                       // by event; empty where there is none
  std::vector<std::vector<std::string>> names_;  // by column: its name, split at the dots
  std::vector<bool> seen_;
  std::vector<bool> has_items_;  // by event: whether any row had items for its `each`
};

}  // namespace annals
