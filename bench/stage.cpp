#include "stage.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <utility>

#include "annals/codec/json_line.h"
#include "must.h"
#include "settings.h"

namespace annals::bench {
namespace {

namespace fs = std::filesystem;

/// Appends the events of all lines in one transaction.
void append(Database& database, const std::vector<std::string>& lines) {
  JsonLineReader reader;
  Transaction transaction = database.begin();
  for (const std::string& line : lines) must(transaction.add(must(reader.read(line))));
  must(database.commit(std::move(transaction)));
}

void build(const Workload& workload, const fs::path& path) {
  constexpr std::uint64_t events_per_commit = 1000;
  const auto begun = std::chrono::steady_clock::now();
  fs::remove_all(path);
  must(Database::create(path, {}));
  const RecordingClock clock;
  Database database = must(Database::open(path, {.access = Access::write, .clock = &clock}));
  while (database.last().value < workload.events()) {
    append(database, workload.lines(database.last().value + 1, events_per_commit));
  }
  must(database.flush());
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
  fmt::print(stderr, "built {} in {:.1f} s\n", path.filename().string(), taken.count());
}

/// The database that an earlier run left, if it is whole and this build can read it.
std::optional<Database> open_left(const fs::path& path, std::uint64_t events) {
  if (!fs::exists(path)) return std::nullopt;
  auto database = Database::open(path, {});
  if (!database || database->last().value != events) return std::nullopt;
  return *std::move(database);
}

Database open_or_build(const Workload& workload, const fs::path& path) {
  if (auto left = open_left(path, workload.events())) return *std::move(left);
  build(workload, path);
  return must(Database::open(path, {}));
}

Question make_question(const Fact& about, std::int32_t day, std::int32_t other_day) {
  const auto [earlier, later] = std::minmax(day, other_day);
  return {.relationship_index = about.relationship,
          .cell_index = about.cell,
          .day = earlier,
          .later_day = later,
          .relationship = relationship_name(about.relationship),
          .cell = cell_at(about.cell),
          .on = end_of(earlier),
          .later = end_of(later)};
}

/// Every other question is about the very day of an event, where mistakes would show.
std::vector<Question> make_questions(const Workload& workload) {
  constexpr std::size_t count = 4096;
  constexpr std::uint64_t seed = 1234567;
  std::mt19937_64 engine{seed};
  const auto roll = [&engine](std::uint64_t sides) { return engine() % sides; };
  std::vector<Question> questions;
  questions.reserve(count);
  while (questions.size() < count) {
    const Fact& about = workload.facts()[roll(workload.events())];
    const auto some_day = static_cast<std::int32_t>(roll(effective_days));
    const auto other_day = static_cast<std::int32_t>(roll(effective_days));
    questions.push_back(
        make_question(about, questions.size() % 2 == 0 ? some_day : about.day, other_day));
  }
  return questions;
}

std::unique_ptr<Stage> make_stage(Shape shape, std::uint64_t events) {
  Workload workload{shape, events};
  const fs::path path =
      directory() / fmt::format("bench-{}-v{}-{}.db", shape_name(shape), workload_version, events);
  Database database = open_or_build(workload, path);
  std::vector<Question> questions = make_questions(workload);
  return std::make_unique<Stage>(Stage{.workload = std::move(workload),
                                       .path = path,
                                       .database = std::move(database),
                                       .questions = std::move(questions)});
}

using Stages = std::map<std::pair<Shape, std::int64_t>, std::unique_ptr<Stage>>;

Stages& stages() {
  static Stages all;
  return all;
}

}  // namespace

Horizon Stage::horizon(std::uint64_t events_known) const {
  return {.known = {.at = known_at(events_known)}, .basis = database.last()};
}

std::span<const Question> Stage::few_questions() const {
  constexpr std::size_t count = 64;
  return std::span{questions}.first(count);
}

const Stage& stage_for(Shape shape, std::int64_t events) {
  std::unique_ptr<Stage>& stage = stages()[{shape, events}];
  if (!stage) stage = make_stage(shape, static_cast<std::uint64_t>(events));
  return *stage;
}

void close_stages() {
  stages().clear();
}

void for_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("events")->Unit(benchmark::kMicrosecond);
  for (const std::int64_t events : sizes_events()) benchmark->Arg(events);
}

}  // namespace annals::bench
