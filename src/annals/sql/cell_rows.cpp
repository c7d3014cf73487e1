#include "annals/sql/cell_rows.h"

#include <algorithm>
#include <utility>

#include "annals/index/history_index.h"
#include "annals/index/timeline_index.h"

namespace annals::sql {
namespace {

std::optional<std::string> copied(const std::string* text) {
  return text == nullptr ? std::nullopt : std::optional{*text};
}

}  // namespace

CellRows::CellRows(const Reading& reading, const Request& request, Asked asked)
    : reading_{reading},
      asked_{std::move(asked)},
      only_{copied(request.equal_text(relationship_column))},
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
  const bool is_first = !std::exchange(started_, true);
  if (only_) {
    relationship_ = *only_;
    return is_first;
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

Estimate estimate_cells(Plan& plan, double events) {
  // Guesses: most relationships have some ten cells and some ten events for each.
  constexpr double cells_of_relationship = 10;
  constexpr double events_of_relationship = 100;
  if (!plan.has_equal(term_column)) plan.drop(key_column);
  double rows = cells_of_relationship;
  if (!plan.has_equal(relationship_column)) rows *= 1 + events / events_of_relationship;
  if (plan.has_equal(term_column)) rows /= cells_of_relationship / 2;
  if (plan.has_equal(key_column)) rows /= 2;
  return {.rows = rows};
}

}  // namespace annals::sql
