// What is loaded at once comes out as if it had been appended line by line.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "annals/bulk_load.h"
#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "annals/log/log_reader.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals {
namespace {

using support::entries_of;
using support::FakeClock;
using support::must;
using support::TestDatabase;

constexpr Moment start = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

using Random = std::mt19937;

unsigned below(Random& random, unsigned bound) {
  return std::uniform_int_distribution<unsigned>{0, bound - 1}(random);
}

/// A line of which most are events, some duplicates, some corrections, and some nothing good.
std::string random_line(Random& random, unsigned& next_id) {
  const unsigned kind = below(random, 40);
  const unsigned earlier = below(random, next_id + 2);
  const std::string id = fmt::format("event-{}", kind < 34 ? next_id++ : earlier);
  const std::string relationship = fmt::format("r{}", below(random, 5));
  if (kind == 0) return {};
  if (kind == 1) return R"({"type":"term_set")";
  if (kind == 2) {
    return fmt::format(R"({{"id":"{}","type":"term_set","term":"t"}})", id);
  }
  if (kind < 6) {
    return fmt::format(R"({{"id":"{}","type":"retracted","target":"event-{}","reason":"wrong"}})",
                       id, earlier);
  }
  const std::string replaces =
      kind < 9 ? fmt::format(R"(,"replaces":"event-{}")", earlier) : std::string{};
  const std::string until = kind < 12 ? R"(,"until":"2025-07")" : "";
  const std::string known = kind < 15 ? R"(,"known":"2025-12-31")" : "";
  return fmt::format(
      R"({{"id":"{}","type":"term_set","relationship":"{}","term":"t{}","key":"k{}","value":"{}","effective":"20{:02}"{}{}{}}})",
      id, relationship, below(random, 3), below(random, 2), below(random, 2), earlier % 20,
      replaces, until, known);
}

std::vector<std::string> random_lines(Random& random, unsigned& next_id, std::size_t count) {
  std::vector<std::string> lines;
  while (lines.size() < count) lines.push_back(random_line(random, next_id));
  return lines;
}

std::string refusal(std::uint64_t number, const Error& error) {
  return fmt::format("{}: {}", number, error.message);
}

/// Appends line by line; returns what was refused. Duplicates are no refusals.
std::vector<std::string> append_each(TestDatabase& to, const std::vector<std::string>& lines) {
  std::vector<std::string> refused;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    if (const auto done = to.append(lines[i]); !done)
      refused.push_back(refusal(i + 1, done.error()));
  }
  return refused;
}

/// Loads in pieces of three lines.
std::vector<std::string> load_all(TestDatabase& to, const std::vector<std::string>& lines,
                                  LoadOptions options) {
  std::vector<std::string> refused;
  options.refuse = [&](const RefusedLine& line) -> Status {
    refused.push_back(refusal(line.number, line.error));
    return Done{};
  };
  BulkLoad load = must(to.database().load(options));
  std::string piece;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    piece += lines[i] + "\n";
    if (i % 3 == 2) must(load.add(std::exchange(piece, {})));
  }
  must(load.add(std::move(piece)));
  must(load.finish());
  must(load.commit());
  return refused;
}

void expect_same(const TestDatabase& a, const TestDatabase& b) {
  const Snapshot left = a.snapshot();
  const Snapshot right = b.snapshot();
  for (std::size_t i = 0; i < column_count; ++i) {
    const auto column = static_cast<Column>(i);
    EXPECT_EQ(entries_of(left, column), entries_of(right, column)) << column_names.at(i);
    if (!is_packed(column)) continue;
    const PackedState& mine = left.packed(column);
    const PackedState& other = right.packed(column);
    EXPECT_EQ(mine.count, other.count);
    ASSERT_EQ(mine.runs.size(), other.runs.size());
    for (std::size_t run = 0; run < mine.runs.size(); ++run) {
      EXPECT_EQ(mine.runs[run]->id(), other.runs[run]->id());
      EXPECT_EQ(must(left.directory(*mine.runs[run]))->encode(),
                must(right.directory(*other.runs[run]))->encode());
    }
  }
}

class LoadTrial : public testing::TestWithParam<unsigned> {};

TEST_P(LoadTrial, IsTheSameAsOneByOne) {
  Random random{GetParam()};
  const FakeClock one_clock{start, std::chrono::seconds{1}};
  const FakeClock many_clock{start, std::chrono::seconds{1}};
  TestDatabase one{one_clock};
  TestDatabase many{many_clock};
  unsigned next_id = 0;
  const auto before = random_lines(random, next_id, below(random, 2) * below(random, 300));
  EXPECT_EQ(append_each(one, before), append_each(many, before));
  for (int round = 0; round < 2; ++round) {
    const auto lines = random_lines(random, next_id, below(random, 500));
    const LoadOptions options{
        .threads = 2, .chunk_events = 1 + below(random, 9), .targets_max = below(random, 100)};
    EXPECT_EQ(append_each(one, lines), load_all(many, lines, options));
    expect_same(one, many);
    many.reopen();
    expect_same(one, many);
    EXPECT_EQ(
        must(one.append(R"({"type":"noted","relationship":"r1","note":"n","effective":"2020"})"))
            .event.sequence,
        must(many.append(R"({"type":"noted","relationship":"r1","note":"n","effective":"2020"})"))
            .event.sequence);
    expect_same(one, many);
  }
}

INSTANTIATE_TEST_SUITE_P(Property, LoadTrial, testing::Range(0U, 24U));

TEST(Load, LeavesTheDatabaseAsItWasUntilItIsCommitted) {
  const FakeClock clock{start, std::chrono::seconds{1}};
  TestDatabase database{clock};
  Random random{7};
  unsigned next_id = 0;
  append_each(database, random_lines(random, next_id, 50));
  const Sequence last = database.last();
  {
    LoadOptions options{.threads = 2};
    options.refuse = [](const RefusedLine&) -> Status { return Done{}; };
    BulkLoad load = must(database.database().load(options));
    for (const std::string& line : random_lines(random, next_id, 100)) must(load.add(line + "\n"));
    must(load.finish());
    EXPECT_TRUE(std::filesystem::exists(database.path() / "loading"));
  }
  EXPECT_FALSE(std::filesystem::exists(database.path() / "loading"));
  EXPECT_EQ(database.last(), last);
  database.reopen([](const std::filesystem::path& path) {
    std::filesystem::create_directory(path / "loading");
    std::ofstream{path / "loading" / "left-over.sst"} << "of a process that was killed";
  });
  EXPECT_FALSE(std::filesystem::exists(database.path() / "loading"));
  EXPECT_EQ(database.last(), last);
}

TEST(Load, StopsAtTheFirstRefusedLine) {
  const FakeClock clock{start, std::chrono::seconds{1}};
  TestDatabase database{clock};
  BulkLoad load = must(database.database().load({}));
  must(
      load.add("{\"type\":\"noted\",\"relationship\":\"r\",\"note\":\"n\",\"effective\":\"2020\"}"
               "\n\nbad\n"));
  const Status done = load.finish();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::invalid_input);
  EXPECT_EQ(load.counts().read, 2U);
}

}  // namespace
}  // namespace annals
