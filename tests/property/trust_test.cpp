// Heads and proofs over random histories are those of the RFC's definition, and nothing that the
// database does to its files looks like damage.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "annals/log/log_reader.h"
#include "annals/log/prover.h"
#include "annals/verify/verify.h"
#include "property/history.h"
#include "property/property.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/naive_tree.h"
#include "support/test_database.h"

namespace annals::property {
namespace {

using support::FakeClock;
using support::must;
using support::TestDatabase;

/// A number from `first` up to `last`, which is not included.
std::uint64_t from_to(std::uint64_t first, std::uint64_t last) {
  return first + static_cast<std::uint64_t>(*any_below(static_cast<int>(last - first)));
}

/// Appends events until there are so many, in batches of any size.
void fill(TestDatabase& database, std::uint64_t events) {
  std::uint64_t number = 0;
  while (database.last().value < events) {
    std::vector<std::string> lines;
    const auto count = from_to(1, 60);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::string id = std::to_string(++number);
      lines.push_back(R"({"id":"filler-)" + id +
                      R"(","type":"term_set","relationship":"r","term":"t","key":"k)" + id +
                      R"(","value":"v","effective":"2020"})");
    }
    database.append_together(lines);
  }
}

std::vector<std::string> records_of(const Snapshot& snapshot, Sequence last) {
  const LogReader log{snapshot};
  std::vector<std::string> records;
  for (std::uint64_t i = 1; i <= last.value; ++i) records.push_back(must(log.record({.value = i})));
  return records;
}

void compare_with_the_definition(Tally& met) {
  const History history = *histories();
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  if (!history.lines.empty()) database.append_together(history.lines);
  if (*any_below(3) == 0) {
    fill(database, from_to(block_records - 5, 4 * block_records));
  }
  if (*rc::gen::arbitrary<bool>()) database.reopen();
  const Snapshot snapshot = database.snapshot();
  const Sequence last = database.last();
  const auto records = records_of(snapshot, last);
  Prover prover{snapshot};
  for (int asked = 0; asked < 4 && last != Sequence{}; ++asked) {
    const auto n = asked == 0 ? last.value : from_to(1, last.value + 1);
    const auto m = from_to(1, n + 1);
    const auto log = std::span{records}.first(n);
    RC_ASSERT(must(LogReader{snapshot}.edge({.value = n})).head() == support::naive_head(log));
    const auto id = must(LogReader{snapshot}.read({.value = m})).event.id;
    const auto inclusion = must(prover.inclusion(id, {.value = n}));
    RC_ASSERT(inclusion.path == support::naive_path(m - 1, log));
    RC_ASSERT(flaw_of(Proof{inclusion}) == std::nullopt);
    const auto growth = must(prover.consistency({.value = m}, {.value = n}));
    RC_ASSERT(growth.path == support::naive_proof(m, log));
    RC_ASSERT(flaw_of(Proof{growth}) == std::nullopt);
    met.count("stored nodes", n >= block_records);
    met.count("several blocks", n > 2 * block_records);
    met.count("growth", m < n);
  }
}

TEST(Proofs, AreThoseOfTheDefinition) {
  check_property(30, compare_with_the_definition, {"stored nodes", "several blocks", "growth"});
}

void expect_sound(const TestDatabase& database) {
  const VerifyReport report = must(verify(database.path(), {}));
  if (!report.is_sound()) RC_FAIL(report.problems.front().part + report.problems.front().what);
  RC_ASSERT(report.last == database.last());
  RC_ASSERT(report.notes.empty());
}

void verify_what_is_whole(Tally& met) {
  const History history = *histories();
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  const auto half = history.lines.size() / 2;
  database.append_together(std::span{history.lines}.first(half));
  expect_sound(database);
  for (const std::string& line : std::span{history.lines}.subspan(half)) {
    must(database.append(line));
  }
  expect_sound(database);
  must(database.database().rebuild([](std::uint64_t, std::uint64_t) { return true; }));
  expect_sound(database);
  database.reopen();
  expect_sound(database);
  met.count("runs", database.last().value >= support::small_runs.events_per_run);
}

TEST(Verify, FindsNoDamageWhereNoneIs) {
  check_property(8, verify_what_is_whole, {"runs"});
}

}  // namespace
}  // namespace annals::property
