#include "annals/state/cell_state.h"

#include <algorithm>
#include <tuple>

namespace annals {
namespace {

auto order_of(const Statement* statement) {
  return std::tie(statement->start, statement->sequence);
}

bool settled(const Statement& statement, EffectiveTime at) {
  return statement.start.last <= at;
}

/// The value that the statement gives to the answer as the leading one.
Value led_value(const Statement& statement, EffectiveTime at) {
  const bool surely_ended = statement.end && statement.end->last <= at;
  return surely_ended ? Value{None{}} : statement.value;
}

/// Whether the statement makes none a possible value.
bool may_be_none(const Statement& statement, EffectiveTime at) {
  return is_none(statement.value) || (statement.end && statement.end->first <= at);
}

}  // namespace

bool same_answer(const CellState& a, const CellState& b) {
  return a.value == b.value && a.certain == b.certain && a.possible == b.possible;
}

bool same_answer(const std::optional<CellState>& a, const std::optional<CellState>& b) {
  if (a && b) return same_answer(*a, *b);
  const std::optional<CellState>& there = a ? a : b;
  return !there || (there->certain && is_none(there->value));
}

Answer holds(const std::optional<CellState>& state, const Value& value) {
  if (!state || std::ranges::find(state->possible, value) == state->possible.end()) {
    return Answer::no;
  }
  return state->certain ? Answer::yes : Answer::possible;
}

CellSweep::CellSweep(std::span<const Statement> statements) {
  ordered_.reserve(statements.size());
  for (const Statement& statement : statements) ordered_.push_back(&statement);
  std::ranges::sort(ordered_, {}, order_of);
}

void CellSweep::admit(EffectiveTime at) {
  for (; admitted_ < ordered_.size() && ordered_[admitted_]->start.first <= at; ++admitted_) {
    open_.push_back(ordered_[admitted_]);
  }
}

void CellSweep::drop_overridden(EffectiveTime at) {
  EffectiveTime latest_start = EffectiveTime::earliest();
  for (const Statement* statement : open_) {
    if (settled(*statement, at)) latest_start = std::max(latest_start, statement->start.first);
  }
  // Statements with the same bounds stand side by side, the latest in the log last.
  std::vector<const Statement*> kept;
  for (std::size_t i = 0; i < open_.size(); ++i) {
    const Statement& statement = *open_[i];
    const bool later_with_same_bounds =
        i + 1 < open_.size() && open_[i + 1]->start == statement.start && settled(statement, at);
    if (statement.start.last >= latest_start && !later_with_same_bounds) {
      kept.push_back(open_[i]);
    }
  }
  open_ = std::move(kept);
}

std::optional<CellState> CellSweep::advance(EffectiveTime at) {
  admit(at);
  drop_overridden(at);
  if (open_.empty()) return std::nullopt;

  CellState state;
  const Statement* leading = nullptr;
  bool any_settled = false;
  for (const Statement* statement : open_) {
    state.candidates.push_back(statement->sequence);
    const Value value = led_value(*statement, at);
    if (!is_none(value)) state.possible.push_back(value);
    if (may_be_none(*statement, at)) state.possible.emplace_back(None{});
    const bool is_settled = settled(*statement, at);
    if (is_settled || !any_settled) leading = statement;
    any_settled = any_settled || is_settled;
  }
  if (!any_settled) state.possible.emplace_back(None{});

  std::ranges::sort(state.possible);
  const auto repeated = std::ranges::unique(state.possible);
  state.possible.erase(repeated.begin(), repeated.end());
  state.value = led_value(*leading, at);
  state.leading = leading->sequence;
  state.certain = state.possible.size() == 1;
  return state;
}

std::optional<CellState> state_at(std::span<const Statement> statements, EffectiveTime at) {
  return CellSweep{statements}.advance(at);
}

}  // namespace annals
