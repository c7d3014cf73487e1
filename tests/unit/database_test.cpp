#include "annals/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "annals/base/big_endian.h"
#include "annals/codec/json_line.h"
#include "annals/log/log_reader.h"
#include "annals/query/state.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"
#include "unit/events.h"
#include "unit/expect.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using unit::failed;
using unit::refused;
using unit::succeeded;
using unit::term_set;
using unit::with;

constexpr std::string_view small_vocabulary =
    R"({"annals-vocabulary":1,"name":"small","types":[{"type":"happened"}]})";

class DatabaseTest : public testing::Test {
 protected:
  [[nodiscard]] std::filesystem::path path() const { return directory_.path() / "db"; }

  [[nodiscard]] Result<Database> open(Access access) const {
    return Database::open(path(), {.access = access, .clock = &clock_});
  }

  [[nodiscard]] Database created() const {
    must(Database::create(path(), {}));
    return must(open(Access::write));
  }

  /// Adds an event to a transaction.
  Result<Appended> add(Transaction& transaction, const Json& json) {
    const auto draft = reader_.read(to_line(json));
    if (!draft) return draft.error();
    return transaction.add(*draft);
  }

  /// Appends events in one transaction.
  void append(Database& database, const std::vector<std::string>& ids) {
    Transaction transaction = database.begin();
    for (const std::string& id : ids) must(add(transaction, with(term_set(), {{"id", id}})));
    must(database.commit(std::move(transaction)));
  }

  /// Changes the closed store past all rules.
  void tamper(const std::function<void(Batch&)>& change) const {
    Store store = must(Store::open(path(), Access::write));
    Batch batch = store.batch();
    change(batch);
    must(store.commit(std::move(batch)));
  }

 private:
  support::TemporaryDirectory directory_;
  support::FakeClock clock_{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1},
                            std::chrono::seconds{1}};
  JsonLineReader reader_;
};

using DatabaseCreate = DatabaseTest;

TEST_F(DatabaseCreate, KeepsTheBuiltInVocabularyIfNoneIsGiven) {
  const Database database = created();
  EXPECT_EQ(database.vocabulary().name, "partnership");
  EXPECT_EQ(database.last(), Sequence{});
}

TEST_F(DatabaseCreate, KeepsTheVocabularyItIsGiven) {
  must(Database::create(path(), small_vocabulary));
  const Database database = must(open(Access::read));
  EXPECT_EQ(database.vocabulary().name, "small");
  EXPECT_NE(database.vocabulary().type("happened"), nullptr);
  EXPECT_NE(database.vocabulary().type("term_set"), nullptr);
}

