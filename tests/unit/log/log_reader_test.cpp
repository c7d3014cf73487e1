#include "annals/log/log_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "annals/codec/record.h"
#include "support/must.h"
#include "support/test_database.h"
#include "unit/events.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::failed;
using unit::moment;
using unit::TestLog;

Json event(const std::string& id) {
  return unit::with(unit::term_set(), {{"id", id}});
}

/// A log of the events e1, e2, ... that were recorded on 2026-01-01, 2026-01-02, ...
class LogReaderTest : public testing::Test {
 protected:
  explicit LogReaderTest(int events = 5) {
    for (int i = 1; i <= events; ++i) {
      must(log_.append(event("e" + std::to_string(i)), "2026-01-0" + std::to_string(i)));
    }
  }

  TestLog& log() { return log_; }

  /// The ids that a walk from `from` on meets.
  [[nodiscard]] static Result<std::vector<std::string>> ids_from(const Snapshot& snapshot,
                                                                 std::uint64_t from) {
    std::vector<std::string> ids;
    const auto visited =
        LogReader{snapshot}.for_each({.value = from}, [&](const LoggedEvent& logged) -> Status {
          ids.push_back(logged.event.id);
          return Done{};
        });
    if (!visited) return visited.error();
    return ids;
  }

 private:
  TestLog log_;
};

class EmptyLogReaderTest : public LogReaderTest {
 protected:
  EmptyLogReaderTest() : LogReaderTest{0} {}
};

TEST(LogKey, IsTheSequenceMostSignificantByteFirst) {
  EXPECT_EQ(log_key({.value = 258}), std::string("\0\0\0\0\0\0\1\2", 8));
  EXPECT_EQ(tree_key(4, 258), std::string("\4\0\0\0\0\0\0\1\2", 9));
}

TEST_F(LogReaderTest, FindsTheEnd) {
  EXPECT_EQ(must(LogReader{log().snapshot()}.last()), Sequence{.value = 5});
}

TEST_F(EmptyLogReaderTest, FindsNothing) {
  const Snapshot snapshot = log().snapshot();
  EXPECT_EQ(must(LogReader{snapshot}.last()), Sequence{});
  EXPECT_EQ(must(LogReader{snapshot}.find("e1")), std::nullopt);
  EXPECT_EQ(must(LogReader{snapshot}.recorded_by({.at = moment("2026")})), Sequence{});
  EXPECT_EQ(must(LogReader{snapshot}.edge({})).head(), sha256({}));
  EXPECT_THAT(must(ids_from(snapshot, 1)), IsEmpty());
}

TEST_F(LogReaderTest, ReadsAnEvent) {
  const Snapshot snapshot = log().snapshot();
  const LoggedEvent logged = must(LogReader{snapshot}.read({.value = 3}));
  EXPECT_EQ(logged.sequence, Sequence{.value = 3});
  EXPECT_EQ(logged.event.id, "e3");
}

TEST_F(LogReaderTest, FindsAnEventByItsId) {
  const Snapshot snapshot = log().snapshot();
  EXPECT_EQ(must(LogReader{snapshot}.find("e4")), Sequence{.value = 4});
  EXPECT_EQ(must(LogReader{snapshot}.find("e")), std::nullopt);
  EXPECT_EQ(must(LogReader{snapshot}.find("")), std::nullopt);
}

TEST_F(LogReaderTest, FindsTheLogAsItStoodAtAMoment) {
  const Snapshot snapshot = log().snapshot();
  const auto by = [&](Moment at) {
    return must(LogReader{snapshot}.recorded_by({.at = at})).value;
  };
  EXPECT_EQ(by(moment("2026-01-01") - Microseconds{1}), 0U);
  EXPECT_EQ(by(moment("2026-01-01")), 1U);
  EXPECT_EQ(by(moment("2026-01-03") - Microseconds{1}), 2U);
  EXPECT_EQ(by(moment("2026-01-03")), 3U);
  EXPECT_EQ(by(moment("2026-01-05")), 5U);
  EXPECT_EQ(by(unbounded_above), 5U);
  EXPECT_EQ(by(unbounded_below), 0U);
}

TEST_F(LogReaderTest, FindsTheLastOfSeveralRecordedAtOnce) {
  must(log().append(event("a"), "2026-02-01"));
  must(log().append(event("b"), "2026-02-01"));
  const Snapshot snapshot = log().snapshot();
  EXPECT_EQ(must(LogReader{snapshot}.recorded_by({.at = moment("2026-02-01")})),
            Sequence{.value = 7});
}

TEST_F(LogReaderTest, WalksInOrder) {
  const Snapshot snapshot = log().snapshot();
  EXPECT_THAT(must(ids_from(snapshot, 1)), ElementsAre("e1", "e2", "e3", "e4", "e5"));
  EXPECT_THAT(must(ids_from(snapshot, 4)), ElementsAre("e4", "e5"));
  EXPECT_THAT(must(ids_from(snapshot, 6)), IsEmpty());
}

TEST_F(LogReaderTest, StopsWalkingWhenToldSo) {
  const Snapshot snapshot = log().snapshot();
  int visits = 0;
  const auto stopped =
      LogReader{snapshot}.for_each({.value = 1}, [&](const LoggedEvent& logged) -> Status {
        ++visits;
        if (logged.sequence.value < 2) return Done{};
        return Error{.code = ErrorCode::not_found, .message = "enough"};
      });
  EXPECT_TRUE(failed(stopped, ErrorCode::not_found, {"enough"}));
  EXPECT_EQ(visits, 2);
}

