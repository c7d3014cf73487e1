#include "annals/log/appender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/record.h"
#include "annals/log/log_reader.h"
#include "support/must.h"
#include "unit/events.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::moment;
using unit::refused;
using unit::succeeded;
using unit::term_set;
using unit::TestLog;
using unit::with;
using unit::without;

/// A `term_set` with an id.
Json event(const std::string& id) {
  return with(term_set(), {{"id", id}});
}

Json about(const std::string& id, const std::string& relationship) {
  return with(event(id), {{"relationship", relationship}});
}

Json retraction(const std::string& id, const std::string& target) {
  return {{"type", "retracted"}, {"id", id}, {"target", target}, {"reason", "wrong"}};
}

TEST(Appender, GivesSequencesWithoutGaps) {
  TestLog log;
  EXPECT_EQ(log.tail().last, Sequence{});
  EXPECT_EQ(must(log.append(event("a"))).event.sequence, Sequence{.value = 1});
  EXPECT_EQ(must(log.append(event("b"))).event.sequence, Sequence{.value = 2});
  EXPECT_EQ(must(log.append_together({event("c"), event("d")})).event.sequence,
            Sequence{.value = 4});
  EXPECT_EQ(log.tail().last, Sequence{.value = 4});
}

TEST(Appender, RecordsAtTheTimeOfTheClock) {
  TestLog log;
  const LoggedEvent logged = must(log.append(event("a"), "2026-05-05T12:00Z")).event;
  EXPECT_EQ(logged.recorded.at, moment("2026-05-05T12:00Z"));
  EXPECT_EQ(logged.known.at, moment("2026-05-05T12:00Z"));
}

TEST(Appender, NeverRecordsBackwards) {
  TestLog log;
  must(log.append(event("a"), "2026-05-05"));
  const LoggedEvent logged = must(log.append(event("b"), "2026-05-04")).event;
  EXPECT_EQ(logged.recorded.at, moment("2026-05-05"));
  EXPECT_EQ(logged.known.at, moment("2026-05-05"));
  EXPECT_EQ(must(log.append(event("c"), "2026-05-06")).event.recorded.at, moment("2026-05-06"));
}

TEST(Appender, LeavesTheLogAloneUntilTheBatchIsCommitted) {
  TestLog log;
  const Snapshot before = log.snapshot();
  const OpenRecords none;
  WorkerPool pool{1};
  Appender appender{before, log.tail(), none, pool};
  Batch batch = log.store().batch();
  must(appender.append(must(unit::make(event("a"))), moment("2026"), batch));
  EXPECT_EQ(appender.tail().last, Sequence{.value = 1});
  EXPECT_EQ(log.tail().last, Sequence{});
}

TEST(OpenRecords, AreThoseOfTheLastBlockThatFollowOneAnother) {
  OpenRecords records;
  EXPECT_EQ(records.find({.value = 1}), nullptr);
  records.add({.value = 5}, "five");
  records.add({.value = 6}, "six");
  ASSERT_NE(records.find({.value = 6}), nullptr);
  EXPECT_EQ(*records.find({.value = 6}), "six");
  EXPECT_EQ(records.find({.value = 4}), nullptr);
  EXPECT_EQ(records.find({.value = 7}), nullptr);
  records.add({.value = 9}, "nine");  // another process, or a load, wrote those between
  EXPECT_EQ(records.find({.value = 5}), nullptr);
  EXPECT_EQ(*records.find({.value = 9}), "nine");
  records.add({.value = block_records}, "the last of its block");
  records.add({.value = block_records + 1}, "the first of the next");
  EXPECT_EQ(records.find({.value = block_records}), nullptr);
  records.clear();
  EXPECT_EQ(records.find({.value = block_records + 1}), nullptr);
}

TEST(Known, IsTheLastMomentOfItsDate) {
  TestLog log;
  const auto logged = must(log.append(with(event("a"), {{"known", "2025-05"}}))).event;
  EXPECT_EQ(logged.known.at, moment("2025-06") - Microseconds{1});
}

TEST(Known, IsTheRecordingWhereThatIsEarlier) {
  TestLog log;
  for (const std::string date : {"2026", "2026-01-01", "[2020..2030]", "[2020..]"}) {
    const auto logged =
        must(log.append(with(event(date), {{"known", date}}), "2026-01-01T12:00Z")).event;
    EXPECT_EQ(logged.known.at, moment("2026-01-01T12:00Z")) << date;
  }
}

TEST(Known, IsRefusedWhereItBeginsAfterTheRecording) {
  TestLog log;
  EXPECT_TRUE(refused(log.append(with(event("a"), {{"known", "2026-01-02"}}), "2026-01-01"),
                      {"'known': 2026-01-02 begins after now, 2026-01-01T00:00:00.000000Z"}));
  EXPECT_TRUE(refused(log.append(with(event("a"), {{"known", "2026-01-01T00:00:00.000001Z"}})),
                      {"'known'", "begins after now"}));
  EXPECT_TRUE(succeeded(log.append(with(event("a"), {{"known", "2026-01-01T00:00:00.000000Z"}}))));
  EXPECT_EQ(log.tail().last, Sequence{.value = 1});
}