TEST_F(DatabaseCreate, RefusesAVocabularyWithMistakesAndMakesNothing) {
  EXPECT_TRUE(refused(Database::create(path(), R"({"annals-vocabulary":1,"name":7,"types":[]})"),
                      {"name: expected text"}));
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(DatabaseCreate, RefusesAPlaceThatIsTaken) {
  must(Database::create(path(), {}));
  EXPECT_TRUE(refused(Database::create(path(), {}), {"exists already"}));
}

using DatabaseOpen = DatabaseTest;

TEST_F(DatabaseOpen, SaysThatNothingIsThere) {
  EXPECT_TRUE(failed(open(Access::read), ErrorCode::missing, {path().string()}));
  EXPECT_TRUE(failed(open(Access::write), ErrorCode::missing, {path().string()}));
}

TEST_F(DatabaseOpen, FindsTheLogAsItWasLeft) {
  {
    Database database = created();
    append(database, {"a", "b"});
  }
  EXPECT_EQ(must(open(Access::read)).last(), Sequence{.value = 2});
  Database database = must(open(Access::write));
  EXPECT_EQ(database.last(), Sequence{.value = 2});
  append(database, {"c"});
  EXPECT_EQ(database.last(), Sequence{.value = 3});
}

TEST_F(DatabaseOpen, ToReadSeesWhatWasThereWhileAnotherWrites) {
  Database writer = created();
  append(writer, {"a"});
  const Database reader = must(open(Access::read));
  append(writer, {"b"});
  EXPECT_EQ(reader.last(), Sequence{.value = 1});
  EXPECT_EQ(must(LogReader{reader.snapshot()}.last()), Sequence{.value = 1});
}

TEST_F(DatabaseOpen, ToWriteIsForOne) {
  const Database first = created();
  EXPECT_TRUE(failed(open(Access::write), ErrorCode::busy, {path().string()}));
}

/// A writer deletes files that the manifest no longer names: whoever comes in between must see a
/// database in use, not a damaged one.
TEST_F(DatabaseOpen, ToWriteIsForOneAlsoWhileFilesMove) {
  Database first = created();
  std::jthread moving{[&](const std::stop_token& stop) {
    for (int made = 0; !stop.stop_requested(); ++made) {
      append(first, {std::to_string(made)});
      must(first.flush());
      std::this_thread::sleep_for(std::chrono::milliseconds{30});
    }
  }};
  constexpr int attempts = 10;
  for (int made = 0; made < attempts; ++made) {
    EXPECT_TRUE(failed(open(Access::write), ErrorCode::busy, {path().string()}));
  }
}

TEST_F(DatabaseOpen, ReportsADamagedVocabulary) {
  must(Database::create(path(), {}));
  tamper([](Batch& batch) { batch.put(Column::meta, "vocabulary", "{"); });
  EXPECT_TRUE(failed(open(Access::read), ErrorCode::corrupt, {"stored vocabulary"}));
}

TEST_F(DatabaseOpen, ReportsADamagedLog) {
  {
    Database database = created();
    append(database, {"a"});
  }
  tamper([](Batch& batch) { batch.put(Column::log, log_key({.value = 1}), "x"); });
  EXPECT_TRUE(failed(open(Access::write), ErrorCode::corrupt, {"sequence 1"}));
}

/// A checkpoint of the index of the history as another version would leave it.
std::string checkpoint(std::uint64_t version) {
  std::string bytes;
  put_big_endian(bytes, version);
  put_big_endian(bytes, 2);
  return bytes;
}

TEST_F(DatabaseOpen, RebuildsTheIndexesOfAnotherVersion) {
  for (const Access access : {Access::read, Access::write}) {
    std::filesystem::remove_all(path());
    std::vector<support::KeyValue> before;
    {
      Database database = created();
      append(database, {"a", "b"});
      before = support::entries_of(database.snapshot(), Column::history);
    }
    tamper([](Batch& batch) {
      batch.clear(Column::history);
      batch.put(Column::history, "of another version", "x");
      batch.put(Column::meta, "projection/history", checkpoint(0));
    });
    const Database database = must(open(access));
    EXPECT_EQ(support::entries_of(database.snapshot(), Column::history), before);
  }
}

TEST_F(DatabaseOpen, ToReadCannotRebuildWhileAnotherWrites) {
  {
    Database database = created();
    append(database, {"a", "b"});
  }
  tamper([](Batch& batch) { batch.put(Column::meta, "projection/history", checkpoint(0)); });
  const Store writer = must(Store::open(path(), Access::write));
  EXPECT_TRUE(failed(open(Access::read), ErrorCode::busy, {path().string()}));
}

TEST_F(DatabaseOpen, RefusesTheIndexesOfANewerBuild) {
  must(Database::create(path(), {}));
  tamper([](Batch& batch) { batch.put(Column::meta, "projection/history", checkpoint(99)); });
  EXPECT_TRUE(failed(open(Access::read), ErrorCode::unsupported, {"'history'", "newer"}));
  EXPECT_TRUE(failed(open(Access::write), ErrorCode::unsupported, {"'history'", "newer"}));
}

TEST_F(DatabaseOpen, RefusesAnotherFormat) {
  must(Database::create(path(), {}));
  tamper([](Batch& batch) { batch.put(Column::meta, format_key, "annals 3"); });
  EXPECT_TRUE(failed(open(Access::read), ErrorCode::unsupported, {"format 3"}));
  EXPECT_TRUE(failed(open(Access::write), ErrorCode::unsupported, {"format 3"}));
}

using TransactionTest = DatabaseTest;

TEST_F(TransactionTest, AppendsAllOrNothing) {
  Database database = created();
  {
    Transaction transaction = database.begin();
    must(add(transaction, with(term_set(), {{"id", "a"}})));
    must(add(transaction, with(term_set(), {{"id", "b"}})));
    EXPECT_EQ(transaction.appended(), 2U);
    EXPECT_EQ(database.last(), Sequence{});
  }
  EXPECT_EQ(database.last(), Sequence{});
  EXPECT_TRUE(support::entries_of(database.snapshot(), Column::log).empty());
  append(database, {"a", "b"});
  EXPECT_EQ(support::entries_of(database.snapshot(), Column::log).size(), 2U);
}

TEST_F(TransactionTest, GoesOnAfterARefusal) {
  Database database = created();
  Transaction transaction = database.begin();
  must(add(transaction, with(term_set(), {{"id", "a"}})));
  const std::size_t bytes = transaction.bytes();
  EXPECT_TRUE(refused(add(transaction, with(term_set(), {{"value", nullptr}})), {"'value'"}));
  EXPECT_TRUE(refused(add(transaction, with(term_set(), {{"replaces", "z"}})), {"'replaces'"}));
  EXPECT_TRUE(
      refused(add(transaction, with(term_set(), {{"id", "a"}, {"value", 7}})), {"'value'"}));
  EXPECT_TRUE(
      refused(add(transaction, with(term_set(), {{"id", "k"}, {"known", "2999"}})), {"'known'"}));
  EXPECT_EQ(transaction.bytes(), bytes);
  EXPECT_EQ(must(add(transaction, with(term_set(), {{"id", "b"}}))).event.sequence.value, 2U);
  must(database.commit(std::move(transaction)));
  EXPECT_EQ(database.last(), Sequence{.value = 2});
}

TEST_F(TransactionTest, CountsDuplicatesNot) {
  Database database = created();
  append(database, {"a"});
  Transaction transaction = database.begin();
  EXPECT_TRUE(must(add(transaction, with(term_set(), {{"id", "a"}}))).is_duplicate);
  EXPECT_EQ(transaction.appended(), 0U);
  must(database.commit(std::move(transaction)));
  EXPECT_EQ(database.last(), Sequence{.value = 1});
}

TEST_F(TransactionTest, PutsTheIndexesInTheSameStep) {
  Database database = created();
  append(database, {"a"});
  const auto answer = must(state(database.snapshot(), "r", {}, unit::on("2020"), unit::whole(1)));
  ASSERT_EQ(answer.cells.size(), 1U);
  EXPECT_EQ(answer.cells[0].event.event.id, "a");
  EXPECT_TRUE(must(outdated(database.snapshot(), support::small_runs)).empty());
}

TEST_F(TransactionTest, OfNothingChangesNothing) {
  Database database = created();
  EXPECT_TRUE(succeeded(database.commit(database.begin())));
  EXPECT_EQ(database.last(), Sequence{});
}

TEST_F(TransactionTest, IsRecordedByTheClockOfTheDatabase) {
  Database database = created();
  append(database, {"a"});
  const auto logged = must(LogReader{database.snapshot()}.read({.value = 1}));
  EXPECT_EQ(to_text(logged.recorded.at), "2026-01-01T00:00:00.000000Z");
}

using TransactionDeathTest = DatabaseTest;

TEST_F(TransactionDeathTest, IsCommittedWhereItBegan) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Database database = created();
  Transaction first = database.begin();
  must(add(first, with(term_set(), {{"id", "a"}})));
  append(database, {"b"});
  EXPECT_DEATH(static_cast<void>(database.commit(std::move(first))), "committed where it began");
}

using DatabaseUpkeep = DatabaseTest;

TEST_F(DatabaseUpkeep, RebuildsAndFlushesWithoutChangingAnAnswer) {
  Database database = created();
  append(database, {"a", "b"});
  const auto before = support::entries_of(database.snapshot(), Column::timeline);
  must(database.rebuild([](std::uint64_t, std::uint64_t) { return true; }));
  must(database.flush());
  EXPECT_EQ(support::entries_of(database.snapshot(), Column::timeline), before);
  EXPECT_GT(database.file_bytes(Column::log), 0U);
}

}  // namespace
}  // namespace annals
