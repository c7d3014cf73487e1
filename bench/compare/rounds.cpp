#include "compare/rounds.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "must.h"

namespace annals::bench {
namespace {

namespace fs = std::filesystem;

/// A disk that is slow must not make a round last for minutes.
constexpr double seconds_max = 5;

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

/// The least that an append can take: 180 bytes at the end of a file, and the disk has them.
double floor_rate(const fs::path& path, std::uint64_t appends) {
  constexpr std::size_t append_bytes = 180;
  const std::string bytes(append_bytes, 'x');
  const int file = open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) stop("cannot make " + path.string());
  const Stopwatch watch;
  std::uint64_t done = 0;
  for (; done < appends && watch.seconds() < seconds_max; ++done) {
    if (write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        fdatasync(file) != 0) {
      stop("cannot append to " + path.string());
    }
  }
  const double rate = static_cast<double>(done) / watch.seconds();
  close(file);
  return rate;
}

/// Events to append, of which each is taken once.
class Supply {
 public:
  Supply(const Field& field, std::uint64_t count)
      : rows_{std::span{field.rows}.first(std::min<std::uint64_t>(count, field.rows.size()))},
        lines_{field.workload.lines(1, rows_.size())} {}

  /// The next `count` events, from any thread; fewer, or none, at the end.
  [[nodiscard]] Batch take(std::uint64_t count) {
    const std::uint64_t first = std::min<std::uint64_t>(next_.fetch_add(count), rows_.size());
    count = std::min<std::uint64_t>(count, rows_.size() - first);
    return {.rows = rows_.subspan(first, count), .lines = std::span{lines_}.subspan(first, count)};
  }

  void start_again() { next_ = 0; }

 private:
  std::span<const Row> rows_;
  std::vector<std::string> lines_;
  std::atomic<std::uint64_t> next_ = 0;
};

struct AppendPlan {
  std::uint64_t events;
  std::uint64_t events_per_batch;
};

/// Events a second that one writer appends.
double append_rate(Writer& writer, Supply& supply, const AppendPlan& plan) {
  const Stopwatch watch;
  std::uint64_t done = 0;
  while (done < plan.events && watch.seconds() < seconds_max) {
    const Batch batch = supply.take(plan.events_per_batch);
    if (batch.rows.empty()) stop("the workload is too small for so many appends");
    writer.append(batch);
    done += batch.rows.size();
  }
  return static_cast<double>(done) / watch.seconds();
}

/// Appends one event at a time until `events` are `done` by all threads together.
void append_share(Writer& writer, Supply& supply, std::uint64_t events,
                  std::atomic<std::uint64_t>& done) {
  const Stopwatch watch;
  while (done < events && watch.seconds() < seconds_max) {
    const Batch batch = supply.take(1);
    if (batch.rows.empty()) stop("the workload is too small for so many appends");
    writer.append(batch);
    ++done;
  }
}

/// Events a second that sixteen threads append, each one at a time.
double shared_append_rate(Peer& peer, Supply& supply, std::uint64_t events) {
  constexpr std::size_t count = 16;
  std::array<std::unique_ptr<Writer>, count> writers;
  for (auto& writer : writers) writer = peer.writer();
  std::atomic<std::uint64_t> done = 0;
  const Stopwatch watch;
  std::array<std::thread, count> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads[i] = std::thread{[&, i] { append_share(*writers[i], supply, events, done); }};
  }
  for (std::thread& thread : threads) thread.join();
  return static_cast<double>(done) / watch.seconds();
}

void append_round(Peer& peer, Supply& supply, const Comparison& comparison, Results& results) {
  constexpr std::uint64_t many = 1000;
  constexpr std::uint64_t more = 4;
  supply.start_again();
  peer.create();
  const auto add = [&](std::string_view cost, double rate) {
    results.add({.cost = cost, .engine = peer.name(), .unit = "1/s"}, rate);
  };
  {
    const auto writer = peer.writer();
    peer.stay_on_one_cpu(true);
    add("append_1",
        append_rate(*writer, supply, {.events = comparison.appends_alone, .events_per_batch = 1}));
    add("append_1000",
        append_rate(*writer, supply,
                    {.events = comparison.appends_together, .events_per_batch = many}));
    peer.stay_on_one_cpu(false);
  }
  add("append_16", shared_append_rate(peer, supply, comparison.appends_alone * more));
}

std::unique_ptr<Peer> load_peer(const Maker& maker, const Field& field,
                                const Comparison& comparison, const std::string& use) {
  auto peer = make_peer(maker, comparison, use);
  peer->load(field.bulk());
  return peer;
}

std::string use_of(const Field& field, int round) {
  return fmt::format("{}_{}", shape_name(field.workload.shape()), round);
}

}  // namespace

void measure_appends(const Field& field, const Comparison& comparison, Results& results) {
  constexpr std::uint64_t threads_share = 4;
  Supply supply{
      field, comparison.appends_alone * (2 + threads_share) + comparison.appends_together + 2000};
  for (int round = 0; round < comparison.rounds; ++round) {
    for (const Maker& maker : comparison.makers) {
      const auto peer = make_peer(maker, comparison, fmt::format("append_{}", round));
      if (!peer->is_durable()) continue;
      // Before each, for a disk has its moods.
      results.add({.cost = "floor", .engine = "fdatasync", .unit = "1/s"},
                  floor_rate(comparison.directory / fmt::format("floor-{}-{}", round, maker.name),
                             comparison.appends_alone));
      append_round(*peer, supply, comparison, results);
    }
  }
}

Peers measure_loads(const Field& field, const Comparison& comparison, Results& results) {
  const auto events = static_cast<double>(field.rows.size());
  Peers peers;
  for (int round = 0; round < comparison.rounds; ++round) {
    peers.clear();
    for (const Maker& maker : comparison.makers) {
      auto peer = make_peer(maker, comparison, use_of(field, round));
      const Stopwatch watch;
      peer->load(field.bulk());
      results.add({.cost = "load", .engine = maker.name, .unit = "1/s"}, events / watch.seconds());
      results.add({.cost = "bytes", .engine = maker.name, .unit = "B"},
                  static_cast<double>(peer->bytes()) / events);
      peers.push_back(std::move(peer));
    }
  }
  for (const auto& peer : peers) peer->settle();
  return peers;
}

Peers load_peers(const Field& field, const Comparison& comparison) {
  Peers peers;
  for (const Maker& maker : comparison.makers) {
    peers.push_back(load_peer(maker, field, comparison, use_of(field, 0)));
    peers.back()->settle();
  }
  return peers;
}

}  // namespace annals::bench
