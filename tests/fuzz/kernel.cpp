// A short history of one relationship and questions about it: the kernel answers as the oracle.

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "annals/state/cell_state.h"
#include "annals/state/counting.h"
#include "annals/state/diff.h"
#include "annals/state/spells.h"
#include "annals/state/timeline.h"
#include "fuzz.h"
#include "oracle/oracle.h"

namespace {

using namespace annals;
using fuzz::expect;

constexpr std::size_t events_max = 12;
constexpr Microseconds half_day = std::chrono::hours{12};
constexpr Moment epoch = Moment{std::chrono::sys_days{std::chrono::year{2020} / 1 / 1}};

Moment moment_from(fuzz::Bytes& bytes) {
  constexpr unsigned half_days = 20;
  const unsigned place = bytes.below(half_days + 2);
  if (place == half_days) return unbounded_below;
  if (place == half_days + 1) return unbounded_above;
  return epoch + place * half_day;
}

/// A date that is not empty; vague more often than not.
Span span_from(fuzz::Bytes& bytes) {
  const Moment first = moment_from(bytes);
  constexpr std::array<int, 5> lengths{0, 1, 2, 6, 11};  // half days
  const unsigned choice = bytes.below(lengths.size() + 1);
  if (choice == lengths.size()) return {.first = first, .last = unbounded_above};
  if (first == unbounded_above) return {.first = epoch, .last = first};
  if (first == unbounded_below) return {.first = first, .last = epoch + choice * half_day};
  const Microseconds length = lengths.at(choice) * half_day;
  return {.first = first,
          .last = length == Microseconds{} ? first : first + length - Microseconds{1}};
}

template <typename Axis>
When<Axis> when_from(fuzz::Bytes& bytes) {
  return when_of<Axis>("", span_from(bytes));
}

Value value_from(fuzz::Bytes& bytes) {
  switch (bytes.below(6)) {
    case 0:
      return std::string{"a"};
    case 1:
      return std::string{"b"};
    case 2:
      return 1.0;
    case 3:
      return 2.0;
    case 4:
      return true;
    default:
      return None{};
  }
}

/// The same log twice: for the oracle, and for the kernel as the indexes would give it.
class History {
 public:
  void append(fuzz::Bytes& bytes) {
    const std::size_t size = oracle_.log().size();
    Event event{};
    event.id = std::to_string(size + 1);
    event.relationship = "r";
    const unsigned kind = bytes.below(8);
    const Sequence target{.value = size == 0 ? 0 : 1 + bytes.below(events_max) % size};
    if (bytes.below(3) == 0) event.known = when_from<KnownAxis>(bytes);
    const bool retracts = size > 0 && kind >= 6;
    if (retracts) {
      retract(event, target, kind == 7);
    } else {
      assert_values(event, bytes);
      if (size > 0 && kind == 5) event.replaces = std::to_string(target.value);
    }
    oracle_.append(event, epoch + static_cast<int>(size) * half_day);
    const oracle::Entry& entry = oracle_.log().back();
    for (const Assertion& effect : event.effects) note(entry, effect);
    if (retracts) {
      correct(entry, target, kind == 7 ? CorrectionKind::retracts_all : CorrectionKind::retracts);
    } else if (event.replaces) {
      correct(entry, target, CorrectionKind::replaces);
    }
  }

  void ask(fuzz::Bytes& bytes) const {
    const oracle::Point from = point_from(bytes);
    const oracle::Point to = point_from(bytes);
    const auto states = oracle_.state("r", from);
    const auto timelines = oracle_.timeline("r", from.view);
    const auto changes = oracle_.diff("r", from, to);
    for (const auto& [cell, statements] : statements_) {
      const auto counting_now = counting(statements, withdrawals(from), horizon(from));
      check_state(find(states, cell), counting_now, from.on);
      check_timeline(find(timelines, cell), timeline(counting_now));
      check_change(find(changes, cell), statements, from, to);
    }
  }

  [[nodiscard]] bool is_full() const { return oracle_.log().size() >= events_max; }

 private:
  static void retract(Event& event, Sequence target, bool all) {
    event.type = retracted_type;
    event.fields = {{.name = "target", .value = std::to_string(target.value)},
                    {.name = "reason", .value = std::string{"wrong"}}};
    if (all) event.fields.push_back({.name = "versions", .value = std::string{"all"}});
  }

