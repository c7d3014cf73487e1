// Damage of every kind, made behind the database's back, is found and named.

#include "annals/verify/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/record.h"
#include "annals/codec/record_block.h"
#include "annals/database.h"
#include "annals/log/log_reader.h"
#include "annals/store/column.h"
#include "annals/store/packed_column.h"
#include "annals/time/dated.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/own_projection.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using testing::HasSubstr;

/// The files of a database, for who writes past all rules.
class RawDatabase {
 public:
  explicit RawDatabase(const std::filesystem::path& path) {
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const std::string_view name : family_names) {
      families.emplace_back(std::string{name}, rocksdb::ColumnFamilyOptions{});
    }
    rocksdb::DB* raw = nullptr;
    expect(rocksdb::DB::Open({}, path.string(), families, &handles_, &raw));
    database_.reset(raw);
  }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;
  ~RawDatabase() {
    for (auto* const handle : handles_) expect(database_->DestroyColumnFamilyHandle(handle));
  }

  [[nodiscard]] std::string get(Column column, const std::string& key) {
    std::string value;
    expect(database_->Get({}, handle(column), key, &value));
    return value;
  }
  void put(Column column, const std::string& key, const std::string& value) {
    expect(database_->Put({}, handle(column), key, value));
  }
  void remove(Column column, const std::string& key) {
    expect(database_->Delete({}, handle(column), key));
  }
  void flush() { expect(database_->Flush({}, handles_)); }

 private:
  static void expect(const rocksdb::Status& status) {
    if (!status.ok()) throw std::runtime_error{status.ToString()};
  }
  [[nodiscard]] rocksdb::ColumnFamilyHandle* handle(Column column) {
    return handles_[std::min(static_cast<std::size_t>(column), handles_.size() - 1)];
  }

  std::unique_ptr<rocksdb::DB> database_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

constexpr std::uint64_t events = 270;  // two blocks and fourteen; 67 runs of level 0 and two

std::string line(std::uint64_t number) {
  const std::string id = std::to_string(number);
  if (number % 10 == 0) {
    return R"({"id":"e)" + id + R"(","type":"retracted","target":"e)" + std::to_string(number - 1) +
           R"(","reason":"wrong"})";
  }
  return R"({"id":"e)" + id + R"(","type":"term_set","relationship":"r)" +
         std::to_string(number % 3) + R"(","term":"party","key":"k)" + id +
         R"(","value":"v","effective":"2024","known":"2024-02","source":{"publisher":"p"}})";
}

/// A database that every test copies.
const std::filesystem::path& sound_database() {
  static const support::TemporaryDirectory directory;
  static const std::filesystem::path path = [] {
    const auto made = directory.path() / "db";
    must(Database::create(made, {}, support::small_runs));
    const support::FakeClock clock{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1},
                                   std::chrono::seconds{1}};
    auto database = must(Database::open(made, {.access = Access::write, .clock = &clock}));
    JsonLineReader reader;
    Transaction transaction = database.begin();
    for (std::uint64_t i = 1; i <= events; ++i) {
      must(transaction.add(must(reader.read(line(i)))));
    }
    must(database.commit(std::move(transaction)));
    return made;
  }();
  return path;
}

class VerifyTest : public testing::Test {
 protected:
  VerifyTest() {
    std::filesystem::copy(sound_database(), path(), std::filesystem::copy_options::recursive);
  }

  [[nodiscard]] std::filesystem::path path() const { return directory_.path() / "db"; }

  void damage(const std::function<void(RawDatabase&)>& how) const {
    RawDatabase raw{path()};
    how(raw);
  }

  [[nodiscard]] VerifyReport report(const VerifyOptions& options = {}) const {
    return must(verify(path(), options));
  }

  /// Expects a problem of this part that says this; gives it.
  Problem expect_problem(std::string_view part, std::string_view what) const {
    const VerifyReport found = report();
    for (const Problem& problem : found.problems) {
      if (problem.part == part && problem.what.find(what) != std::string::npos) return problem;
    }
    ADD_FAILURE() << "no problem of " << part << " says " << what;
    for (const Problem& problem : found.problems) ADD_FAILURE() << problem.part << problem.what;
    return {};
  }

 private:
  support::TemporaryDirectory directory_;
};

/// The run of the events 49 to 64, which has several pages.
constexpr RunId run{.level = 2, .index = 3};