TEST_F(LogReaderTest, SeesOnlyWhatItsSnapshotShows) {
  const Snapshot before = log().snapshot();
  must(log().append(event("late"), "2026-03-01"));
  EXPECT_EQ(must(LogReader{before}.last()), Sequence{.value = 5});
  EXPECT_EQ(must(LogReader{before}.find("late")), std::nullopt);
}

using DamagedLog = LogReaderTest;

TEST_F(DamagedLog, WithoutASequenceIsCorrupt) {
  const Snapshot snapshot = log().snapshot();
  EXPECT_TRUE(failed(LogReader{snapshot}.read({.value = 9}), ErrorCode::corrupt,
                     {"the log has no sequence 9"}));
  EXPECT_TRUE(failed(LogReader{snapshot}.read({}), ErrorCode::corrupt, {"no sequence 0"}));
}

TEST_F(DamagedLog, WithAGapIsCorrupt) {
  const Snapshot whole = log().snapshot();
  const std::string record = encode_record(must(LogReader{whole}.read({.value = 5})));
  log().put(Column::log, log_key({.value = 7}), record);
  const Snapshot snapshot = log().snapshot();
  EXPECT_TRUE(failed(ids_from(snapshot, 1), ErrorCode::corrupt, {"the log has no sequence 6"}));
  EXPECT_TRUE(failed(LogReader{snapshot}.edge({.value = 7}), ErrorCode::corrupt, {"sequence 6"}));
}

TEST_F(DamagedLog, WithARecordInAnotherPlaceIsCorrupt) {
  const Snapshot whole = log().snapshot();
  const std::string record = encode_record(must(LogReader{whole}.read({.value = 5})));
  log().put(Column::log, log_key({.value = 2}), record);
  const Snapshot snapshot = log().snapshot();
  EXPECT_TRUE(failed(LogReader{snapshot}.read({.value = 2}), ErrorCode::corrupt,
                     {"sequence 2: the record says that it is 5"}));
  EXPECT_TRUE(failed(ids_from(snapshot, 1), ErrorCode::corrupt, {"sequence 2"}));
}

TEST_F(DamagedLog, WithBytesThatAreNoRecordIsCorrupt) {
  log().put(Column::log, log_key({.value = 2}), "no record");
  const Snapshot snapshot = log().snapshot();
  EXPECT_TRUE(failed(LogReader{snapshot}.read({.value = 2}), ErrorCode::corrupt, {"sequence 2: "}));
  EXPECT_TRUE(failed(ids_from(snapshot, 1), ErrorCode::corrupt, {"sequence 2: "}));
  EXPECT_THAT(must(ids_from(snapshot, 3)), ElementsAre("e3", "e4", "e5"));
}

TEST_F(DamagedLog, WithAKeyThatIsNoSequenceIsCorrupt) {
  log().put(Column::log, std::string("\0zz", 3), "x");
  const Snapshot snapshot = log().snapshot();
  EXPECT_TRUE(failed(LogReader{snapshot}.last(), ErrorCode::corrupt, {"no sequence"}));
  EXPECT_TRUE(failed(read_tail(snapshot), ErrorCode::corrupt, {"no sequence"}));
}

TEST_F(DamagedLog, WithAnIdThatLeadsNowhereIsCorrupt) {
  log().put(Column::ids, "e9", "x");
  const Snapshot snapshot = log().snapshot();
  EXPECT_TRUE(failed(LogReader{snapshot}.find("e9"), ErrorCode::corrupt,
                     {"the id 'e9' leads to no sequence"}));
}

TEST(LogReaderEdge, IsTheSameForEachSizeAsWhenTheLogWasWritten) {
  TestLog log;
  std::vector<Digest> heads{sha256({})};
  TreeEdge written;
  for (int i = 1; i <= 300; ++i) {
    const auto logged = must(log.append(event("e" + std::to_string(i)))).event;
    written.append(leaf_hash(encode_record(logged)), [](const TreeNode&) {});
    heads.push_back(written.head());
  }
  const Snapshot snapshot = log.snapshot();
  for (std::uint64_t size = 0; size < heads.size(); ++size) {
    const TreeEdge edge = must(LogReader{snapshot}.edge({.value = size}));
    EXPECT_EQ(edge.size(), size);
    EXPECT_EQ(edge.head(), heads[size]) << size;
  }
}

TEST(LogReaderEdge, NeedsTheNodesThatAreStored) {
  TestLog log;
  for (int i = 1; i <= 128; ++i) must(log.append(event("e" + std::to_string(i))));
  EXPECT_EQ(support::entries_of(log.snapshot(), Column::tree).size(), 1U);
  log.put(Column::tree, tree_key(stored_level_min, 0), "short");
  const Snapshot snapshot = log.snapshot();
  EXPECT_TRUE(failed(LogReader{snapshot}.edge({.value = 128}), ErrorCode::corrupt,
                     {"the tree has no node 0 at level 7"}));
  EXPECT_TRUE(unit::succeeded(LogReader{snapshot}.edge({.value = 127})));
}

}  // namespace
}  // namespace annals
