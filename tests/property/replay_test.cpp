// What is worked out again from the log, in place or in another database, is what was there.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/codec/json.h"
#include "annals/index/projections.h"
#include "annals/log/log_reader.h"
#include "annals/store/store.h"
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

oracle::Oracle judge_of(const std::vector<Appended>& events) {
  oracle::Oracle judge;
  for (const Appended& each : events) judge.append(each.event.event, each.event.recorded.at);
  return judge;
}

/// Some questions, with what the database answers now.
struct Answered {
  std::vector<Question> questions;
  std::vector<AnswerSheet> answers;
};

Answered ask(const TestDatabase& database, const oracle::Oracle& judge, int count) {
  Answered answered;
  for (int asked = 0; asked < count; ++asked) {
    answered.questions.push_back(*questions_about(judge));
    answered.answers.push_back(answers_of(database.snapshot(), answered.questions.back()));
  }
  return answered;
}

void expect_still(const Answered& answered, const TestDatabase& database) {
  for (std::size_t i = 0; i < answered.questions.size(); ++i) {
    expect_same(answers_of(database.snapshot(), answered.questions[i]), answered.answers[i]);
  }
}

using Columns = std::map<std::string_view, std::vector<support::KeyValue>>;

Columns projections_of(const TestDatabase& database) {
  Columns columns;
  for (const Projection* projection : all_projections()) {
    columns[projection->name] = entries_of(database.snapshot(), projection->column);
  }
  columns["meta"] = entries_of(database.snapshot(), Column::meta);
  return columns;
}

void reopen(TestDatabase& database) {
  database.reopen();
}

void rebuild(TestDatabase& database) {
  must(database.database().rebuild([](std::uint64_t, std::uint64_t) { return true; }));
}

void expect_no_change(void (*step)(TestDatabase&), TestDatabase& database,
                      const Answered& answered) {
  const Columns before = projections_of(database);
  step(database);
  RC_ASSERT(projections_of(database) == before);
  expect_still(answered, database);
}

void reopen_and_rebuild(Tally& met) {
  const History history = *histories();
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  const auto events = database.append_together(history.lines);
  const Answered answered = ask(database, judge_of(events), 3);
  for (const auto& [name, entries] : projections_of(database)) met.count(name, !entries.empty());
  for (const auto step : {reopen, rebuild, reopen}) expect_no_change(step, database, answered);
}

TEST(Database, IsTheSameAfterReopeningAndRebuilding) {
  check_property(30, reopen_and_rebuild, {"timeline", "corrections", "history", "parties", "meta"});
}

/// Leaves the indexes as a stopped rebuild does: empty, and said to have come up to `sequence`.
void stop_a_rebuild_at(Sequence sequence, const std::filesystem::path& path) {
  auto store = must(Store::open(path, Access::write));
  Batch batch = store.batch();
  for (const Projection* projection : all_projections()) batch.clear(projection->column);
  for (const auto& [key, value] : checkpoints(all_projections(), sequence))
    batch.put(Column::meta, key, value);
  must(store.commit(std::move(batch)));
}

void open_what_is_behind(Tally& met) {
  const History history = *histories();
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  database.append_together(history.lines);
  const Columns columns = projections_of(database);
  const auto in_runs = last_in_runs(support::small_runs, database.last()).value;
  if (in_runs == 0) return;  // there is nothing to rebuild
  const int reached = *any_below(2) * *any_below(static_cast<int>(in_runs));
  database.reopen([&](const std::filesystem::path& path) {
    stop_a_rebuild_at({.value = static_cast<std::uint64_t>(reached)}, path);
  });
  RC_ASSERT(projections_of(database) == columns);
  met.count("a rebuild from the start", reached == 0);
  met.count("a rebuild that had begun", reached != 0);
}

TEST(Database, RebuildsOnOpeningWhatIsBehindTheLog) {
  check_property(20, open_what_is_behind, {"a rebuild from the start", "a rebuild that had begun"});
}

/// The log as JSON lines, as an export writes it.
std::vector<std::string> exported(const TestDatabase& database) {
  std::vector<std::string> lines;
  const Snapshot snapshot = database.snapshot();
  must(LogReader{snapshot}.for_each({.value = 1}, [&](const LoggedEvent& event) -> Status {
    lines.push_back(to_line(to_json(event)));
    return Done{};
  }));
  return lines;
}

bool all_duplicates(const std::vector<Appended>& events) {
  return std::ranges::all_of(events, &Appended::is_duplicate);
}

/// Sends the lines that a database was made from to one that was made from its export. Where the
/// stored `known` is the time of the first recording, a date that now means a later moment is
/// refused; everything else is there already.
void expect_nothing_new(TestDatabase& copy, const std::vector<std::string>& lines,
                        const oracle::Oracle& judge, Tally& met) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const oracle::Entry& entry = judge.log()[i];
    const bool reached_beyond = entry.event.known && entry.event.known->last != entry.known;
    const auto appended = copy.append(lines[i]);
    met.count("a known that reached beyond its recording", reached_beyond);
    const bool is_there = appended && appended->is_duplicate;
    const bool is_refused = !appended && reached_beyond;
    RC_ASSERT(is_there != is_refused);
  }
  RC_ASSERT(copy.last() == judge.last());
}

void read_an_export_back(Tally& met) {
  const History history = *histories();
  const FakeClock clock{recording_start, recording_step};
  TestDatabase original{clock};
  const auto judge = judge_of(original.append_together(history.lines));
  const Answered answered = ask(original, judge, 4);
  const std::vector<std::string> lines = exported(original);

  const FakeClock years_later{recording_start + std::chrono::years{7}, recording_step};
  TestDatabase copy{years_later};
  copy.append_together(lines);
  RC_ASSERT(ids_of(copy.snapshot()) == ids_of(original.snapshot()));
  expect_still(answered, copy);

  RC_ASSERT(all_duplicates(copy.append_together(lines)));
  RC_ASSERT(all_duplicates(original.append_together(lines)));
  RC_ASSERT(all_duplicates(original.append_together(history.lines)));
  RC_ASSERT(original.last() == judge.last());
  expect_nothing_new(copy, history.lines, judge, met);
  expect_still(answered, original);
  met.count("an event without an id of its own",
            std::ranges::any_of(judge.log(), [](const oracle::Entry& entry) {
              return entry.event.id.starts_with("ev-");
            }));
}

TEST(Export, IsReadBackAsTheSameDatabase) {
  check_property(
      30, read_an_export_back,
      {"a known that reached beyond its recording", "an event without an id of its own"});
}

}  // namespace
}  // namespace annals::property