TEST(Known, MayLieBeforeTheLastRecordingThatRanAhead) {
  TestLog log;
  must(log.append(event("a"), "2026-05-05"));
  // The clock says the 4th, but the event is recorded on the 5th like the one before.
  EXPECT_TRUE(succeeded(log.append(with(event("b"), {{"known", "2026-05-05"}}), "2026-05-04")));
}

TEST(Duplicate, IsTheSameContentUnderTheSameId) {
  TestLog log;
  must(log.append(event("a")));
  const Appended again = must(log.append(event("a"), "2027"));
  EXPECT_TRUE(again.is_duplicate);
  EXPECT_EQ(again.event.sequence, Sequence{.value = 1});
  EXPECT_EQ(again.event.recorded.at, moment("2026-01-01"));
  EXPECT_EQ(log.tail().last, Sequence{.value = 1});
}

TEST(Duplicate, IsFoundByADerivedIdToo) {
  TestLog log;
  EXPECT_FALSE(must(log.append(term_set())).is_duplicate);
  EXPECT_TRUE(must(log.append(term_set())).is_duplicate);
}

TEST(Duplicate, IsFoundEarlierInTheSameBatch) {
  TestLog log;
  EXPECT_TRUE(must(log.append_together({event("a"), event("b"), event("a")})).is_duplicate);
  EXPECT_EQ(log.tail().last, Sequence{.value = 2});
}

TEST(Duplicate, MayLeaveKnownOutOrRepeatIt) {
  TestLog log;
  const Json sent = with(event("a"), {{"known", "2025-05"}});
  must(log.append(sent));
  EXPECT_TRUE(must(log.append(sent)).is_duplicate);
  EXPECT_TRUE(must(log.append(without(sent, "known"))).is_duplicate);
  EXPECT_TRUE(must(log.append(with(sent, {{"known", "2025-05~"}}))).is_duplicate);
  EXPECT_TRUE(
      must(log.append(with(sent, {{"known", "2025-05-31T23:59:59.999999Z"}}))).is_duplicate);
}

TEST(Duplicate, MayGiveTheRecordingAsKnownWhereNoneWasSent) {
  TestLog log;
  must(log.append(event("a"), "2026-01-01T12:00Z"));
  const std::string exported = "2026-01-01T12:00:00.000000Z";
  EXPECT_TRUE(must(log.append(with(event("a"), {{"known", exported}}))).is_duplicate);
}

TEST(Duplicate, MayRepeatAKnownThatReachesBeyondTheRecording) {
  TestLog log;
  const Json sent = with(event("a"), {{"known", "2026"}});
  must(log.append(sent, "2026-01-01T12:00Z"));
  EXPECT_TRUE(must(log.append(sent, "2028")).is_duplicate);
}

TEST(Appender, RefusesATakenIdNamingTheFirstDifference) {
  TestLog log;
  must(log.append(event("a")));
  EXPECT_TRUE(refused(log.append(with(event("a"), {{"value", "y"}, {"note", "n"}})),
                      {R"('value': the id "a" is taken by sequence 1, which differs here)"}));
  EXPECT_TRUE(refused(log.append(with(event("a"), {{"relationship", "s"}})), {"'relationship'"}));
  EXPECT_TRUE(
      refused(log.append(with(event("a"), {{"source", {{"url", "U"}}}})), {"'source.url'"}));
  EXPECT_TRUE(
      refused(log.append(Json{{"type", "noted"}, {"relationship", "r"}, {"id", "a"}}), {"'type'"}));
  EXPECT_EQ(log.tail().last, Sequence{.value = 1});
}

TEST(TakenId, IsRefusedWhereKnownDiffers) {
  TestLog log;
  must(log.append(with(event("a"), {{"known", "2025-05"}})));
  must(log.append(event("b")));
  EXPECT_TRUE(refused(log.append(with(event("a"), {{"known", "2025-06"}})),
                      {R"('known': the id "a" is taken by sequence 1)"}));
  EXPECT_TRUE(refused(log.append(with(event("b"), {{"known", "2025"}})),
                      {R"('known': the id "b" is taken by sequence 2)"}));
}

TEST(TakenId, IsRefusedEarlierInTheSameBatchToo) {
  TestLog log;
  EXPECT_TRUE(refused(log.append_together({event("a"), with(event("a"), {{"value", "y"}})}),
                      {"'value'", "taken by sequence 1"}));
  EXPECT_EQ(log.tail().last, Sequence{});
}

TEST(Correction, FindsItsTarget) {
  TestLog log;
  must(log.append(about("a", "r")));
  const LoggedEvent retracted = must(log.append(retraction("b", "a"))).event;
  EXPECT_EQ(retracted.retracts, Sequence{.value = 1});
  EXPECT_EQ(retracted.replaces, Sequence{});
  const LoggedEvent replaced = must(log.append(with(event("c"), {{"replaces", "a"}}))).event;
  EXPECT_EQ(replaced.retracts, Sequence{});
  EXPECT_EQ(replaced.replaces, Sequence{.value = 1});
}

