#include "annals/sql/cell_rows.h"

#include <algorithm>
#include <utility>

#include "annals/index/history_index.h"
#include "annals/index/timeline_index.h"
#include "annals/index/value_index.h"
#include "annals/state/condition.h"

namespace annals::sql {
namespace {

std::optional<std::string> copied(const std::string* text) {
  return text == nullptr ? std::nullopt : std::optional{*text};
}

}  // namespace

Result<std::optional<std::vector<std::string>>> read_among(const View& view, const Request& request,
                                                           const Asked& asked,
                                                           std::size_t value_column,
                                                           EffectiveTime by) {
  using Names = std::optional<std::vector<std::string>>;
  if (const std::string* const name = request.equal_text(relationship_column)) {
    return Names{{*name}};
  }
  const SqlValue* const value = request.equal(value_column);
  const std::string* const term = request.equal_text(term_column);
  if (value == nullptr || term == nullptr) return Names{};
  std::vector<std::string> names;
  for (const Value& each : from_sql(*value)) {
    const annals::Condition condition{.term = *term,
                                      .key = copied(request.equal_text(key_column)),
                                      .comparison = Comparison::equal,
                                      .value = each};
    const auto holders = read_holders(view.snapshot, condition, by, asked.scope.horizon);
    if (!holders) return holders.error();
    names.insert(names.end(), holders->begin(), holders->end());
  }
  std::ranges::sort(names);
  const auto doubled = std::ranges::unique(names);
  names.erase(doubled.begin(), doubled.end());
  return Names{std::move(names)};
}

CellRows::CellRows(const Reading& reading, const Request& request, Asked asked,
                   std::optional<std::vector<std::string>> among)
    : reading_{reading},
      asked_{std::move(asked)},
      among_{std::move(among)},
      term_{copied(request.equal_text(term_column))},
      key_{copied(request.equal_text(key_column))} {}

Result<bool> CellRows::next() {
  ++row_;
  while (row_ >= loaded_) {
    const auto more = next_batch();
    if (!more || !*more) return more;
    row_ = 0;
  }
  return true;
}

/// Moves on to the next relationship that may have cells asked about.
Result<bool> CellRows::next_relationship() {
  if (among_) {
    if (visited_ == among_->size()) return false;
    relationship_ = (*among_)[visited_++];
    return true;
  }
  const auto range =
      read_relationship_after(view().snapshot, relationship_, asked_.scope.horizon.basis);
  if (!range) return range.error();
  if (!range->has_value()) return false;
  relationship_ = (*range)->relationship;
  return true;
}

/// Loads the next rows that are loaded together, perhaps none; false if the relationships ended.
Result<bool> CellRows::next_batch() {
  if (cells_.empty()) {
    const auto more = next_relationship();
    if (!more || !*more) return more;
    ++reading_.reads->relationships;
    if (term_ && key_) {
      cells_.push_back({.term = *term_, .key = *key_});
    } else if (term_) {
      auto cells = read_cells_of_term(view().snapshot, relationship_, *term_);
      if (!cells) return std::move(cells).error();
      cells_ = *std::move(cells);
      std::ranges::reverse(cells_);
    }
  }
  std::optional<Cell> cell;
  if (!cells_.empty()) {
    cell = std::move(cells_.back());
    cells_.pop_back();
  } else if (term_) {
    loaded_ = 0;
    return true;
  }
  const auto loaded = load(relationship_, cell);
  if (!loaded) return loaded.error();
  loaded_ = *loaded;
  return true;
}

Estimate estimate_cells(Plan& plan, double events, std::size_t value_column) {
  // Guesses: most relationships have some ten cells and some ten events for each.
  constexpr double cells_of_relationship = 10;
  constexpr double events_of_relationship = 100;
  constexpr double values_of_term = 10;
  if (!plan.has_equal(term_column)) plan.drop(key_column);
  if (!plan.has_equal(term_column) || plan.has_equal(relationship_column)) plan.drop(value_column);
  double rows = cells_of_relationship;
  if (!plan.has_equal(relationship_column)) rows *= 1 + events / events_of_relationship;
  if (plan.has_equal(term_column)) rows /= cells_of_relationship / 2;
  if (plan.has_equal(key_column)) rows /= 2;
  if (plan.has_equal(value_column)) rows /= values_of_term;
  return {.rows = rows};
}

}  // namespace annals::sql
