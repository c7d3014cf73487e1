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
  for (const std::string& line : lines) numbered.emplace_back(*any_below(1000), line);
  std::ranges::stable_sort(numbered, {}, &std::pair<int, std::string>::first);
  std::vector<std::string> order;
  for (auto& [number, line] : numbered) order.push_back(std::move(line));
  return order;
}

TEST(Arrival, InAnyOrderGivesTheSameAnswers) {
  Tally met;
  const bool passed = run_cases(40, [&] {
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
  });
  if (passed) met.expect_met({"another order", "an uncertain answer"});
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

constexpr std::array every_column{Column::meta,    Column::log,      Column::tree,
                                  Column::ids,     Column::timeline, Column::corrections,
                                  Column::history, Column::parties};
static_assert(every_column.size() == column_count);

TEST(Transactions, LeaveTheSameBytesHoweverEventsAreSplitIntoThem) {
  Tally met;
  const bool passed = run_cases(25, [&] {
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
  });
  if (!passed) return;
  for (const std::string_view name : column_names) met.expect_met({name});
}

TEST(Recorded, NeverRunsBackwardsThoughTheClockDoes) {
  Tally met;
  const bool passed = run_cases(30, [&] {
    const History history = *histories();
    FakeClock clock{recording_start, recording_step};
    TestDatabase database{clock};
    RecordedTime last = RecordedTime::earliest();
    for (const std::string& line : history.lines) {
      const auto hours = std::chrono::hours{*any_below(200)};
      const bool first = last == RecordedTime::earliest();
      if (!first && *any_below(4) == 0) clock.set(last.at - hours);
      if (*any_below(10) == 0) database.reopen();
      const LoggedEvent event = must(database.append(line)).event;
      RC_ASSERT(event.recorded >= last);
      RC_ASSERT(event.recorded.at >= clock.last_told());
      RC_ASSERT(event.recorded.at == clock.last_told() || event.recorded == last);
      RC_ASSERT(event.known.at <= event.recorded.at);
      met.count("a clock that ran backwards", clock.last_told() < last.at);
      last = event.recorded;
    }
  });
  if (passed) met.expect_met({"a clock that ran backwards"});
}

TEST(Recorded, FindsTheLogAsItStoodAtAnyMoment) {
  Tally met;
  const bool passed = run_cases(30, [&] {
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
      for (const Microseconds shift : {Microseconds{-1}, Microseconds{0}, Microseconds{1}}) {
        const RecordedTime asked{.at = moment + shift};
        const auto expected = static_cast<std::uint64_t>(
            std::ranges::count_if(recorded, [&](Moment each) { return each <= asked.at; }));
        RC_ASSERT(must(LogReader{snapshot}.recorded_by(asked)).value == expected);
        met.count("the empty log", expected == 0);
        met.count("a part of the log", expected > 0 && expected < recorded.size());
      }
    }
  });
  if (passed) met.expect_met({"the empty log", "a part of the log"});
}

}  // namespace
}  // namespace annals::property
