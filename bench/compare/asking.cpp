#include "compare/asking.h"

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <functional>
#include <string>
#include <utility>

#include "compare/questions.h"
#include "must.h"

namespace annals::bench {
namespace {

using Points = std::shared_ptr<const std::vector<Point>>;
using AllSought = std::shared_ptr<const std::vector<Sought>>;

/// A question by its number, asked of one peer. `ask` is what is timed; `tell` is the answer.
struct Task {
  std::string cost;
  Peer* peer;
  std::size_t questions;
  std::function<void(benchmark::State&, std::size_t)> time;  ///< from this question on
  std::function<std::string(std::size_t)> tell;
  bool shares_view = false;
};

/// Times `ask` with one question after another, from the first again after the last.
template <typename Questions, typename Ask>
std::function<void(benchmark::State&, std::size_t)> timing(Questions questions, Ask ask) {
  return [questions, ask](benchmark::State& run, std::size_t next) {
    for ([[maybe_unused]] auto _ : run) {
      auto answer = ask((*questions)[next]);
      benchmark::DoNotOptimize(answer);
      if (++next == questions->size()) next = 0;
    }
  };
}

std::string text_of(const Held& held) {
  return held.sequence == 0 ? "nothing" : fmt::format("{} by {}", held.word(), held.sequence);
}

/// A task without what it does.
Task task_of(std::string cost, Peer& peer, std::size_t questions) {
  return {.cost = std::move(cost), .peer = &peer, .questions = questions, .time = {}, .tell = {}};
}

/// Asks for one cell by `ask(point)`.
template <typename Ask>
Task point_task(Task task, const Points& points, Ask ask) {
  task.time = timing(points, ask);
  task.tell = [points, ask](std::size_t i) { return text_of(ask((*points)[i])); };
  return task;
}

Task cell_task(std::string cost, Peer& peer, const Points& points) {
  return point_task(task_of(std::move(cost), peer, points->size()), points,
                    [&peer](const Point& point) { return peer.at(point); });
}

Task known_task(std::string cost, Peer& peer, const Points& points) {
  return point_task(task_of(std::move(cost), peer, points->size()), points,
                    [&peer](const Point& point) { return peer.at_known(point); });
}

Task state_task(Peer& peer, const Points& points) {
  const auto ask = [&peer](const Point& point) {
    Cells cells;
    peer.state(point, cells);
    return cells;
  };
  Task task = task_of("state", peer, points->size());
  task.time = timing(points, ask);
  task.tell = [points, ask](std::size_t i) {
    std::string all;
    for (const Held& held : ask((*points)[i])) all += text_of(held) + "; ";
    return all;
  };
  return task;
}

Task find_task(Peer& peer, const AllSought& sought) {
  Task task = task_of("find", peer, sought->size());
  task.time = timing(sought, [&peer](const Sought& each) { return peer.holders(each); });
  task.tell = [sought, &peer](std::size_t i) {
    std::string all = fmt::format("{} found:", peer.holders((*sought)[i]));
    auto found = peer.found();
    std::ranges::sort(found);
    for (const std::uint32_t relationship : found) all += fmt::format(" {}", relationship);
    return all;
  };
  return task;
}

/// A question that has been asked for a while, and the answers.
struct Asked {
  Task task;
  std::vector<std::string> answers;
  double seconds_each;
};

/// Asks the first questions: many, unless they take long.
Asked ask_some(const Task& task) {
  constexpr std::size_t questions_max = 512;
  constexpr double seconds_max = 0.5;
  Asked asked{.task = task, .answers = {}, .seconds_each = 0};
  const auto begun = std::chrono::steady_clock::now();
  double seconds = 0;
  task.peer->stay_on_one_cpu(true);
  while (asked.answers.size() < std::min(questions_max, task.questions) &&
         (asked.answers.size() < questions_min || seconds < seconds_max)) {
    asked.answers.push_back(task.tell(asked.answers.size()));
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  }
  task.peer->stay_on_one_cpu(false);
  asked.seconds_each = seconds / static_cast<double>(asked.answers.size());
  return asked;
}

/// Ends the program if every question has the same answer, since to agree would mean little.
void check_variety(const Asked& asked) {
  const std::string& first = asked.answers.front();
  if (std::ranges::all_of(asked.answers, [&](const auto& answer) { return answer == first; })) {
    stop(fmt::format("every answer to {} is \"{}\"", asked.task.cost, first));
  }
}

/// Ends the program at the first question that two peers answer differently.
void compare(const Asked& asked, const Asked& expected) {
  const std::size_t count = std::min(asked.answers.size(), expected.answers.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (asked.answers[i] == expected.answers[i]) continue;
    constexpr std::size_t chars_max = 400;
    stop(fmt::format("the answers to question {} of {} differ:\n  {}: {}\n  {}: {}", i,
                     asked.task.cost, asked.task.peer->name(),
                     asked.answers[i].substr(0, chars_max), expected.task.peer->name(),
                     expected.answers[i].substr(0, chars_max)));
  }
}

std::string name_of(const Task& task) {
  return fmt::format("{}/{}{}", task.cost, task.peer->name(), task.shares_view ? "-view" : "");
}

/// As many questions as take the time that a repetition has, in whole samples.
std::int64_t questions_for(double seconds, double seconds_each) {
  constexpr double questions_max = 1 << 22;
  const double wanted = std::min(seconds / seconds_each, questions_max);
  const auto samples = static_cast<std::int64_t>(std::ceil(wanted / questions_min));
  return std::max<std::int64_t>(samples, 1) * static_cast<std::int64_t>(questions_min);
}

/// A task as a benchmark.
class Timed final : public benchmark::internal::Benchmark {
 public:
  explicit Timed(Task task) : Benchmark{name_of(task).c_str()}, task_{std::move(task)} {}

