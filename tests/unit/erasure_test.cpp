#include "annals/erasure.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "annals/database.h"
#include "annals/index/projections.h"
#include "annals/log/erased.h"
#include "annals/log/export_form.h"
#include "annals/log/log_reader.h"
#include "annals/log/prover.h"
#include "annals/query/changes.h"
#include "annals/query/history.h"
#include "annals/query/state.h"
#include "annals/query/why.h"
#include "annals/verify/verify.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::failed;
using unit::inside;
using unit::refused;
using unit::succeeded;

bool go_on(std::string_view /*doing*/, std::uint64_t /*done*/, std::uint64_t /*total*/) {
  return true;
}

std::string line(const std::string& id, const std::string& value, const std::string& rest = "") {
  return R"({"id":")" + id + R"(","type":"term_set","relationship":"r","term":"t","value":")" +
         value + R"(","effective":"2020","known":"2020-02-01")" + rest + "}";
}

constexpr Moment now{std::chrono::sys_days{std::chrono::year{2021} / 1 / 1}};

/// Leaves a database as a process does that was stopped after the first step.
void begin_and_stop(const std::filesystem::path& path, std::string_view id) {
  auto store = must(Store::open(path, Access::write));
  must(remember_tail(store));
  must(begin_erasure(store, id, {.reason = "on request", .at = now}));
}

class ErasureTest : public testing::Test {
 protected:
  ErasureTest() {
    append(line("e1", "false"));
    append(line("e2", "secret", R"(,"replaces":"e1","source":{"publisher":"p"})"));
  }

  void append(const std::string& text) { must(database_.append(text)); }
  ErasedEvent erase(const std::string& id) {
    return must(database_.database().erase(id, "on request", go_on));
  }

  [[nodiscard]] std::size_t cells() const {
    const Snapshot snapshot = database_.snapshot();
    const Scope scope = must(resolve(snapshot, {}));
    return must(state(snapshot, "r", {}, EffectiveTime{.at = now}, scope)).cells.size();
  }

  void expect_sound() const {
    const VerifyReport report = must(verify(database_.path(), {}));
    EXPECT_TRUE(report.is_sound()) << report.problems.front().what;
  }

  support::FakeClock clock_{now, std::chrono::hours{1}};
  support::TestDatabase database_{clock_};
};

TEST_F(ErasureTest, LeavesThePlaceTheHashTheReasonAndTheTime) {
  const std::string record = must(LogReader{database_.snapshot()}.record({.value = 2}));
  const ErasedEvent erased = erase("e2");
  EXPECT_EQ(erased.left.sequence, Sequence{.value = 2});
  EXPECT_EQ(inside(erased.left.erased).leaf, leaf_hash(record));
  const Snapshot snapshot = database_.snapshot();
  const LoggedEvent there = must(LogReader{snapshot}.read({.value = 2}));
  EXPECT_EQ(there.erased, erased.left.erased);
  EXPECT_EQ(inside(there.erased).reason, "on request");
  EXPECT_EQ(inside(there.erased).at.at, clock_.last_told());
  EXPECT_EQ(there.replaces, Sequence{.value = 1});
  EXPECT_EQ(there.reach, std::vector<std::string>{"r"});
  expect_sound();
}

TEST_F(ErasureTest, LeavesWhatWasCorrectedCorrected) {
  EXPECT_EQ(cells(), 1U);
  erase("e2");
  EXPECT_EQ(cells(), 0U);
  database_.reopen();
  EXPECT_EQ(cells(), 0U);
  const Snapshot snapshot = database_.snapshot();
  const Scope others = must(resolve(snapshot, {.sources = {.without = {"p"}}}));
  EXPECT_TRUE(must(state(snapshot, "r", {}, EffectiveTime{.at = now}, others)).cells.empty())
      << "nobody in particular corrects now";
}

TEST_F(ErasureTest, IsShownByHistoryWhyAndChanges) {
  erase("e2");
  const Snapshot snapshot = database_.snapshot();
  const Scope scope = must(resolve(snapshot, {}));
  const auto events = must(history(snapshot, "r", HistoryOrder::recorded, scope)).events;
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(inside(events[1].event.erased).reason, "on request");
  EXPECT_TRUE(inside(events[0].withdrawn_by).erased);
  const auto reasons =
      must(why(snapshot, "r", {.term = "t", .key = ""}, EffectiveTime{.at = now}, scope));
  ASSERT_EQ(reasons.erased.size(), 1U);
  EXPECT_EQ(reasons.erased.front().sequence, Sequence{.value = 2});
  EXPECT_EQ(reasons.withdrawn.size(), 1U);
  const Window always{.from = Moment::min(), .to = Moment::max()};
  for (const WindowChange& change : must(changes(snapshot, always, {}, scope)).changes) {
    EXPECT_FALSE(change.event.erased) << to_text(change.kind);
  }
}