TEST(Correction, FindsItsTargetEarlierInTheSameBatch) {
  TestLog log;
  const LoggedEvent logged = must(log.append_together({event("a"), retraction("b", "a")})).event;
  EXPECT_EQ(logged.retracts, Sequence{.value = 1});
  EXPECT_THAT(logged.reach, ElementsAre("r"));
}

TEST(Correction, IsRefusedWithoutItsTarget) {
  TestLog log;
  EXPECT_TRUE(refused(log.append(retraction("b", "a")),
                      {R"('target': there is no event "a" in the log or earlier in the input)"}));
  EXPECT_TRUE(refused(log.append(with(event("c"), {{"replaces", "a"}})), {"'replaces'", R"("a")"}));
  EXPECT_TRUE(refused(log.append(retraction("b", "b")), {"'target'"}));
  EXPECT_TRUE(refused(log.append(with(event("c"), {{"replaces", "c"}})), {"'replaces'"}));
  EXPECT_TRUE(refused(log.append_together({retraction("b", "a"), event("a"), retraction("c", "z")}),
                      {"'target'", R"("z")"}));
  EXPECT_EQ(log.tail().last, Sequence{});
}

TEST(Correction, ReachesTheRelationshipOfItsTarget) {
  TestLog log;
  must(log.append(about("a", "r")));
  EXPECT_THAT(must(log.append(about("b", "s"))).event.reach, IsEmpty());
  EXPECT_THAT(must(log.append(retraction("c", "a"))).event.reach, ElementsAre("r"));
  EXPECT_THAT(must(log.append(with(about("d", "s"), {{"replaces", "a"}}))).event.reach,
              ElementsAre("r"));
}

TEST(Correction, ReachesWhateverItsTargetReaches) {
  TestLog log;
  must(log.append(about("a", "r")));
  must(log.append(with(about("b", "q"), {{"replaces", "a"}})));
  EXPECT_THAT(must(log.append(retraction("c", "b"))).event.reach, ElementsAre("q", "r"));
  EXPECT_THAT(must(log.append(retraction("d", "c"))).event.reach, ElementsAre("q", "r"));
}

TEST(Correction, ReachesWhatBothOfItsTargetsDo) {
  TestLog log;
  must(log.append(about("a", "s")));
  must(log.append(about("b", "r")));
  const auto logged = must(log.append(with(retraction("c", "a"), {{"replaces", "b"}}))).event;
  EXPECT_THAT(logged.reach, ElementsAre("r", "s"));
  EXPECT_EQ(logged.retracts, Sequence{.value = 1});
  EXPECT_EQ(logged.replaces, Sequence{.value = 2});
}

TEST(Refusal, LeavesAppenderAndBatchAsTheyWere) {
  TestLog log;
  const Snapshot before = log.snapshot();
  const OpenRecords none;
  WorkerPool pool{1};
  Appender appender{before, log.tail(), none, pool};
  Batch batch = log.store().batch();
  must(appender.append(must(unit::make(event("a"))), moment("2026"), batch));
  const std::size_t bytes = batch.bytes();
  const Digest head = appender.tail().tree.head();
  EXPECT_TRUE(
      refused(appender.append(must(unit::make(retraction("b", "z"))), moment("2027"), batch),
              {"'target'"}));
  EXPECT_EQ(batch.bytes(), bytes);
  EXPECT_EQ(appender.tail().last, Sequence{.value = 1});
  EXPECT_EQ(appender.tail().recorded.at, moment("2026"));
  EXPECT_EQ(appender.tail().tree.head(), head);
  EXPECT_FALSE(
      must(appender.append(must(unit::make(event("b"))), moment("2026"), batch)).is_duplicate);
}

TEST(LogTail, IsReadBackAsItWasLeft) {
  TestLog log;
  TreeEdge expected;
  for (int i = 0; i < 40; ++i) {
    const auto logged = must(log.append(event("e" + std::to_string(i)), "2026-05-05")).event;
    expected.append(leaf_hash(encode_record(logged)), [](const TreeNode&) {});
    const LogTail tail = log.tail();
    ASSERT_EQ(tail.last, logged.sequence);
    ASSERT_EQ(tail.recorded, logged.recorded);
    ASSERT_EQ(tail.tree.size(), logged.sequence.value);
    ASSERT_EQ(tail.tree.head(), expected.head());
  }
}

TEST(LogTail, OfAnEmptyLogStandsBeforeAllEvents) {
  const TestLog log;
  const LogTail tail = log.tail();
  EXPECT_EQ(tail.last, Sequence{});
  EXPECT_EQ(tail.recorded, RecordedTime::earliest());
  EXPECT_EQ(tail.tree.head(), sha256({}));
}

}  // namespace
}  // namespace annals
