// From a line of JSON to an event that the disk has, with its hashes and index entries, beside what
// the disk takes at the least.

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "must.h"
#include "settings.h"
#include "workload.h"

namespace annals::bench {
namespace {

/// More events than a run appends.
const Workload& workload() {
  constexpr std::uint64_t events = 500'000;
  static const Workload all{Shape::b1, events};
  return all;
}

/// The lines of the workload, made ahead so that making them is not timed.
class LineSupply {
 public:
  /// The next `count` lines, at most `lines_ahead`, with the timer stopped where lines run out.
  [[nodiscard]] std::vector<std::string>::const_iterator take(benchmark::State& run,
                                                              std::uint64_t count) {
    if (next_ + count > lines_.size()) {
      run.PauseTiming();
      if (taken_ + lines_ahead > workload().events()) stop("an append ran out of lines");
      lines_ = workload().lines(taken_ + 1, lines_ahead);
      taken_ += lines_ahead;
      next_ = 0;
      run.ResumeTiming();
    }
    const auto first = lines_.begin() + static_cast<std::ptrdiff_t>(next_);
    next_ += count;
    return first;
  }

 private:
  static constexpr std::uint64_t lines_ahead = 1000;

  std::vector<std::string> lines_;
  std::uint64_t taken_ = 0;
  std::uint64_t next_ = 0;
};

/// Events of B1 into a new database, `run.range(0)` in each transaction.
void append(benchmark::State& run) {
  const auto events_per_commit = static_cast<std::uint64_t>(run.range(0));
  const Scratch scratch;
  must(Database::create(scratch.path() / "db", {}));
  Database database = must(Database::open(scratch.path() / "db", {.access = Access::write}));
  JsonLineReader reader;
  LineSupply supply;
  for ([[maybe_unused]] auto _ : run) {
    auto line = supply.take(run, events_per_commit);
    Transaction transaction = database.begin();
    for (std::uint64_t i = 0; i < events_per_commit; ++i, ++line) {
      must(transaction.add(must(reader.read(*line))));
    }
    must(database.commit(std::move(transaction)));
  }
  run.SetItemsProcessed(run.iterations() * run.range(0));
}
BENCHMARK(append)
    ->ArgName("events_per_commit")
    ->Arg(1)
    ->Arg(1000)
    ->Unit(benchmark::kMicrosecond)
    ->UseRealTime();

/// The floor: 180 bytes at the end of a file, and a wait until the disk has them.
void append_floor(benchmark::State& run) {
  constexpr std::size_t append_bytes = 180;
  const std::string bytes(append_bytes, 'x');
  const Scratch scratch;
  const int file = open((scratch.path() / "floor").c_str(),
                        O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) stop("cannot make a file to append to");
  for ([[maybe_unused]] auto _ : run) {
    if (write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        fdatasync(file) != 0) {
      stop("cannot append to a file");
    }
  }
  close(file);
  run.SetItemsProcessed(run.iterations());
}
BENCHMARK(append_floor)->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace annals::bench