TEST_F(ErasureTest, KeepsHeadsAndProofs) {
  const Snapshot* snapshot = nullptr;
  InclusionProof before;
  TreeHead head;
  {
    const Snapshot first = database_.snapshot();
    snapshot = &first;
    before = must(Prover{*snapshot}.inclusion("e2", {.value = 2}));
    head = must(Prover{*snapshot}.head({.value = 2}));
  }
  erase("e2");
  const Snapshot after = database_.snapshot();
  EXPECT_EQ(must(Prover{after}.head({.value = 2})), head);
  EXPECT_EQ(flaw_of(Proof{before}), std::nullopt);
  const auto proof = must(Prover{after}.inclusion("e2", {.value = 2}));
  EXPECT_EQ(proof.leaf, before.leaf);
  EXPECT_EQ(proof.record, "");
  EXPECT_EQ(inside(proof.erased).reason, "on request");
  EXPECT_EQ(flaw_of(Proof{proof}), std::nullopt);
  InclusionProof other = proof;
  other.leaf = sha256({"other"});
  EXPECT_NE(flaw_of(Proof{other}), std::nullopt);
  other = proof;
  other.record = before.record;
  EXPECT_NE(flaw_of(Proof{other}), std::nullopt);
}

TEST_F(ErasureTest, IsNotUndoneByLoadingTheEventAgain) {
  erase("e2");
  const auto again = line("e2", "secret", R"(,"replaces":"e1","source":{"publisher":"p"})");
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(refused(database_.append(again), {"id", "\"e2\"", "was erased on", "on request"}));
    EXPECT_TRUE(refused(database_.append(line("e3", "v", R"(,"replaces":"e2")")),
                        {"replaces", "\"e2\"", "was erased on"}));
    database_.reopen();
  }
  auto load = must(database_.database().load({}));
  must(load.add(line("e4", "v") + "\n" + again + "\n"));
  const auto loaded = load.finish();
  EXPECT_TRUE(!loaded || load.counts().rejected == 1);
}

