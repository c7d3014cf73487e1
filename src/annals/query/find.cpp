#include "annals/query/find.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "annals/base/check.h"
#include "annals/index/value_index.h"
#include "annals/query/holdings.h"
#include "annals/state/counting.h"

namespace annals {
namespace {

/// A cell that meets a condition, or may, and what its state rests on.
struct MetCell {
  CellState state;
  std::vector<Statement> statements;
};

/// What one relationship has of what is looked for.
struct Match {
  Answer answer;
  std::map<Cell, MetCell> cells;
};

/// Whether any cell that the condition names meets it; those that do, or may, go to `cells`.
Result<Answer> match_condition(const Snapshot& snapshot, std::string_view relationship,
                               const Condition& condition, const Evidence& evidence,
                               EffectiveTime on, std::map<Cell, MetCell>& cells) {
  auto named = read_named(snapshot, relationship, condition, evidence);
  if (!named) return std::move(named).error();
  Answer best = Answer::no;
  for (CellStatements& each : *named) {
    auto statements = counting(each.statements, evidence.withdrawals, evidence.horizon);
    auto state = state_at(statements, on);
    if (!state) continue;
    const Answer answer = meets(condition, state->possible);
    if (answer == Answer::no) continue;
    best = std::max(best, answer);
    cells.insert_or_assign(std::move(each.cell), MetCell{.state = *std::move(state),
                                                         .statements = std::move(statements)});
  }
  return best;
}

Result<Match> match(const Snapshot& snapshot, std::string_view relationship,
                    std::span<const Condition> conditions, EffectiveTime on,
                    const Evidence& evidence) {
  Match match{.answer = Answer::yes, .cells = {}};
  for (const Condition& condition : conditions) {
    const auto answer =
        match_condition(snapshot, relationship, condition, evidence, on, match.cells);
    if (!answer) return answer.error();
    match.answer = std::min(match.answer, *answer);
    if (match.answer == Answer::no) break;
  }
  return match;
}

using KeptHoldings = std::shared_ptr<const Holdings>;

/// What was seen of the cell of an unsure hit.
struct Look {
  BareCell cell;
  Answer answer;
};

/// What one condition has at a moment: the hits, and of the unsure ones what they are.
struct ConditionHits {
  const Holdings* holdings;
  std::vector<std::uint32_t> hits;
  std::unordered_map<std::uint32_t, Look> looks;  // by hit
};

/// The hits of one condition at a moment, a relationship at a time.
class Hits {
 public:
  explicit Hits(ConditionHits of)
      : holdings_{of.holdings}, hits_{std::move(of.hits)}, looks_{std::move(of.looks)} {
    end_relationship();
  }

  [[nodiscard]] bool done() const { return begin_ == hits_.size(); }
  [[nodiscard]] std::size_t size() const { return hits_.size(); }

  [[nodiscard]] std::string_view relationship() const {
    return holdings_->relationship(hits_[begin_]);
  }

  /// Whether the condition surely holds in this relationship.
  [[nodiscard]] bool is_certain() const {
    return std::ranges::any_of(here(), [&](std::uint32_t hit) {
      const Look* const look = look_of(hit);
      return look == nullptr || look->answer == Answer::yes;
    });
  }

  void put_cells(std::vector<BareCell>& cells) const {
    cells.reserve(cells.size() + here().size());
    for (const std::uint32_t hit : here()) {
      const Look* const look = look_of(hit);
      cells.push_back(look != nullptr ? look->cell : holdings_->bare_cell(hit));
    }
  }

  void next() {
    begin_ = end_;
    end_relationship();
  }

  /// Goes to the first relationship that is not before `name`; says whether it is that one.
  bool reach(std::string_view name) {
    while (!done() && relationship() < name) next();
    return !done() && relationship() == name;
  }

 private:
  [[nodiscard]] std::span<const std::uint32_t> here() const {
    return std::span{hits_}.subspan(begin_, end_ - begin_);
  }

  [[nodiscard]] const Look* look_of(std::uint32_t hit) const {
    if (looks_.empty()) return nullptr;
    const auto look = looks_.find(hit);
    return look == looks_.end() ? nullptr : &look->second;
  }

  void end_relationship() {
    const auto is_here = [&] {
      return holdings_->are_of_one_relationship(hits_[begin_], hits_[end_]);
    };
    for (; end_ < hits_.size() && is_here(); ++end_) expect_later();
  }