  void Run(benchmark::State& run) override {
    task_.peer->stay_on_one_cpu(true);
    if (task_.shares_view) task_.peer->share_view(true);
    task_.time(run, next_);
    if (task_.shares_view) task_.peer->share_view(false);
    task_.peer->stay_on_one_cpu(false);
    next_ = (next_ + static_cast<std::size_t>(run.iterations())) % task_.questions;
  }

 private:
  Task task_;
  std::size_t next_ = 0;  // goes on where the repetition before ended, so that all have their turn
};

void register_task(const Asked& asked, const Comparison& comparison) {
  // NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): Google Benchmark keeps and deletes it
  benchmark::internal::RegisterBenchmarkInternal(new Timed{asked.task})
      ->Iterations(questions_for(comparison.seconds_per_question, asked.seconds_each))
      ->UseRealTime()
      ->Unit(benchmark::kNanosecond);
  // NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)
}

/// The tasks of one peer, those of the same place in every peer's list being the same questions.
std::vector<Task> tasks_of(const Field& field, Peer& peer) {
  const std::uint64_t events = field.workload.events();
  const auto points = [&](std::uint64_t known) {
    return std::make_shared<const std::vector<Point>>(make_points(field.workload, known));
  };
  constexpr std::uint64_t hundredth = 100;
  constexpr std::uint64_t thousandth = 1000;
  switch (field.workload.shape()) {
    case Shape::b1: {
      const auto some = points(events);
      return {cell_task("cell", peer, some), state_task(peer, some),
              find_task(peer, std::make_shared<const std::vector<Sought>>(make_sought()))};
    }
    case Shape::b2:
      return {
          cell_task("b2_cell", peer, points(events)),
          known_task("b2_known", peer, points(std::max(events / thousandth, std::uint64_t{1})))};
    case Shape::b2c:
      return {
          cell_task("b2c_cell", peer, points(events)),
          known_task("b2c_known", peer, points(std::max(events / hundredth, std::uint64_t{1})))};
    case Shape::w:
      break;
  }
  return {};
}

/// All tasks of one peer, asked for a while.
std::vector<Asked> ask_all(const Field& field, Peer& peer) {
  std::vector<Asked> all;
  const std::vector<Task> tasks = tasks_of(field, peer);
  all.reserve(tasks.size());
  for (const Task& task : tasks) all.push_back(ask_some(task));
  return all;
}

/// Registers one cell of B1 once more for a peer to which a shared transaction makes a difference.
void register_in_view(Asked asked, const Comparison& comparison) {
  if (asked.task.cost != "cell" || !asked.task.peer->share_view(true)) return;
  asked.task.peer->share_view(false);
  asked.task.shares_view = true;
  register_task(asked, comparison);
}

/// Takes every repetition down and prints nothing.
class Collector final : public benchmark::BenchmarkReporter {
 public:
  explicit Collector(Results& results) : results_{results} {}

  bool ReportContext(const Context& /*context*/) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    constexpr double nanosecond = 1e-9;
    for (const Run& run : runs) {
      if (run.error_occurred) stop(run.error_message);
      if (run.run_type != Run::RT_Iteration) continue;
      const std::string& name = run.run_name.function_name;
      const std::size_t slash = name.find('/');
      results_.add({.cost = std::string_view{name}.substr(0, slash),
                    .engine = std::string_view{name}.substr(slash + 1),
                    .unit = "s"},
                   run.GetAdjustedRealTime() * nanosecond);
    }
  }

 private:
  Results& results_;
};

}  // namespace

void prepare_questions(const Field& field, const Peers& peers, const Comparison& comparison) {
  std::vector<Asked> expected;
  for (const auto& peer : peers) {
    std::vector<Asked> asked = ask_all(field, *peer);
    if (expected.empty()) {
      for (const Asked& each : asked) check_variety(each);
      expected = asked;
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
      compare(asked[i], expected[i]);
      register_task(asked[i], comparison);
    }
    register_in_view(asked.front(), comparison);
  }
}

void measure_questions(const Comparison& comparison, Results& results) {
  std::vector<std::string> words{"annals_compare", "--benchmark_enable_random_interleaving=true",
                                 fmt::format("--benchmark_repetitions={}", comparison.repetitions)};
  std::vector<char*> arguments;
  arguments.reserve(words.size());
  for (std::string& word : words) arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  Collector collector{results};
  benchmark::RunSpecifiedBenchmarks(&collector);
  benchmark::Shutdown();
}

}  // namespace annals::bench
