#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/cell.h"
#include "annals/query/bare_cell.h"
#include "annals/query/question.h"
#include "annals/query/span_index.h"
#include "annals/state/condition.h"
#include "annals/state/spells.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// Which cells meet a condition when, for those who may know everything: for each while that one
/// does, thirty-odd bytes. Where it meets it, or may, in a way that takes more to tell than a value
/// and an event, as on most days on which something changes, that much alone is known, and whoever
/// asks has to look at the cell.
class Holdings {
 public:
  /// Of a condition whose holdings are not kept because they are too many.
  static Holdings too_many() { return Holdings{}; }

  /// What one relationship has: for each cell that the condition names, its states over time.
  struct Timelines {
    Cell cell;
    std::vector<Spell> spells;
  };

  class Builder;

  [[nodiscard]] bool is_kept() const { return is_kept_; }

  /// Whether those who ask within `horizon` may know everything that is kept here.
  [[nodiscard]] bool is_all_seen(const Horizon& horizon) const {
    return horizon.sees(last_, latest_known_);
  }

  /// The hits at a moment, by relationship and cell; each is to be handed to the functions below.
  /// Of the unsure ones only the relationship and the cell are known.
  /// Cost for k of n: O(log n + k log k).
  [[nodiscard]] SpanIndex::Found at(EffectiveTime on) const { return spans_.around(on); }

  [[nodiscard]] std::string_view relationship(std::uint32_t hit) const {
    return name(held_[hit].relationship);
  }
  [[nodiscard]] bool are_of_one_relationship(std::uint32_t a, std::uint32_t b) const {
    return held_[a].relationship == held_[b].relationship;
  }
  [[nodiscard]] const Cell& cell(std::uint32_t hit) const {
    return cells_[outcomes_[held_[hit].outcome].cell];
  }
  /// The cell and its state, of a hit that is not unsure: it surely meets the condition.
  [[nodiscard]] BareCell bare_cell(std::uint32_t hit) const;

  /// Asks for the memory of a hit, and when that is there for its name, so that hits that are read
  /// one after another wait for memory together. Changes no answer.
  void expect(std::uint32_t hit) const { __builtin_prefetch(&held_[hit]); }
  void expect_name(std::uint32_t hit) const { __builtin_prefetch(relationship(hit).data()); }

  [[nodiscard]] std::size_t bytes() const;

 private:
  Holdings() = default;

  using Number = std::uint32_t;

  /// A cell that meets the condition, or may, for a while; and the event that decides what it is in
  /// the sure part of that, which has one value and rests on one event.
  struct Held {
    Sequence leading;
    Number relationship;
    Number outcome;
  };
  /// What it is then: most are the same as many others.
  struct Outcome {
    Number cell;
    Number value;
  };

  [[nodiscard]] std::string_view name(std::size_t relationship) const {
    const std::size_t begin = name_begins_[relationship];
    return std::string_view{names_}.substr(begin, name_begins_[relationship + 1] - begin);
  }

  std::string names_;                        // of relationships, in order, one behind the other
  std::vector<std::size_t> name_begins_{0};  // of each, and the end of the last
  std::vector<Cell> cells_;                  // in any order
  std::vector<Held> held_;                   // by relationship, cell and time
  std::vector<Outcome> outcomes_;
  std::vector<Value> values_;
  SpanIndex spans_;  // when each of `held_` does
  Sequence last_;
  KnownTime latest_known_ = KnownTime::earliest();
  std::size_t text_bytes_ = 0;  // of cells and values, beside themselves
  bool is_kept_ = false;
};

/// Adds relationships one after another, by name, each with its cells by key.
class Holdings::Builder {
 public:
  explicit Builder(const Condition& condition) : condition_{condition} {}

  void add(std::string_view relationship, std::span<const Timelines> cells);

  /// Whoever is not to see this may not be answered from here.
  void rests_on(Sequence sequence, KnownTime known);

  /// About what it takes in memory, and the result will.
  [[nodiscard]] std::size_t bytes() const;

  [[nodiscard]] Holdings finish() &&;

 private:
  using Number = Holdings::Number;

  /// A while that is not over yet, as far as was seen.
  struct Open {
    SpanIndex::Span span;
    const CellState* sure;  ///< null: it has no sure part yet
  };

  void add_cell(const Timelines& cell);
  void close(std::optional<Open>& open, Number cell);
  [[nodiscard]] Number value(const Value& value);

  const Condition& condition_;
  Holdings made_;
  std::map<Cell, Number> cells_;
  std::map<Value, Number> values_;
  std::map<std::pair<Number, Number>, Number> outcomes_;  // by cell and value
  std::vector<SpanIndex::Span> spans_;
};

/// The holdings of each condition. Empty if those of one are not in memory and should not be, or if
/// not all of them may be seen. Errors: corrupt, io.
/// Cost: a lookup for each; where one is asked about again by those who may know everything, once
///       every relationship that was ever said to meet it: a microsecond or two where its states
///       are in memory, else its statements.
[[nodiscard]] Result<std::vector<std::shared_ptr<const Holdings>>> read_holdings(
    const Snapshot& snapshot, std::span<const Condition> conditions, const Scope& scope);

}  // namespace annals