  /// Asks for the memory of hits that come soon.
  void expect_later() const {
    constexpr std::size_t names_ahead = 8;
    constexpr std::size_t hits_ahead = 16;
    if (end_ + hits_ahead < hits_.size()) holdings_->expect(hits_[end_ + hits_ahead]);
    if (end_ + names_ahead < hits_.size()) holdings_->expect_name(hits_[end_ + names_ahead]);
  }

  const Holdings* holdings_;
  std::vector<std::uint32_t> hits_;
  std::unordered_map<std::uint32_t, Look> looks_;  // of those that are unsure
  std::size_t begin_ = 0;                          // of this relationship's hits
  std::size_t end_ = 0;
};

/// The relationships in which each of several conditions has a hit, one after another by name.
class CommonHits {
 public:
  explicit CommonHits(std::vector<ConditionHits> conditions) {
    for (ConditionHits& each : conditions) conditions_.emplace_back(std::move(each));
    find_common();
  }

  [[nodiscard]] bool done() const { return conditions_.front().done(); }
  /// There are no more relationships than this.
  [[nodiscard]] std::size_t relationships_max() const {
    return std::ranges::min(conditions_, {}, &Hits::size).size();
  }
  [[nodiscard]] std::string_view relationship() const { return conditions_.front().relationship(); }

  /// Whether all conditions surely hold in this relationship.
  [[nodiscard]] bool is_certain() const {
    return std::ranges::all_of(conditions_, &Hits::is_certain);
  }

  /// The cells that meet a condition, or may, by (term, key).
  [[nodiscard]] std::vector<BareCell> cells() const {
    std::vector<BareCell> cells;
    for (const Hits& each : conditions_) each.put_cells(cells);
    if (conditions_.size() == 1) return cells;
    std::ranges::sort(cells, {}, &BareCell::cell);
    const auto repeated = std::ranges::unique(cells, {}, &BareCell::cell);
    cells.erase(repeated.begin(), repeated.end());
    return cells;
  }

  void next() {
    conditions_.front().next();
    find_common();
  }

 private:
  void find_common() {
    const auto others = std::span{conditions_}.subspan(1);
    const auto is_common = [&] {
      return std::ranges::all_of(others, [&](Hits& each) { return each.reach(relationship()); });
    };
    while (!done() && !is_common()) conditions_.front().next();
  }