  static void assert_values(Event& event, fuzz::Bytes& bytes) {
    event.type = term_set_type;
    event.effective = when_from<EffectiveAxis>(bytes);
    const unsigned cells = 1 + bytes.below(2);
    for (unsigned i = 0; i < cells; ++i) {
      event.effects.push_back(
          {.cell = {.term = "t", .key = i == 0 ? "" : "k"}, .value = value_from(bytes)});
    }
    if (bytes.below(3) != 0) return;
    const auto until = when_from<EffectiveAxis>(bytes);
    if (until.last >= event.effective->first) event.until = until;
  }

  void note(const oracle::Entry& entry, const Assertion& effect) {
    const Event& event = entry.event;
    Statement statement{.sequence = entry.sequence,
                        .known = entry.known,
                        .start = {.first = event.effective->first, .last = event.effective->last},
                        .end = {},
                        .value = effect.value};
    if (event.until) statement.end = {.first = event.until->first, .last = event.until->last};
    statements_[effect.cell].push_back(std::move(statement));
  }

  void correct(const oracle::Entry& entry, Sequence target, CorrectionKind kind) {
    corrections_.push_back(
        {.target = target, .by = entry.sequence, .kind = kind, .known = entry.known});
  }

  [[nodiscard]] oracle::Point point_from(fuzz::Bytes& bytes) const {
    oracle::Point point{.on = {.at = moment_from(bytes)}, .view = {}};
    if (bytes.below(2) == 0) point.view.known = {.at = moment_from(bytes)};
    const auto size = oracle_.log().size();
    point.view.basis = {.value = bytes.below(2) == 0 ? size : bytes.below(events_max) % (size + 1)};
    return point;
  }

  static Horizon horizon(const oracle::Point& point) {
    return {.known = point.view.known, .basis = point.view.basis};
  }
  [[nodiscard]] Withdrawals withdrawals(const oracle::Point& point) const {
    return {corrections_, horizon(point)};
  }

  template <typename Answers>
  static const typename Answers::mapped_type* find(const Answers& answers, const Cell& cell) {
    const auto found = answers.find(cell);
    return found == answers.end() ? nullptr : &found->second;
  }

  static void check_same(const oracle::State* right, const std::optional<CellState>& state) {
    expect((right != nullptr) == state.has_value(), "a cell is in the answer if it should be");
    if (right == nullptr) return;
    expect(state->value == right->value && state->certain == right->certain &&
               state->possible == right->possible,
           "a cell has the state that it should have");
    expect(state->leading == right->leading && state->candidates == right->candidates,
           "a state rests on what it should rest on");
  }

  static void check_state(const oracle::State* right, const std::vector<Statement>& statements,
                          EffectiveTime on) {
    check_same(right, state_at(statements, on));
    const auto all = spells(statements, 1000);
    if (!all || all->empty()) return;
    const auto after = std::ranges::upper_bound(*all, on, {}, &Spell::from);
    expect(after != all->begin(), "spells begin at the earliest moment");
    check_same(right, std::prev(after)->state);
  }

  static void check_timeline(const std::vector<oracle::Run>* right, const std::vector<Run>& runs) {
    expect((right == nullptr ? 0 : right->size()) == runs.size(), "a timeline has its runs");
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const oracle::Run& run = (*right)[i];
      expect(runs[i].from == run.from && runs[i].to == run.to && runs[i].value == run.value &&
                 runs[i].certain == run.certain && runs[i].possible == run.possible,
             "a run is as it should be");
    }
  }

  void check_change(const oracle::Change* right, const std::vector<Statement>& statements,
                    const oracle::Point& from, const oracle::Point& to) const {
    const Withdrawals before = withdrawals(from);
    const Withdrawals after = withdrawals(to);
    const auto change =
        difference(statements, {.on = from.on, .horizon = horizon(from), .withdrawals = before},
                   {.on = to.on, .horizon = horizon(to), .withdrawals = after});
    expect((right != nullptr) == change.has_value(), "a difference is seen if there is one");
    if (right != nullptr) expect(to_text(change->cause) == right->cause, "and has its cause");
  }

  oracle::Oracle oracle_;
  std::map<Cell, std::vector<Statement>> statements_;
  std::vector<Correction> corrections_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes{fuzz::view_of(data, size)};
  History history;
  const std::size_t events = bytes.below(events_max);
  for (std::size_t i = 0; i < events && !bytes.empty() && !history.is_full(); ++i) {
    history.append(bytes);
  }
  constexpr int questions = 3;
  for (int i = 0; i < questions; ++i) history.ask(bytes);
  return 0;
}
