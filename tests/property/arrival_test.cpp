// In which order, how many at a time and by which clock events arrive.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "annals/log/log_reader.h"
#include "oracle/oracle.h"
#include "property/answer_sheet.h"
#include "property/history.h"
#include "property/property.h"
#include "property/question.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::property {
namespace {

using support::entries_of;
using support::FakeClock;
using support::must;
using support::TestDatabase;

/// The lines in an order that chance has chosen.
std::vector<std::string> shuffled(const std::vector<std::string>& lines) {
  std::vector<std::pair<int, std::string>> numbered;
  numbered.reserve(lines.size());
  for (const std::string& line : lines) numbered.emplace_back(*any_below(1000), line);
  std::ranges::stable_sort(numbered, {}, &std::pair<int, std::string>::first);
  std::vector<std::string> order;
  order.reserve(lines.size());
  for (auto& [number, line] : numbered) order.push_back(std::move(line));
  return order;
}

void append_in_two_orders(Tally& met) {
  const History history = *uncorrected_histories();
  const std::vector<std::string> order = shuffled(history.lines);
  const FakeClock clock{recording_start, recording_step};
  TestDatabase one{clock};
  TestDatabase other{clock};
  oracle::Oracle judge;
  for (const Appended& each : one.append_together(history.lines)) {
    judge.append(each.event.event, recording_start);
  }
  other.append_together(order);
  met.count("another order", order != history.lines);
  for (int asked = 0; asked < 6; ++asked) {
    Question question = *questions_about(judge);
    question.basis = judge.last();
    const AnswerSheet answers = answers_of(one.snapshot(), question);
    expect_same(answers_of(other.snapshot(), question), answers);
    const bool any_uncertain = std::ranges::any_of(answers, [](const std::string& line) {
      return line.starts_with("state") && line.find("uncertain") != std::string::npos;
    });
    met.count("an uncertain answer", any_uncertain);
  }
}

TEST(Arrival, InAnyOrderGivesTheSameAnswers) {
  check_property(40, append_in_two_orders, {"another order", "an uncertain answer"});
}

/// Appends the lines in transactions of one to five.
void append_in_pieces(TestDatabase& database, const std::vector<std::string>& lines) {
  constexpr int lines_max = 5;
  for (std::size_t done = 0; done < lines.size();) {
    const auto wanted = static_cast<std::size_t>(1 + *any_below(lines_max));
    const std::size_t count = std::min(wanted, lines.size() - done);
    database.append_together(std::span{lines}.subspan(done, count));
    done += count;
  }
}

constexpr std::array every_column{
    Column::meta,        Column::log,     Column::tree,    Column::ids,    Column::timeline,
    Column::corrections, Column::history, Column::parties, Column::values, Column::calendar};
static_assert(every_column.size() == column_count);

void append_in_three_ways(Tally& met) {
  const History history = *histories();
  const FakeClock stopped{recording_start, Microseconds{0}};
  TestDatabase together{stopped};
  TestDatabase one_by_one{stopped};
  TestDatabase in_pieces{stopped};
  together.append_together(history.lines);
  for (const std::string& line : history.lines) must(one_by_one.append(line));
  append_in_pieces(in_pieces, history.lines);
  for (const Column column : every_column) {
    const auto entries = entries_of(together.snapshot(), column);
    RC_ASSERT(entries_of(one_by_one.snapshot(), column) == entries);
    RC_ASSERT(entries_of(in_pieces.snapshot(), column) == entries);
    met.count(column_names.at(static_cast<std::size_t>(column)), !entries.empty());
  }
}

TEST(Transactions, LeaveTheSameBytesHoweverEventsAreSplitIntoThem) {
  // Trees begin with a block of records, which is more than these histories have.
  std::vector<std::string_view> met{column_names.begin(), column_names.end()};
  std::erase(met, "tree");
  check_property(25, append_in_three_ways, met);
}

/// Appends a line by a clock that may have been set back by up to nine days since `last`.
LoggedEvent append_unsteadily(TestDatabase& database, const std::string& line, FakeClock& clock,
                              RecordedTime last) {
  const auto hours = std::chrono::hours{*any_below(200)};
  const bool is_first = last == RecordedTime::earliest();
  if (!is_first && *any_below(4) == 0) clock.set(last.at - hours);
  if (*any_below(10) == 0) database.reopen();
  return must(database.append(line)).event;
}

void append_by_an_unsteady_clock(Tally& met) {
  const History history = *histories();
  FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  RecordedTime last = RecordedTime::earliest();
  for (const std::string& line : history.lines) {
    const LoggedEvent event = append_unsteadily(database, line, clock, last);
    RC_ASSERT(event.recorded == std::max(last, RecordedTime{.at = clock.last_told()}));
    RC_ASSERT(event.known.at <= event.recorded.at);
    met.count("a clock that ran backwards", clock.last_told() < last.at);
    last = event.recorded;
  }
}

TEST(Recorded, NeverRunsBackwardsThoughTheClockDoes) {
  check_property(30, append_by_an_unsteady_clock, {"a clock that ran backwards"});
}

/// Compares a look-up by time with a count of those recorded by then.
void look_up(const Snapshot& snapshot, const std::vector<Moment>& recorded, Moment asked,
             Tally& met) {
  const auto expected = static_cast<std::uint64_t>(
      std::ranges::count_if(recorded, [&](Moment each) { return each <= asked; }));
  RC_ASSERT(must(LogReader{snapshot}.recorded_by({.at = asked})).value == expected);
  met.count("the empty log", expected == 0);
  met.count("a part of the log", expected > 0 && expected < recorded.size());
}

void look_up_each_moment(Tally& met) {
  const History history = *histories();
  // Several events at one moment, as a coarse clock tells them.
  FakeClock clock{recording_start, Microseconds{0}};
  TestDatabase database{clock};
  std::vector<Moment> recorded;
  for (const std::string& line : history.lines) {
    if (*any_below(3) == 0) clock.set(clock.last_told() + recording_step);
    recorded.push_back(must(database.append(line)).event.recorded.at);
  }
  const Snapshot snapshot = database.snapshot();
  for (const Moment moment : recorded) {
    look_up(snapshot, recorded, moment - Microseconds{1}, met);
    look_up(snapshot, recorded, moment, met);
    look_up(snapshot, recorded, moment + Microseconds{1}, met);
  }
}

TEST(Recorded, FindsTheLogAsItStoodAtAnyMoment) {
  check_property(30, look_up_each_moment, {"the empty log", "a part of the log"});
}

}  // namespace
}  // namespace annals::property