  std::vector<Hits> conditions_;
};

/// The hits of each condition, where it does not matter what they are.
std::vector<ConditionHits> hits_of(std::span<const KeptHoldings> holdings, EffectiveTime on) {
  std::vector<ConditionHits> all;
  for (const KeptHoldings& each : holdings) {
    all.push_back({.holdings = each.get(), .hits = each->at(on).all, .looks = {}});
  }
  return all;
}

/// The same, where it does: looks at the cells of unsure hits.
Result<std::vector<ConditionHits>> look_at_unsure(const Snapshot& snapshot,
                                                  std::span<const Condition> conditions,
                                                  std::span<const KeptHoldings> holdings,
                                                  EffectiveTime on, const Scope& scope) {
  std::vector<ConditionHits> all;
  for (std::size_t i = 0; i < holdings.size(); ++i) {
    const Holdings& each = *holdings[i];
    auto found = each.at(on);
    ConditionHits hits{.holdings = &each, .hits = std::move(found.all), .looks = {}};
    for (const std::uint32_t hit : found.unsure) {
      auto state = bare_state(snapshot, each.relationship(hit), each.cell(hit), on, scope);
      if (!state) return std::move(state).error();
      check(state->size() == 1, "a cell that meets a condition is in the answer");
      const Answer answer = meets(conditions[i], state->front().state.possible);
      hits.looks.emplace(hit, Look{.cell = std::move(state->front()), .answer = answer});
    }
    all.push_back(std::move(hits));
  }
  return all;
}

/// Whether an answer is one of those wanted.
bool is_wanted(Answer answer, Certainty wanted) {
  return answer == Answer::yes || (answer == Answer::possible && wanted == Certainty::possible);
}

}  // namespace

Result<std::vector<std::string>> read_common_holders(const Snapshot& snapshot,
                                                     std::span<const Condition> conditions,
                                                     EffectiveTime by, Horizon horizon) {
  check(!conditions.empty(), "something is looked for");
  auto common = read_holders(snapshot, conditions.front(), by, horizon);
  for (const Condition& condition : conditions.subspan(1)) {
    if (!common || common->empty()) break;
    const auto holders = read_holders(snapshot, condition, by, horizon);
    if (!holders) return holders.error();
    std::vector<std::string> both;
    std::ranges::set_intersection(*common, *holders, std::back_inserter(both));
    *common = std::move(both);
  }
  return common;
}

namespace {

/// Looks at one relationship after another, and lets `show` make of each cell what the answer wants
/// to have of it.
template <typename CellKind, typename Show>
Result<FindAnswer<CellKind>> look_at_each(const Snapshot& snapshot, std::vector<std::string> names,
                                          std::span<const Condition> conditions, EffectiveTime on,
                                          const Scope& scope, Certainty wanted, const Show& show) {
  // For those who may know everything there will be holdings in memory, and these are not needed.
  const auto knows_all = may_know_all(snapshot, scope);
  if (!knows_all) return knows_all.error();
  const Keeping keeping = *knows_all ? Keeping::no : Keeping::if_wanted;
  FindAnswer<CellKind> answer{.basis = scope.horizon.basis, .relationships = {}};
  for (std::string& name : names) {
    const auto evidence = read_evidence(snapshot, name, scope, keeping);
    if (!evidence) return evidence.error();
    auto found = match(snapshot, name, conditions, on, *evidence);
    if (!found) return std::move(found).error();
    if (!is_wanted(found->answer, wanted)) continue;
    FoundRelationship<CellKind> relationship{
        .relationship = std::move(name), .certain = found->answer == Answer::yes, .cells = {}};
    for (auto& [cell, met] : found->cells) {
      Result<CellKind> shown =
          show(BareCell{.cell = cell, .state = std::move(met.state)}, met.statements);
      if (!shown) return std::move(shown).error();
      relationship.cells.push_back(*std::move(shown));
    }
    answer.relationships.push_back(std::move(relationship));
  }
  return answer;
}

}  // namespace

Result<FindAnswer<CellAnswer>> find(const Snapshot& snapshot, std::span<const Condition> conditions,
                                    EffectiveTime on, const Scope& scope, Certainty wanted) {
  check(!conditions.empty(), "something is looked for");
  const auto holdings = read_holdings(snapshot, conditions, scope);
  if (!holdings) return holdings.error();
  std::vector<std::string> names;
  if (holdings->empty()) {
    auto read = read_common_holders(snapshot, conditions, on, scope.horizon);
    if (!read) return std::move(read).error();
    names = *std::move(read);
  } else {
    for (CommonHits hits{hits_of(*holdings, on)}; !hits.done(); hits.next()) {
      names.emplace_back(hits.relationship());
    }
  }
  const auto show = [&](BareCell cell, const std::vector<Statement>& statements) {
    return with_event(snapshot, std::move(cell), statements, on);
  };
  return look_at_each<CellAnswer>(snapshot, std::move(names), conditions, on, scope, wanted, show);
}

Result<FindAnswer<BareCell>> bare_find(const Snapshot& snapshot,
                                       std::span<const Condition> conditions, EffectiveTime on,
                                       const Scope& scope, Certainty wanted) {
  check(!conditions.empty(), "something is looked for");
  const auto holdings = read_holdings(snapshot, conditions, scope);
  if (!holdings) return holdings.error();
  if (holdings->empty()) {
    auto names = read_common_holders(snapshot, conditions, on, scope.horizon);
    if (!names) return std::move(names).error();
    const auto show = [](BareCell cell, const std::vector<Statement>&) {
      return Result<BareCell>{std::move(cell)};
    };
    return look_at_each<BareCell>(snapshot, *std::move(names), conditions, on, scope, wanted, show);
  }
  FindAnswer<BareCell> answer{.basis = scope.horizon.basis, .relationships = {}};
  auto found = look_at_unsure(snapshot, conditions, *holdings, on, scope);
  if (!found) return std::move(found).error();
  CommonHits hits{*std::move(found)};
  answer.relationships.reserve(hits.relationships_max());
  for (; !hits.done(); hits.next()) {
    const bool is_certain = hits.is_certain();
    if (!is_wanted(is_certain ? Answer::yes : Answer::possible, wanted)) continue;
    answer.relationships.push_back({.relationship = std::string{hits.relationship()},
                                    .certain = is_certain,
                                    .cells = hits.cells()});
  }
  return answer;
}

}  // namespace annals