LoggedEvent changed(RawDatabase& raw, std::uint64_t sequence,
                    const std::function<void(LoggedEvent&)>& change) {
  LoggedEvent event = must(decode_record(raw.get(Column::log, log_key({.value = sequence}))));
  change(event);
  raw.put(Column::log, log_key({.value = sequence}), encode_record(event));
  return event;
}

TEST_F(VerifyTest, FindsNothingWhereNothingIs) {
  const VerifyReport found = report();
  EXPECT_TRUE(found.is_sound()) << found.problems.front().part << found.problems.front().what;
  EXPECT_EQ(found.last, Sequence{.value = events});
  EXPECT_EQ(found.counts.records, events);
  EXPECT_EQ(found.counts.nodes, 3U);  // two of level 7 and the one over them
  EXPECT_GT(found.counts.rows, events * 4);
  EXPECT_TRUE(found.notes.empty());
  const auto database = must(Database::open(path(), {}));
  const Snapshot snapshot = database.snapshot();
  EXPECT_EQ(found.head, must(LogReader{snapshot}.edge({.value = events})).head());
}

TEST_F(VerifyTest, FindsAnEmptyDatabaseSound) {
  const support::TemporaryDirectory other;
  must(Database::create(other.path() / "db", {}));
  const VerifyReport found = must(verify(other.path() / "db", {}));
  EXPECT_TRUE(found.is_sound());
  EXPECT_EQ(found.head, sha256({}));
}

TEST_F(VerifyTest, NamesAMissingRecord) {
  damage([](RawDatabase& raw) { raw.remove(Column::log, log_key({.value = 260})); });
  EXPECT_EQ(expect_problem("log", "not there").sequence, Sequence{.value = 260});
}

TEST_F(VerifyTest, NamesAMissingBlock) {
  damage([](RawDatabase& raw) { raw.remove(Column::log, block_key(0)); });
  const Problem problem = expect_problem("log", "the block of the 128 records");
  EXPECT_EQ(problem.sequence, Sequence{.value = 1});
  EXPECT_EQ(report().problem_count, 1U) << "what hangs on it is not told again";
  EXPECT_EQ(report().head, std::nullopt);
}

TEST_F(VerifyTest, NamesABlockThatCannotBeRead) {
  damage([](RawDatabase& raw) { raw.put(Column::log, block_key(1), "no block"); });
  EXPECT_EQ(expect_problem("log", "cannot be read").sequence, Sequence{.value = 129});
}

TEST_F(VerifyTest, NamesARecordThatCannotBeRead) {
  damage([](RawDatabase& raw) { raw.put(Column::log, log_key({.value = 258}), "no record"); });
  EXPECT_EQ(expect_problem("log", "").sequence, Sequence{.value = 258});
}

TEST_F(VerifyTest, NamesARecordOfAnotherPlace) {
  damage([](RawDatabase& raw) {
    raw.put(Column::log, log_key({.value = 258}), raw.get(Column::log, log_key({.value = 259})));
  });
  EXPECT_EQ(expect_problem("log", "says that it is sequence 259").sequence, Sequence{.value = 258});
}

TEST_F(VerifyTest, FindsAChangedRecordByItsHash) {
  damage([](RawDatabase& raw) {
    const auto block = must(RecordBlock::open(raw.get(Column::log, block_key(0))));
    std::vector<std::string> records;
    for (std::size_t i = 0; i < block.size(); ++i) records.push_back(block.record(i));
    LoggedEvent event = must(decode_record(records[4]));
    event.event.note = "written later";  // no index has it
    records[4] = encode_record(event);
    const std::vector<std::string_view> views{records.begin(), records.end()};
    raw.put(Column::log, block_key(0), pack_records(views));
  });
  const Problem problem = expect_problem("tree", "is not their hash");
  EXPECT_EQ(problem.sequence, Sequence{.value = 1});
}

TEST_F(VerifyTest, NamesAWrongNode) {
  damage([](RawDatabase& raw) {
    raw.put(Column::tree, tree_key(7, 1), std::string(sizeof(Digest::bytes), 'x'));
  });
  EXPECT_THAT(expect_problem("tree", "node 1 at level 7").sequence, Sequence{.value = 129});
}

