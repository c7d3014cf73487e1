// Projections that a program brings to its database.

#include "support/own_projection.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "annals/database.h"
#include "annals/query/question.h"
#include "annals/time/dated.h"
#include "annals/verify/verify.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::cells_projection;
using support::must;
using support::terms_projection;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using unit::failed;

using Own = std::vector<const Projection*>;

class OwnProjectionTest : public testing::Test {
 protected:
  OwnProjectionTest() { must(Database::create(path(), {}, support::small_runs)); }

  [[nodiscard]] std::filesystem::path path() const { return directory_.path() / "db"; }

  [[nodiscard]] Result<Database> try_open(Access access, Own own) const {
    return Database::open(path(),
                          {.access = access, .clock = &clock_, .projections = std::move(own)});
  }
  [[nodiscard]] Database open(Own own, Access access = Access::write) const {
    return must(try_open(access, std::move(own)));
  }

  /// Appends so many events by a program that knows these projections.
  void append(int count, Own own) {
    Database database = open(std::move(own));
    append(count, database);
  }
  void append(int count, Database& database) {
    JsonLineReader reader;
    for (int i = 0; i < count; ++i, ++next_) {
      const Draft draft = must(reader.read(fmt::format(
          R"({{"id":"e{}","type":"term_set","relationship":"r{}","term":"t","key":"k{}","value":"v{}","effective":"2024-01-{:02}"}})",
          next_, next_ % 2, next_, next_, 1 + next_ % 28)));
      must(database.append(draft));
    }
  }

  /// The rows that a question sees, `KEY=VALUE#SEQUENCE`, with the relationship for the key.
  static std::vector<std::string> rows(const Database& database, const RowRange& range,
                                       const Perspective& perspective = {}) {
    const Snapshot snapshot = database.snapshot();
    const Scope scope = must(resolve(snapshot, perspective));
    const ProjectionReader reader = must(database.projection("terms"));
    std::vector<std::string> all;
    ProjectionCursor cursor = reader.rows(snapshot, range, scope.horizon);
    for (; cursor.valid(); cursor.next()) {
      std::string_view key = cursor.row().key;
      all.push_back(fmt::format("{}={}#{}", take_text(key).value_or("?"), cursor.row().value,
                                cursor.row().sequence.value));
    }
    must(cursor.status());
    return all;
  }

  [[nodiscard]] static Checkpoint checkpoint(const Database& database) {
    return must(database.own_projections()).at(0).checkpoint;
  }

  [[nodiscard]] std::filesystem::path place(std::string_view name) const {
    return directory_.path() / name;
  }

  support::FakeClock clock_{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1},
                            std::chrono::days{1}};
  support::TemporaryDirectory directory_;
  int next_ = 1;
};

TEST_F(OwnProjectionTest, IsKeptUpWithWhatIsAppended) {
  Database database = open({&terms_projection});
  append(3, database);
  EXPECT_THAT(rows(database, {}), ElementsAre("r0=v2#2", "r1=v1#1", "r1=v3#3"));
  append(3, database);
  EXPECT_THAT(rows(database, {.prefix = text_prefix("r0")}),
              ElementsAre("r0=v2#2", "r0=v4#4", "r0=v6#6"));
}

TEST_F(OwnProjectionTest, IsThereAfterReopeningToReadToo) {
  append(9, {&terms_projection});
  const Database reader = open({&terms_projection}, Access::read);
  EXPECT_EQ(rows(reader, {}).size(), 9U);
  EXPECT_EQ(checkpoint(reader).version, 1U);
  EXPECT_EQ(checkpoint(reader).sequence, Sequence{.value = 8});
}

TEST_F(OwnProjectionTest, IsKeptUpWithALoad) {
  {
    Database database = open({&terms_projection});
    append(2, database);
    BulkLoad load = must(database.load({}));
    std::string lines;
    for (int i = 10; i < 30; ++i) {
      lines += fmt::format(
          R"({{"type":"term_set","relationship":"r","term":"t","value":{},"effective":"2024"}})"
          "\n",
          i);
    }
    must(load.add(lines));
    must(load.finish());
    must(load.commit());
    EXPECT_EQ(rows(database, {.prefix = text_prefix("r")}).size(), 20U);
    EXPECT_EQ(checkpoint(database).sequence, Sequence{.value = 20});
  }
  EXPECT_EQ(rows(open({&terms_projection}, Access::read), {}).size(), 22U);
}

