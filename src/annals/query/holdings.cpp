#include "annals/query/holdings.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <optional>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/index/correction_index.h"
#include "annals/index/value_index.h"
#include "annals/state/counting.h"

namespace annals {

SpanIndex::SpanIndex(std::vector<Item> items) {
  std::ranges::sort(items, {}, [](const Item& item) { return std::pair{item.first, item.what}; });
  latest_.emplace_back();
  for (const Item& item : items) {
    firsts_.push_back(item.first);
    latest_.front().push_back(item.last);
    what_.push_back(item.what);
  }
  while (latest_.back().size() > fan_out) {
    const std::vector<EffectiveTime>& below = latest_.back();
    std::vector<EffectiveTime> level;
    for (std::size_t begin = 0; begin < below.size(); begin += fan_out) {
      const auto count = std::min(fan_out, below.size() - begin);
      level.push_back(std::ranges::max(std::span{below}.subspan(begin, count)));
    }
    latest_.push_back(std::move(level));
  }
}

struct SpanIndex::Wanted {
  EffectiveTime at;
  std::size_t begun;  // how many begin by then
};

std::vector<std::uint32_t> SpanIndex::around(EffectiveTime at) const {
  const auto begun = std::ranges::upper_bound(firsts_, at) - firsts_.begin();
  std::vector<std::uint32_t> found;
  if (latest_.empty()) return found;
  collect({.at = at, .begun = static_cast<std::size_t>(begun)}, latest_.size() - 1, 0, found);
  std::ranges::sort(found);
  return found;
}

void SpanIndex::collect(const Wanted& wanted, std::size_t level, std::size_t begin,
                        std::vector<std::uint32_t>& found) const {
  const std::vector<EffectiveTime>& latest = latest_[level];
  std::size_t width = 1;  // of a place of this level, in spans
  for (std::size_t i = 0; i < level; ++i) width *= fan_out;
  const std::size_t end =
      std::min({begin + fan_out, latest.size(), (wanted.begun + width - 1) / width});
  for (std::size_t place = begin; place < end; ++place) {
    if (latest[place] < wanted.at) continue;
    if (level == 0) {
      found.push_back(what_[place]);
    } else {
      collect(wanted, level - 1, place * fan_out, found);
    }
  }
}

std::size_t SpanIndex::bytes() const {
  std::size_t bytes =
      firsts_.capacity() * sizeof(EffectiveTime) + what_.capacity() * sizeof(std::uint32_t);
  for (const auto& level : latest_) bytes += level.capacity() * sizeof(EffectiveTime);
  return bytes;
}

void Holdings::Builder::add(std::string_view relationship, std::span<const Timelines> cells) {
  const std::size_t before = made_.held_.size();
  for (const Timelines& cell : cells) add_cell(cell);
  if (made_.held_.size() == before) return;
  made_.names_ += relationship;
  made_.name_begins_.push_back(made_.names_.size());
}

void Holdings::Builder::add_cell(const Timelines& cell) {
  if (made_.cells_.empty() || made_.cells_.back() != cell.cell) made_.cells_.push_back(cell.cell);
  for (std::size_t i = 0; i < cell.spells.size(); ++i) {
    const auto& [from, state] = cell.spells[i];
    const Answer answer = state ? meets(condition_, state->possible) : Answer::no;
    if (answer == Answer::no) continue;
    const bool is_last = i + 1 == cell.spells.size();
    const EffectiveTime last =
        is_last ? EffectiveTime::latest()
                : EffectiveTime{.at = cell.spells[i + 1].from.at - Microseconds{1}};
    spans_.push_back(
        {.first = from, .last = last, .what = static_cast<std::uint32_t>(made_.held_.size())});
    made_.held_.push_back(
        {.relationship = static_cast<std::uint32_t>(made_.name_begins_.size() - 1),
         .cell = static_cast<std::uint32_t>(made_.cells_.size() - 1),
         .is_certain = answer == Answer::yes});
    made_.states_.add(state, values_);
  }
}

void Holdings::Builder::rests_on(Sequence sequence, KnownTime known) {
  made_.last_ = std::max(made_.last_, sequence);
  made_.latest_known_ = std::max(made_.latest_known_, known);
}

std::size_t Holdings::Builder::bytes() const {
  return made_.states_.bytes() + made_.held_.capacity() * sizeof(Held) + made_.names_.capacity() +
         made_.name_begins_.capacity() * sizeof(std::size_t) +
         made_.cells_.capacity() * sizeof(Cell) + spans_.capacity() * sizeof(SpanIndex::Item);
}

Holdings Holdings::Builder::finish() && {
  made_.names_.shrink_to_fit();
  made_.name_begins_.shrink_to_fit();
  made_.cells_.shrink_to_fit();
  made_.held_.shrink_to_fit();
  made_.states_.finish();
  made_.values_ = std::move(values_).take();
  made_.spans_ = SpanIndex{std::move(spans_)};
  made_.is_kept_ = true;
  return std::move(made_);
}

void Holdings::put_cell(std::uint32_t hit, std::vector<BareCell>& cells) const {
  BareCell& bare = cells.emplace_back();
  bare.cell = cells_[held_[hit].cell];
  const bool is_there = states_.put(hit, values_, bare.state);
  check(is_there, "a cell that meets a condition is in the answer");
}

std::size_t Holdings::bytes() const {
  std::size_t bytes = sizeof(Holdings) + held_.capacity() * sizeof(Held) + states_.bytes() +
                      bytes_of(values_) + spans_.bytes() + cells_.capacity() * sizeof(Cell) +
                      names_.capacity() + name_begins_.capacity() * sizeof(std::size_t);
  for (const Cell& cell : cells_) bytes += cell.term.capacity() + cell.key.capacity();
  return bytes;
}

namespace {

using KeptHoldings = std::shared_ptr<const Holdings>;

constexpr Horizon everything{.known = KnownTime::latest(),
                             .basis = {.value = std::numeric_limits<std::uint64_t>::max()}};

/// What tells the condition from others about the same term.
std::string detail_of(const Condition& condition) {
  std::string detail(1, static_cast<char>(condition.comparison));
  detail += condition.key ? "k" + *condition.key + '\0' : "-";
  if (condition.comparison == Comparison::present) return detail;
  detail += static_cast<char>(condition.value.index());
  std::visit(Overloaded{[&](const std::string& text) { detail += text; },
                        [&](double number) {
                          put_big_endian(detail, std::bit_cast<std::uint64_t>(number));
                        },
                        [&](bool flag) { detail += flag ? '1' : '0'; }, [](None) {}},
             condition.value);
  return detail;
}

/// The states over time of the cells of one relationship that the condition names; nothing if they
/// are too many to keep.
Result<std::optional<std::vector<Holdings::Timelines>>> read_timelines(
    const Snapshot& snapshot, const std::string& relationship, const Condition& condition,
    Holdings::Builder& builder) {
  constexpr std::size_t statements_max = 1 << 16;
  constexpr std::size_t candidates_for_each = 64;
  using Timelines = std::optional<std::vector<Holdings::Timelines>>;
  auto view = read_view(snapshot, relationship, Keeping::no);
  if (!view) return std::move(view).error();
  std::vector<Correction> corrections;
  if (*view) {
    corrections.assign((*view)->corrections().begin(), (*view)->corrections().end());
  } else {
    auto read = read_corrections(snapshot, relationship);
    if (!read) return std::move(read).error();
    corrections = *std::move(read);
  }
  for (const Correction& each : corrections) builder.rests_on(each.by, each.known);
  const Evidence evidence{.horizon = everything,
                          .withdrawals = Withdrawals{corrections, everything},
                          .unheard = {},
                          .view = *std::move(view)};
  const auto named = read_named(snapshot, relationship, condition, evidence);
  if (!named) return named.error();
  Timelines all{std::in_place};
  for (const CellStatements& each : *named) {
    for (const Statement& said : each.statements) builder.rests_on(said.sequence, said.known);
    if (each.statements.size() > statements_max) return Timelines{};
    const auto those = counting(each.statements, evidence.withdrawals, everything);
    auto over_time = spells(those, candidates_for_each * (1 + those.size()));
    if (!over_time) return Timelines{};
    all->push_back({.cell = each.cell, .spells = *std::move(over_time)});
  }
  return all;
}

Result<Holdings> build(const Snapshot& snapshot, const Condition& condition) {
  auto names = read_holders(snapshot, condition, EffectiveTime::latest(), everything);
  if (!names) return std::move(names).error();
  const std::size_t bytes_max = snapshot.decoded().entry_bytes_max();
  Holdings::Builder builder{condition};
  for (const std::string& name : *names) {
    const auto cells = read_timelines(snapshot, name, condition, builder);
    if (!cells) return cells.error();
    if (!*cells || builder.bytes() > bytes_max) return Holdings::too_many();
    builder.add(name, **cells);
  }
  return std::move(builder).finish();
}

/// Those of one condition; null if they are not in memory and should not be.
Result<KeptHoldings> read_one(const Snapshot& snapshot, const Condition& condition,
                              const Scope& scope) {
  const Decoded memory = snapshot.decoded();
  const Subject about = Subject::term(condition.term);
  const std::string detail = detail_of(condition);
  if (KeptHoldings kept = memory.find<Holdings>(about, detail)) {
    return kept->is_kept() ? std::move(kept) : KeptHoldings{};
  }
  const auto may_build = may_know_all(snapshot, scope);
  if (!may_build) return may_build.error();
  if (!*may_build || !memory.is_wanted<Holdings>(about, detail)) return KeptHoldings{};
  auto built = build(snapshot, condition);
  if (!built) return std::move(built).error();
  const bool has_room = built->bytes() <= memory.entry_bytes_max();
  const auto holdings =
      std::make_shared<const Holdings>(has_room ? *std::move(built) : Holdings::too_many());
  memory.keep(about, detail, holdings, holdings->bytes());
  return holdings->is_kept() ? holdings : KeptHoldings{};
}

}  // namespace

Result<std::vector<KeptHoldings>> read_holdings(const Snapshot& snapshot,
                                                std::span<const Condition> conditions,
                                                const Scope& scope) {
  std::vector<KeptHoldings> all;
  if (!scope.sources.is_everybody()) return all;
  for (const Condition& condition : conditions) {
    auto one = read_one(snapshot, condition, scope);
    if (!one) return std::move(one).error();
    if (*one && (*one)->is_all_seen(scope.horizon)) all.push_back(*std::move(one));
  }
  if (all.size() < conditions.size()) all.clear();
  return all;
}

}  // namespace annals