TEST_F(VerifyTest, NamesAMissingNodeAndOneTooMany) {
  damage([](RawDatabase& raw) { raw.remove(Column::tree, tree_key(8, 0)); });
  EXPECT_EQ(expect_problem("tree", "no node 0 at level 8").sequence, Sequence{.value = 1});
  damage([](RawDatabase& raw) {
    raw.put(Column::tree, tree_key(8, 0), raw.get(Column::tree, tree_key(7, 0)));
    raw.put(Column::tree, tree_key(7, 2), raw.get(Column::tree, tree_key(7, 0)));
  });
  EXPECT_EQ(report().problem_count, 2U);
}

TEST_F(VerifyTest, NamesTimesThatRunBackwards) {
  damage([](RawDatabase& raw) {
    changed(raw, 268, [](LoggedEvent& event) { event.recorded = {.at = first_moment}; });
  });
  EXPECT_EQ(expect_problem("log", "recorded earlier").sequence, Sequence{.value = 268});
}

TEST_F(VerifyTest, NamesACorrectionOfAnotherEvent) {
  damage([](RawDatabase& raw) {
    changed(raw, 270, [](LoggedEvent& event) { event.retracts = {.value = 261}; });
  });
  EXPECT_EQ(expect_problem("log", "\"e269\"").sequence, Sequence{.value = 270});
}

TEST_F(VerifyTest, NamesAMissingPage) {
  damage([](RawDatabase& raw) {
    raw.remove(Column::timeline, page_key(Column::timeline, {2, 3}, 2));
  });
  const Problem problem = expect_problem("timeline", "missing");
  EXPECT_EQ(problem.run, run);
  EXPECT_EQ(problem.page, 2U);
}

TEST_F(VerifyTest, NamesAPageThatCannotBeRead) {
  damage([](RawDatabase& raw) {
    raw.put(Column::values, page_key(Column::values, run, 0), "no page");
  });
  const Problem problem = expect_problem("values", "cannot be read");
  EXPECT_EQ(problem.run, run);
  EXPECT_EQ(problem.page, 0U);
}

TEST_F(VerifyTest, NamesAMissingDirectoryAndAWrongOne) {
  damage(
      [](RawDatabase& raw) { raw.remove(Column::parties, directory_key(Column::parties, run)); });
  EXPECT_EQ(expect_problem("parties", "directory is missing").run, run);
  damage([](RawDatabase& raw) {
    raw.put(Column::parties, directory_key(Column::parties, run),
            raw.get(Column::parties, directory_key(Column::parties, {.level = 2, .index = 2})));
  });
  EXPECT_EQ(expect_problem("parties", "directory does not say").run, run);
}

TEST_F(VerifyTest, NamesADamagedPageOfAProjectionOfAnotherProgram) {
  must(Database::open(path(),
                      {.access = Access::write, .projections = {&support::terms_projection}}));
  damage([](RawDatabase& raw) { raw.put(Column::own, page_key(Column::own, run, 0), "no page"); });
  for (const VerifyOptions& options :
       {VerifyOptions{}, VerifyOptions{.projections = {&support::terms_projection}}}) {
    const VerifyReport found = report(options);
    ASSERT_FALSE(found.is_sound());
    EXPECT_EQ(found.problems.at(0).part, "terms");
    EXPECT_EQ(found.problems.at(0).run, run);
    EXPECT_EQ(found.problems.at(0).page, 0U);
  }
}

/// Writes a page of a run anew with its rows changed.
void repack(RawDatabase& raw, Column column, std::size_t number,
            const std::function<void(std::vector<std::pair<std::string, std::string>>&)>& change) {
  const RowShape& shape = row_shapes.at(packed_index(column));
  const std::string key = page_key(column, run, number);
  const Page page = unit::inside(Page::open(shape, raw.get(column, key)));
  std::vector<std::pair<std::string, std::string>> rows{page.size()};
  for (std::size_t i = 0; i < rows.size(); ++i) page.read(i, rows[i].first, rows[i].second);
  change(rows);
  std::vector<RowView> views;
  for (const auto& [row, value] : rows) views.push_back({.key = row, .value = value});
  raw.put(column, key, pack(shape, views).bytes);
}

TEST_F(VerifyTest, NamesARowWithAnotherValue) {
  damage([](RawDatabase& raw) {
    repack(raw, Column::history, 1, [](auto& rows) { rows[1].second = "q"; });
  });
  const Problem problem = expect_problem("history", "another value");
  EXPECT_EQ(problem.run, run);
  EXPECT_EQ(problem.page, 1U);
  EXPECT_NE(problem.sequence, std::nullopt);
}