TEST_F(ErasureTest, RefusesWhatIsNotThereOrWasErased) {
  EXPECT_TRUE(refused(database_.database().erase("x", "r", go_on), {"there is no event \"x\""}));
  EXPECT_TRUE(refused(database_.database().erase("e1", "", go_on), {"reason", "empty"}));
  EXPECT_TRUE(refused(database_.database().erase("e1", "\xff", go_on), {"reason", "UTF-8"}));
  EXPECT_TRUE(refused(database_.database().erase("e1", std::string(70'000, 'x'), go_on),
                      {"reason", "70000 bytes"}));
  erase("e1");
  EXPECT_TRUE(refused(database_.database().erase("e1", "r", go_on),
                      {"\"e1\"", "was erased on 2021-01-01, at sequence 1: on request"}));
}

TEST_F(ErasureTest, ChangesNothingWhileSomebodyReads) {
  const auto expect_busy = [&] {
    EXPECT_TRUE(
        failed(database_.database().erase("e2", "r", go_on), ErrorCode::busy, {"read from"}));
    EXPECT_FALSE(must(LogReader{database_.snapshot()}.read({.value = 2})).erased);
  };
  {
    const Snapshot snapshot = database_.snapshot();
    expect_busy();
    append(line("e3", "v"));
    expect_busy();
  }
  const Transaction transaction = database_.database().begin();
  expect_busy();
}

TEST_F(ErasureTest, TellsWhoStillSaysTheId) {
  append(R"({"id":"e3","type":"retracted","target":"e2","reason":"wrong"})");
  append(line("e4", "v"));
  EXPECT_EQ(erase("e2").named_by, std::vector<std::string>{"e3"});
  EXPECT_TRUE(erase("e4").named_by.empty());
  EXPECT_EQ(cells(), 1U) << "what e3 withdrew corrects nothing, so that e1 stands";
  expect_sound();
}

TEST_F(ErasureTest, IsFinishedByTheNextOpening) {
  for (int i = 0; i < 20; ++i) append(line("more-" + std::to_string(i), "v"));
  database_.reopen([](const auto& path) { begin_and_stop(path, "e2"); });
  EXPECT_FALSE(must(is_erasing(database_.snapshot())));
  EXPECT_TRUE(must(LogReader{database_.snapshot()}.read({.value = 2})).erased);
  EXPECT_EQ(must(LogReader{database_.snapshot()}.find("e2")), std::nullopt);
  expect_sound();
}

TEST_F(ErasureTest, IsFinishedByAReaderWhoComesFirst) {
  database_.reopen([&](const std::filesystem::path& path) {
    begin_and_stop(path, "e2");
    const VerifyReport report = must(verify(path, {}));
    EXPECT_TRUE(report.is_sound());
    EXPECT_EQ(report.notes.size(), 1U);
    const auto reader = must(Database::open(path, {.access = Access::read}));
    EXPECT_FALSE(must(is_erasing(reader.snapshot())));
    EXPECT_EQ(must(LogReader{reader.snapshot()}.find("e2")), std::nullopt);
  });
  expect_sound();
}

TEST_F(ErasureTest, KeepsOthersOutAsLongAsItGoesOn) {
  database_.reopen([&](const std::filesystem::path& path) {
    auto store = must(Store::open(path, Access::write));
    must(remember_tail(store));
    must(begin_erasure(store, "e2", {.reason = "on request", .at = now}));
    EXPECT_TRUE(failed(Database::open(path, {.access = Access::read}), ErrorCode::busy, {}));
    must(finish_erasure(store, all_projections(), go_on));
    EXPECT_TRUE(succeeded(Database::open(path, {.access = Access::read})));
  });
  expect_sound();
}

TEST_F(ErasureTest, ThatIsStoppedIsFinishedLater) {
  for (int i = 0; i < 20; ++i) append(line("more-" + std::to_string(i), "v"));
  const auto stop = [](std::string_view doing, std::uint64_t /*done*/, std::uint64_t /*total*/) {
    return doing != "files";
  };
  EXPECT_TRUE(failed(database_.database().erase("e2", "r", stop), ErrorCode::not_found, {}));
  database_.reopen();
  EXPECT_FALSE(must(is_erasing(database_.snapshot())));
  EXPECT_TRUE(must(LogReader{database_.snapshot()}.read({.value = 2})).erased);
  expect_sound();
}

/// Changes a key of a column that is not packed.
void put(const std::filesystem::path& path, Column column, std::string_view key,
         std::string_view value) {
  auto store = must(Store::open(path, Access::write));
  Batch batch = store.batch();
  batch.put(column, key, value);
  must(store.commit(std::move(batch)));
}

TEST_F(ErasureTest, ThatNobodyMadeIsFoundByVerify) {
  const LoggedEvent left = erase("e2").left;
  const std::string key = erased_key(inside(left.erased).id_hash);
  const std::string entry = inside(must(database_.snapshot().get(Column::meta, key)));
  const auto problems = [&](Column column, const std::string& at, const std::string& value) {
    const std::string before = inside(must(database_.snapshot().get(column, at)));
    database_.reopen([&](const auto& path) { put(path, column, at, value); });
    const auto found = must(verify(database_.path(), {})).problem_count;
    database_.reopen([&](const auto& path) { put(path, column, at, before); });
    return found;
  };
  std::string other = entry;
  other.back() ^= 1;
  EXPECT_GT(problems(Column::meta, key, other), 0U);
  const std::string record = must(LogReader{database_.snapshot()}.record({.value = 2}));
  std::string reworded = record;
  reworded[reworded.find("on request")] = 'O';
  EXPECT_GT(problems(Column::log, log_key({.value = 2}), reworded), 0U);
  database_.reopen([&](const auto& path) {
    put(path, Column::meta, erased_key(sha256({"e1"})),
        encode_entry({.sequence = {.value = 1}, .record = {}}));
  });
  EXPECT_GT(must(verify(database_.path(), {})).problem_count, 0U);
}

TEST_F(ErasureTest, LeavesAStandInToExports) {
  append(R"({"id":"e3","type":"retracted","target":"e2","reason":"wrong"})");
  append(line("erased-2", "taken"));
  erase("e2");
  const Snapshot snapshot = database_.snapshot();
  const LogReader log{snapshot};
  const auto form = must(ExportForm::of(snapshot));
  const Json left = must(form.line(must(log.read({.value = 2}))));
  EXPECT_EQ(left["id"], "erased-2'");
  EXPECT_EQ(left["type"], "noted");
  EXPECT_EQ(left["replaces"], "e1");
  EXPECT_EQ(must(form.line(must(log.read({.value = 3}))))["target"], "erased-2'");
  EXPECT_EQ(must(form.line(must(log.read({.value = 1})))), to_json(must(log.read({.value = 1}))));
}

}  // namespace
}  // namespace annals
