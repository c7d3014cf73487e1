// One writer and eight readers for as long as one likes: every answer is the judge's over some
// beginning of the log, which is never shorter than what was acknowledged before, nor than what the
// same reader has seen.
//
//   annals_soak [SECONDS [SEED]]
//
// In each round a process appends a random history, in commits of a few events, and closes and
// opens its database now and then; four of its threads read meanwhile, and four processes that open
// the database again and again.

#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <new>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "annals/verify/verify.h"
#include "property/history.h"
#include "soak/asker.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::soak {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using support::must;

constexpr int threads = 4;
constexpr int processes = 4;

/// What all processes see.
struct Shared {
  std::atomic<std::uint64_t> acknowledged = 0;
  std::atomic<bool> is_over = false;
  std::atomic<std::uint64_t> appended = 0;
  std::atomic<std::uint64_t> answered = 0;
  std::atomic<std::uint64_t> opened = 0;
  std::atomic<std::uint64_t> failures = 0;
};

Shared& share() {
  void* const room =
      mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc{};
  return *new (room) Shared;
}

/// A round: what is appended where, and what chance draws from.
struct Round {
  Shared& shared;
  fs::path database;
  std::vector<std::string> lines;
  std::uint64_t seed;
  std::chrono::seconds length;  ///< about
};

/// Runs a task; tells of what it throws, and ends the round then.
void guard(Shared& shared, const std::string& who, const std::function<void()>& task) {
  try {
    task();
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", who, error.what());
    ++shared.failures;
    shared.is_over = true;
  }
}

void read_in_thread(const Round& round, const Database& database, Asker& asker,
                    const std::atomic<bool>& goes_on) {
  while (goes_on && !round.shared.is_over) {
    const std::uint64_t acknowledged = round.shared.acknowledged;
    asker.ask(database.snapshot(), acknowledged);
    ++round.shared.answered;
  }
}

void read_in_process(const Round& round, std::uint64_t number) {
  constexpr int questions = 5;
  const oracle::Oracle judge = judge_of(round.lines);
  Asker asker{judge, round.seed + number};
  while (!round.shared.is_over) {
    const std::uint64_t acknowledged = round.shared.acknowledged;
    const Database database = must(Database::open(round.database, {.access = Access::read}));
    ++round.shared.opened;
    for (int i = 0; i < questions && !round.shared.is_over; ++i) {
      asker.ask(database.snapshot(), acknowledged);
      ++round.shared.answered;
    }
  }
}

/// Appends lines [begin, end) in commits of a few, while threads read.
void append_while_read(const Round& round, const Clock::time_point& slow_until,
                       const support::FakeClock& clock, std::vector<Asker>& askers,
                       std::size_t begin, std::size_t end) {
  std::mt19937_64 random{round.seed + begin};
  const auto below = [&](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random);
  };
  // Little room, so that what is kept decoded is given up and made again.
  constexpr std::size_t decoded_bytes = 40'000;
  Database database = must(Database::open(
      round.database,
      {.access = Access::write, .clock = &clock, .decoded_bytes_max = decoded_bytes}));
  std::atomic<bool> goes_on = true;
  std::vector<std::jthread> readers;
  for (Asker& asker : askers) {
    readers.emplace_back([&] {
      guard(round.shared, fmt::format("a thread, seed {}", round.seed),
            [&] { read_in_thread(round, database, asker, goes_on); });
    });
  }
  JsonLineReader reader;
  for (std::size_t at = begin; at < end && !round.shared.is_over;) {
    Transaction transaction = database.begin();
    const std::size_t until = std::min(end, at + 1 + below(8));
    for (; at < until; ++at) must(transaction.add(must(reader.read(round.lines[at]))));
    must(database.commit(std::move(transaction)));
    round.shared.acknowledged = at;
    if (below(20) == 0) must(database.flush());
    if (Clock::now() < slow_until)
      std::this_thread::sleep_for(std::chrono::milliseconds{below(60)});
  }
  goes_on = false;
}

void write(const Round& round) {
  constexpr std::size_t openings = 3;
  const oracle::Oracle judge = judge_of(round.lines);
  std::vector<Asker> askers;
  for (std::uint64_t i = 0; i < threads; ++i)
    askers.emplace_back(judge, round.seed + processes + i);
  const support::FakeClock clock{property::recording_start, property::recording_step};
  const auto slow_until = Clock::now() + round.length;
  for (std::size_t i = 0; i < openings; ++i) {
    const auto share = [&](std::size_t part) { return round.lines.size() * part / openings; };
    append_while_read(round, slow_until, clock, askers, share(i), share(i + 1));
  }
  if (!must(verify(round.database, {})).is_sound()) throw std::runtime_error{"it is not sound"};
  round.shared.appended += round.lines.size();
}

pid_t start(Shared& shared, const std::string& who, const std::function<void()>& task) {
  const pid_t process = fork();
  if (process != 0) return process;
  guard(shared, who, task);
  std::_Exit(EXIT_SUCCESS);
}

/// Plays a round. Everything that touches a database happens in processes of its own.
void play(Shared& shared, std::uint64_t seed, std::chrono::seconds length) {
  constexpr int events_max = 400;
  constexpr int size = 100;
  const support::TemporaryDirectory directory;
  const auto history = property::histories(events_max)(rc::Random{seed}, size).value();
  const Round round{.shared = shared,
                    .database = directory.path() / "db",
                    .lines = history.lines,
                    .seed = seed,
                    .length = length};
  shared.acknowledged = 0;
  shared.is_over = false;
  const auto wait_for = [&](pid_t process) {
    int status = 0;
    waitpid(process, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    fmt::print(stderr, "seed {}: a process died\n", seed);
    ++shared.failures;
  };
  wait_for(start(shared, "creating",
                 [&] { must(Database::create(round.database, {}, support::small_runs)); }));
  std::vector<pid_t> readers;
  for (std::uint64_t i = 0; i < processes; ++i) {
    readers.push_back(start(shared, fmt::format("process {}, seed {}", i, seed),
                            [&] { read_in_process(round, i); }));
  }
  wait_for(start(shared, fmt::format("the writer, seed {}", seed), [&] { write(round); }));
  shared.is_over = true;
  for (const pid_t reader : readers) wait_for(reader);
}

int run(std::chrono::seconds seconds, std::uint64_t seed) {
  Shared& shared = share();
  const auto end = Clock::now() + seconds;
  constexpr std::chrono::seconds round_max{20};
  std::uint64_t rounds = 0;
  do {
    play(shared, seed + rounds++, std::min(seconds, round_max));
  } while (Clock::now() < end && shared.failures == 0);
  fmt::print(
      "{} rounds from seed {} on: {} events, {} databases opened to read, {} answers, {} "
      "failures\n",
      rounds, seed, shared.appended.load(), shared.opened.load(), shared.answered.load(),
      shared.failures.load());
  const bool is_right = shared.failures == 0 && shared.answered > 0 && shared.appended > 0;
  return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace annals::soak

int main(int count, char** words) {
  const std::vector<std::string> arguments{words + 1, words + count};
  constexpr int usual_seconds = 3600;
  const int seconds = arguments.empty() ? usual_seconds : std::stoi(arguments[0]);
  const std::uint64_t seed = arguments.size() < 2 ? 1 : std::stoull(arguments[1]);
  return annals::soak::run(std::chrono::seconds{seconds}, seed);
}
