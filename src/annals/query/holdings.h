#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/cell.h"
#include "annals/query/bare_cell.h"
#include "annals/query/kept_states.h"
#include "annals/query/question.h"
#include "annals/state/condition.h"
#include "annals/state/spells.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// Closed spans of time, so that those around a moment are found without looking at the others.
class SpanIndex {
 public:
  /// A span and whatever the caller means by it.
  struct Item {
    EffectiveTime first;
    EffectiveTime last;
    std::uint32_t what;
  };

  SpanIndex() = default;
  /// Cost: O(n log n).
  explicit SpanIndex(std::vector<Item> items);

  /// What the spans around `at` mean, in ascending order. Cost for k of n: O(log n + k log n).
  [[nodiscard]] std::vector<std::uint32_t> around(EffectiveTime at) const;

  [[nodiscard]] std::size_t bytes() const;

 private:
  // How many of one level share a place of the next.
  static constexpr std::size_t fan_out = 16;

  struct Wanted;
  void collect(const Wanted& wanted, std::size_t level, std::size_t begin,
               std::vector<std::uint32_t>& found) const;

  std::vector<EffectiveTime> firsts_;               // in order
  std::vector<std::vector<EffectiveTime>> latest_;  // the last moments, and the latest of each 16
  std::vector<std::uint32_t> what_;                 // in the order of `firsts_`
};

/// Which cells meet a condition when, surely or possibly, for those who may know everything.
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
  /// Cost for k of n: O(log n + k log n).
  [[nodiscard]] std::vector<std::uint32_t> at(EffectiveTime on) const { return spans_.around(on); }

  [[nodiscard]] std::string_view relationship(std::uint32_t hit) const {
    return name(held_[hit].relationship);
  }
  [[nodiscard]] bool are_of_one_relationship(std::uint32_t a, std::uint32_t b) const {
    return held_[a].relationship == held_[b].relationship;
  }
  [[nodiscard]] bool is_certain(std::uint32_t hit) const { return held_[hit].is_certain; }
  /// Adds the cell and its state.
  void put_cell(std::uint32_t hit, std::vector<BareCell>& cells) const;

  /// Asks for the memory of a hit, and when that is there for its name, so that hits that are read
  /// one after another wait for memory together. Changes no answer.
  void expect(std::uint32_t hit) const {
    __builtin_prefetch(&held_[hit]);
    states_.expect(hit);
  }
  void expect_name(std::uint32_t hit) const { __builtin_prefetch(relationship(hit).data()); }

  [[nodiscard]] std::size_t bytes() const;

 private:
  Holdings() = default;

  /// A cell that meets the condition, or may, for a while.
  struct Held {
    std::uint32_t relationship;
    std::uint32_t cell;
    bool is_certain;
  };

  [[nodiscard]] std::string_view name(std::size_t relationship) const {
    const std::size_t begin = name_begins_[relationship];
    return std::string_view{names_}.substr(begin, name_begins_[relationship + 1] - begin);
  }

  std::string names_;                        // of relationships, in order, one behind the other
  std::vector<std::size_t> name_begins_{0};  // of each, and the end of the last
  std::vector<Cell> cells_;                  // in any order, now and then one more than once
  std::vector<Held> held_;                   // by relationship, cell and time
  KeptStates states_;                        // one for each of `held_`
  std::vector<Value> values_;
  SpanIndex spans_;  // when each of `held_` does
  Sequence last_;
  KnownTime latest_known_ = KnownTime::earliest();
  bool is_kept_ = false;
};

/// Adds relationships one after another, by name, each with its cells by key.
class Holdings::Builder {
 public:
  explicit Builder(const Condition& condition) : condition_{condition} {}

  void add(std::string_view relationship, std::span<const Timelines> cells);

  /// Whoever is not to see this may not be answered from here.
  void rests_on(Sequence sequence, KnownTime known);

  /// About what the result will take in memory.
  [[nodiscard]] std::size_t bytes() const;

  [[nodiscard]] Holdings finish() &&;

 private:
  void add_cell(const Timelines& cell);

  const Condition& condition_;
  Holdings made_;
  ValueNumbers values_;
  std::vector<SpanIndex::Item> spans_;
};

/// The holdings of each condition. Empty if those of one are not in memory and should not be, or if
/// not all of them may be seen. Errors: corrupt, io.
/// Cost: a lookup for each; where one is asked about again by those who may know everything, once
///       the statements of every relationship that was ever said to meet it.
[[nodiscard]] Result<std::vector<std::shared_ptr<const Holdings>>> read_holdings(
    const Snapshot& snapshot, std::span<const Condition> conditions, const Scope& scope);

}  // namespace annals