TEST_F(OwnProjectionTest, ShowsWhatTheHorizonSees) {
  append(6, {&terms_projection});
  const Database database = open({&terms_projection}, Access::read);
  EXPECT_THAT(rows(database, {}, {.basis = Sequence{.value = 2}}),
              ElementsAre("r0=v2#2", "r1=v1#1"));
  const auto known = must(parse_asked<KnownAxis>("2026-01-03"));
  EXPECT_EQ(rows(database, {}, {.known = known}).size(), 3U);
}

TEST_F(OwnProjectionTest, IsReadByPrefixAndRange) {
  append(6, {&terms_projection});
  const Database database = open({&terms_projection}, Access::read);
  EXPECT_THAT(rows(database, {.prefix = "none"}), IsEmpty());
  EXPECT_THAT(rows(database, {.from = text_prefix("r1")}),
              ElementsAre("r1=v1#1", "r1=v3#3", "r1=v5#5"));
  EXPECT_THAT(rows(database, {.until = text_prefix("r1")}),
              ElementsAre("r0=v2#2", "r0=v4#4", "r0=v6#6"));
}

TEST_F(OwnProjectionTest, CanBeSoughtIn) {
  append(6, {&terms_projection});
  const Database database = open({&terms_projection}, Access::read);
  const Snapshot snapshot = database.snapshot();
  const Horizon horizon = must(resolve(snapshot, {})).horizon;
  auto cursor = must(database.projection("terms")).rows(snapshot, {}, horizon);
  cursor.seek(text_prefix("r1"));
  ASSERT_TRUE(cursor.valid());
  EXPECT_EQ(cursor.row().value, "v1");
  cursor.seek("s");
  EXPECT_FALSE(cursor.valid());
  EXPECT_TRUE(cursor.status());
}

TEST_F(OwnProjectionTest, IsMadeOfALogThatWasThereBefore) {
  append(10, {});
  EXPECT_EQ(rows(open({&terms_projection}), {}).size(), 10U);
}

TEST_F(OwnProjectionTest, FallsBehindAProgramThatDoesNotKnowItAndCatchesUp) {
  append(9, {&terms_projection});
  append(9, {});
  EXPECT_EQ(checkpoint(open({}, Access::read)).sequence, Sequence{.value = 8});
  const Database database = open({&terms_projection});
  EXPECT_EQ(rows(database, {}).size(), 18U);
  EXPECT_EQ(checkpoint(database).sequence, Sequence{.value = 16});
}

TEST_F(OwnProjectionTest, ThatCatchesUpKeepsWhatItHas) {
  append(8, {&terms_projection});
  append(8, {});
  static int calls = 0;
  constexpr Projection counting{
      .name = "terms", .version = 1, .apply = [](auto& event, auto& sink) {
        ++calls;
        support::put_terms(event, sink);
      }};
  const Database database = open({&counting});
  EXPECT_EQ(calls, 8);
  EXPECT_EQ(rows(database, {}).size(), 16U);
}

TEST_F(OwnProjectionTest, IsCaughtUpByAReaderWhereNobodyWrites) {
  append(4, {&terms_projection});
  append(8, {});
  EXPECT_EQ(rows(open({&terms_projection}, Access::read), {}).size(), 12U);
}

TEST_F(OwnProjectionTest, ThatIsBehindIsNamedWhereAnotherWrites) {
  append(4, {&terms_projection});
  Database writer = open({});
  append(8, writer);
  EXPECT_TRUE(failed(try_open(Access::read, {&terms_projection}), ErrorCode::busy,
                     {"'terms'", "brought up to its log", "already open for writing"}));
}

