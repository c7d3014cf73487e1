// A projection that a program brings is, whatever became of its database, what the log makes of it.

#include "support/own_projection.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "annals/verify/verify.h"
#include "property/history.h"
#include "property/property.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::property {
namespace {

using support::FakeClock;
using support::must;
using support::terms_projection;

/// The rows of the projection, which runs they are in, and each byte of these.
struct Content {
  std::vector<support::KeyValue> rows;
  std::vector<std::pair<RunId, std::vector<std::string>>> runs;
  Checkpoint checkpoint;
};

Content content_of(const Database& database) {
  const Snapshot snapshot = database.snapshot();
  const OwnProjection own = must(database.own_projections()).at(0);
  Content content{
      .rows = support::entries_of(snapshot, own.column), .runs = {}, .checkpoint = own.checkpoint};
  for (const auto& run : snapshot.packed(own.column).runs) {
    auto& [id, pages] = content.runs.emplace_back(run->id(), std::vector<std::string>{});
    const std::size_t count = must(snapshot.directory(*run))->pages();
    for (std::size_t page = 0; page < count; ++page) {
      pages.push_back(must(snapshot.packed_bytes(page_key(own.column, id, page))).value());
    }
    pages.push_back(must(snapshot.packed_bytes(directory_key(own.column, id))).value());
  }
  return content;
}

void expect_same(const Content& left, const Content& right) {
  RC_ASSERT(left.rows == right.rows);
  RC_ASSERT(left.runs == right.runs);
  RC_ASSERT(left.checkpoint.sequence == right.checkpoint.sequence);
}

/// A database to which programs write that know the projection, and others that do not.
class Ledger {
 public:
  explicit Ledger(Tally& met) : met_{met}, lines_{(*histories()).lines} {
    must(Database::create(path(), {}, support::small_runs));
  }

  [[nodiscard]] std::filesystem::path path() const { return directory_.path() / "db"; }
  [[nodiscard]] bool is_done() const { return next_ == lines_.size(); }

  [[nodiscard]] Database open(bool knows, Access access = Access::write) {
    OpenOptions options{.access = access, .clock = &clock_};
    if (knows) options.projections = {&terms_projection};
    return must(Database::open(path(), options));
  }

  /// A program opens the database, appends some events in one of the ways that there are, and ends.
  void write_some() {
    const bool knows = *any_below(3) != 0;
    Database database = open(knows);
    met_.count(knows ? "a writer that knows it" : "a writer that does not");
    const std::size_t some = static_cast<std::size_t>(*any_below(12)) + 1;
    const std::size_t end = std::min(next_ + some, lines_.size());
    const int way = *any_below(3);
    if (way == 0) append_each(database, end);
    if (way == 1) append_together(database, end);
    if (way == 2) load(database, end);
    if (knows && *any_below(4) == 0) must(database.flush());
  }

 private:
  void append_each(Database& database, std::size_t end) {
    for (; next_ < end; ++next_) must(database.append(draft()));
  }
  void append_together(Database& database, std::size_t end) {
    Transaction transaction = database.begin();
    for (; next_ < end; ++next_) must(transaction.add(draft()));
    must(database.commit(std::move(transaction)));
  }
  void load(Database& database, std::size_t end) {
    BulkLoad load = must(database.load({.threads = 2, .chunk_events = 3}));
    for (; next_ < end; ++next_) must(load.add(lines_[next_] + "\n"));
    must(load.finish());
    must(load.commit());
    met_.count("a load");
  }
  Draft draft() { return must(reader_.read(lines_[next_])); }

  Tally& met_;
  FakeClock clock_{recording_start, recording_step};
  support::TemporaryDirectory directory_;
  std::vector<std::string> lines_;
  std::size_t next_ = 0;
  JsonLineReader reader_;
};

void write_in_turns(Tally& met) {
  Ledger ledger{met};
  while (!ledger.is_done()) ledger.write_some();
  const bool was_there = !must(ledger.open(false).own_projections()).empty();
  met.count("one that was there and one that is new", was_there);
  Content caught_up;
  {
    const Database reader = ledger.open(true, Access::read);
    caught_up = content_of(reader);
  }
  RC_ASSERT(must(verify(ledger.path(), {.projections = {&terms_projection}})).is_sound());
  Database database = ledger.open(true);
  expect_same(content_of(database), caught_up);
  must(database.rebuild([](std::uint64_t, std::uint64_t) { return true; }));
  expect_same(content_of(database), caught_up);
  met.count("rows", !caught_up.rows.empty());
  met.count("several runs", caught_up.runs.size() > 1);
}

TEST(OwnProjection, IsWhatARebuildMakesWhoeverWrote) {
  check_property(20, write_in_turns,
                 {"a writer that knows it", "a writer that does not", "a load", "rows",
                  "several runs", "one that was there and one that is new"});
}

}  // namespace
}  // namespace annals::property