TEST_F(VerifyTest, NamesAMissingRow) {
  damage([](RawDatabase& raw) {
    repack(raw, Column::history, 1, [](auto& rows) { rows.erase(rows.begin() + 1); });
  });
  const Problem problem = expect_problem("history", "a row is missing");
  EXPECT_EQ(problem.page, 1U);
  EXPECT_NE(problem.sequence, std::nullopt);
}

TEST_F(VerifyTest, NamesARowThatNoEventMakes) {
  damage([](RawDatabase& raw) {
    repack(raw, Column::ids, 1, [](auto& rows) { rows[1].first += "a"; });
  });
  const VerifyReport found = report();
  EXPECT_EQ(found.problem_count, 2U) << "one is missing, one is too many";
  EXPECT_EQ(expect_problem("ids", "a row is missing").run, run);
  EXPECT_EQ(expect_problem("ids", "that no event makes").page, 1U);
}

TEST_F(VerifyTest, NamesAPageWhoseBoundsAreOthers) {
  damage([](RawDatabase& raw) {  // the rows of two runs, each where the other should be
    const auto first = page_key(Column::ids, {.level = 2, .index = 1}, 0);
    const auto second = page_key(Column::ids, run, 0);
    const std::string page = raw.get(Column::ids, first);
    raw.put(Column::ids, first, raw.get(Column::ids, second));
    raw.put(Column::ids, second, page);
  });
  EXPECT_GE(report().problem_count, 2U);
}

TEST_F(VerifyTest, SaysThatAnIndexIsToBeRebuilt) {
  damage([](RawDatabase& raw) { raw.remove(Column::meta, "projection/timeline"); });
  const VerifyReport found = report();
  EXPECT_TRUE(found.is_sound());
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_THAT(found.notes.front(), HasSubstr("timeline"));
}

TEST_F(VerifyTest, FindsAVocabularyThatCannotBeRead) {
  damage([](RawDatabase& raw) { raw.put(Column::meta, "vocabulary", "{"); });
  expect_problem("meta", "vocabulary");
}

TEST_F(VerifyTest, NamesAFileWithAFlippedByte) {
  damage([](RawDatabase& raw) { raw.flush(); });
  std::filesystem::path file;
  for (const auto& entry : std::filesystem::directory_iterator{path()}) {
    const bool is_larger = file.empty() || entry.file_size() > std::filesystem::file_size(file);
    if (entry.path().extension() == ".sst" && is_larger) file = entry.path();
  }
  {
    std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
    constexpr std::streamoff place = 100;
    bytes.seekg(place);
    const auto byte = static_cast<char>(bytes.get() ^ 1);
    bytes.seekp(place);
    bytes.put(byte);
  }
  EXPECT_EQ(expect_problem("files", "checksum").file, file.filename().string());
}

TEST_F(VerifyTest, TellsOfSomeAndCountsAll) {
  damage([](RawDatabase& raw) {
    for (std::uint64_t i = 257; i < 262; ++i) raw.put(Column::log, log_key({.value = i}), "x");
  });
  VerifyOptions options;
  options.problems_max = 2;
  const VerifyReport found = report(options);
  EXPECT_EQ(found.problems.size(), 2U);
  EXPECT_EQ(found.problem_count, 5U);
}

TEST_F(VerifyTest, StopsWhenItIsTold) {
  for (const std::string_view step : {"files", "log", "indexes"}) {
    VerifyOptions options;
    options.progress = [&](std::string_view doing, std::uint64_t, std::uint64_t) {
      return doing != step;
    };
    damage([](RawDatabase& raw) { raw.flush(); });
    EXPECT_TRUE(unit::failed(verify(path(), options), ErrorCode::not_found, {"interrupted"}))
        << step;
  }
}

TEST_F(VerifyTest, WorksWhileAnotherWrites) {
  auto writer = must(Database::open(path(), {.access = Access::write}));
  JsonLineReader reader;
  must(writer.append(must(reader.read(line(events + 1)))));
  EXPECT_TRUE(report().is_sound());
  EXPECT_EQ(report().last, Sequence{.value = events + 1});
}

}  // namespace
}  // namespace annals