TEST_F(OwnProjectionTest, OfAnotherVersionIsMadeAnew) {
  append(9, {&terms_projection});
  const Database database = open({&cells_projection});
  EXPECT_EQ(checkpoint(database).version, 2U);
  EXPECT_THAT(rows(database, {.prefix = text_prefix("r0") + text_prefix("t:k2")}),
              ElementsAre("r0=#2"));
}

TEST_F(OwnProjectionTest, OfANewerVersionIsRefused) {
  append(9, {&cells_projection});
  for (const Access access : {Access::read, Access::write}) {
    EXPECT_TRUE(failed(try_open(access, {&terms_projection}), ErrorCode::unsupported,
                       {"'terms'", "version 2", "newer program"}));
  }
}

TEST_F(OwnProjectionTest, IsRebuilt) {
  Database database = open({&terms_projection});
  append(9, database);
  const auto before = rows(database, {});
  must(database.rebuild([](std::uint64_t, std::uint64_t) { return true; }));
  EXPECT_EQ(rows(database, {}), before);
}

TEST_F(OwnProjectionTest, IsDroppedByWhoDoesNotUseIt) {
  append(9, {&terms_projection});
  {
    Database using_it = open({&terms_projection});
    EXPECT_TRUE(
        failed(using_it.drop_projection("terms"), ErrorCode::invalid_input, {"'terms'", "in use"}));
  }
  Database database = open({});
  EXPECT_TRUE(failed(database.drop_projection("other"), ErrorCode::invalid_input, {"'other'"}));
  must(database.drop_projection("terms"));
  EXPECT_THAT(must(database.own_projections()), IsEmpty());
  EXPECT_THAT(support::entries_of(database.snapshot(), Column::own), IsEmpty());
}

TEST_F(OwnProjectionTest, ThatTheDatabaseWasNotOpenedWithCannotBeRead) {
  append(9, {&terms_projection});
  EXPECT_TRUE(failed(open({}, Access::read).projection("terms"), ErrorCode::invalid_input,
                     {"not opened", "'terms'"}));
}

TEST_F(OwnProjectionTest, HasAnErasedEventNoMore) {
  append(9, {&terms_projection});
  const auto go_on = [](std::string_view, std::uint64_t, std::uint64_t) { return true; };
  must(open({&terms_projection}).erase("e2", "asked to", go_on));
  EXPECT_EQ(rows(open({&terms_projection}, Access::read), {.prefix = text_prefix("r0")}).size(),
            3U);
}

TEST_F(OwnProjectionTest, LosesAllRowsWhereAProgramErasesThatDoesNotKnowIt) {
  append(9, {&terms_projection});
  const auto go_on = [](std::string_view, std::uint64_t, std::uint64_t) { return true; };
  {
    Database database = open({});
    must(database.erase("e2", "asked to", go_on));
    EXPECT_THAT(support::entries_of(database.snapshot(), Column::own), IsEmpty());
    EXPECT_EQ(checkpoint(database).version, 0U);
  }
  EXPECT_EQ(rows(open({&terms_projection}), {}).size(), 8U);
}

TEST_F(OwnProjectionTest, ThatNoneCanBeIsRefused) {
  const auto apply = support::put_terms;
  const std::string long_name(65, 'n');
  const std::vector<Projection> none{{.name = "", .version = 1, .apply = apply},
                                     {.name = "a b", .version = 1, .apply = apply},
                                     {.name = "a/b", .version = 1, .apply = apply},
                                     {.name = long_name, .version = 1, .apply = apply},
                                     {.name = "timeline", .version = 1, .apply = apply},
                                     {.name = "n", .version = 0, .apply = apply},
                                     {.name = "n", .version = 1, .apply = nullptr}};
  for (const Projection& each : none) {
    EXPECT_TRUE(failed(try_open(Access::write, {&each}), ErrorCode::invalid_input,
                       {"projection", std::string{each.name}}));
  }
  EXPECT_TRUE(failed(try_open(Access::write, {&terms_projection, &cells_projection}),
                     ErrorCode::invalid_input, {"another projection", "'terms'"}));
}

TEST_F(OwnProjectionTest, HasRoomBesideFifteenOthers) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= own_count; ++i) names.push_back(fmt::format("p{}", i));
  std::vector<Projection> many;
  for (const std::string& name : names) {
    many.push_back({.name = name, .version = 1, .apply = support::put_terms});
  }
  Own all;
  for (std::size_t i = 0; i < own_count; ++i) all.push_back(&many[i]);
  {
    Database database = open(all);
    append(9, database);
  }
  EXPECT_TRUE(must(verify(path(), {.projections = all})).is_sound());
  EXPECT_TRUE(failed(try_open(Access::write, {&many.back()}), ErrorCode::unsupported,
                     {"no room", "'p16'", "at most 16", "'p0'", "'p15'"}));
  must(open({}).drop_projection("p3"));
  EXPECT_EQ(must(open({&many.back()}).own_projections()).size(), own_count);
}

TEST_F(OwnProjectionTest, DoesNotKeepAnotherFromReading) {
  append(9, {&terms_projection});
  const Database other = open({}, Access::read);
  EXPECT_EQ(other.last(), Sequence{.value = 9});
  EXPECT_EQ(must(other.own_projections()).at(0).name, "terms");
}

TEST_F(OwnProjectionTest, IsVerified) {
  append(9, {&terms_projection});
  const VerifyReport known = must(verify(path(), {.projections = {&terms_projection}}));
  EXPECT_TRUE(known.is_sound());
  EXPECT_THAT(known.notes, IsEmpty());
  const VerifyReport unknown = must(verify(path(), {}));
  EXPECT_TRUE(unknown.is_sound());
  EXPECT_THAT(unknown.notes, ElementsAre(HasSubstr("'terms' is another program's")));
}

TEST_F(OwnProjectionTest, ThatIsBehindIsNotedAndNoDamage) {
  append(9, {&terms_projection});
  append(9, {});
  const VerifyReport report = must(verify(path(), {.projections = {&terms_projection}}));
  EXPECT_TRUE(report.is_sound());
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("'terms' is to be rebuilt")));
}

TEST_F(OwnProjectionTest, WithRowsThatTheLogDoesNotMakeIsDamaged) {
  append(9, {&terms_projection});
  // The same name and version, but another function: what a bug, or damage, leaves.
  constexpr Projection other{.name = "terms", .version = 1, .apply = support::put_cells};
  const VerifyReport report = must(verify(path(), {.projections = {&other}}));
  EXPECT_FALSE(report.is_sound());
  EXPECT_EQ(report.problems.at(0).part, "terms");
  EXPECT_EQ(report.problems.at(0).run, (RunId{.level = 1, .index = 0}));
}

TEST_F(OwnProjectionTest, WithAWordThatCannotBeReadIsCorrupt) {
  append(9, {&terms_projection});
  {
    Store store = must(Store::open(path(), Access::write));
    Batch batch = store.batch();
    batch.put(Column::meta, "own/terms", "x");
    must(store.commit(std::move(batch)));
  }
  EXPECT_TRUE(
      failed(try_open(Access::read, {&terms_projection}), ErrorCode::corrupt, {"own/terms"}));
  EXPECT_FALSE(must(verify(path(), {})).is_sound());
  EXPECT_TRUE(try_open(Access::read, {}));
}

TEST(OwnRow, IsReadAsItWasPut) {
  const std::string key = std::string{"key"} + std::string(7, '\0') + '\x05';
  std::string value;
  put_big_endian_signed(value, 9);
  const std::string stored = value + "value";
  const auto row = decode_own_row(key, stored);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->key, "key");
  EXPECT_EQ(row->value, "value");
  EXPECT_EQ(row->sequence, Sequence{.value = 5});
  EXPECT_EQ(row->known, KnownTime::from_microseconds(9));
  EXPECT_FALSE(decode_own_row("short", value));
  EXPECT_FALSE(decode_own_row(key, "short"));
}

}  // namespace
}  // namespace annals
