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

Task point_task(std::string cost, Peer& peer, Points points, bool known) {
  Task task{
      .cost = std::move(cost), .peer = &peer, .questions = points->size(), .time = {}, .tell = {}};
  if (known) {
    const auto ask = [&peer](const Point& point) { return peer.at_known(point); };
    task.time = timing(points, ask);
    task.tell = [points, ask](std::size_t i) { return text_of(ask((*points)[i])); };
  } else {
    const auto ask = [&peer](const Point& point) { return peer.at(point); };
    task.time = timing(points, ask);
    task.tell = [points, ask](std::size_t i) { return text_of(ask((*points)[i])); };
  }
  return task;
}

Task state_task(Peer& peer, Points points) {
  const auto ask = [&peer](const Point& point) {
    Cells cells;
    peer.state(point, cells);
    return cells;
  };
  const auto tell = [points, ask](std::size_t i) {
    std::string all;
    for (const Held& held : ask((*points)[i])) all += text_of(held) + "; ";
    return all;
  };
  return {.cost = "state",
          .peer = &peer,
          .questions = points->size(),
          .time = timing(points, ask),
          .tell = tell};
}

Task find_task(Peer& peer, AllSought sought) {
  const auto ask = [&peer](const Sought& each) { return peer.holders(each); };
  const auto tell = [sought, &peer](std::size_t i) {
    std::string all = fmt::format("{} found:", peer.holders((*sought)[i]));
    auto found = peer.found();
    std::ranges::sort(found);
    for (const std::uint32_t relationship : found) all += fmt::format(" {}", relationship);
    return all;
  };
  return {.cost = "find",
          .peer = &peer,
          .questions = sought->size(),
          .time = timing(sought, ask),
          .tell = tell};
}

struct Told {
  std::vector<std::string> answers;
  double seconds_each;
};

/// The answers to the first questions: to many, unless they take long.
Told tell_some(const Task& task) {
  constexpr std::size_t questions_max = 512;
  constexpr double seconds_max = 0.5;
  const auto begun = std::chrono::steady_clock::now();
  Told told{.answers = {}, .seconds_each = 0};
  double seconds = 0;
  task.peer->stay_on_one_cpu(true);
  while (told.answers.size() < std::min(questions_max, task.questions) &&
         (told.answers.size() < questions_min || seconds < seconds_max)) {
    told.answers.push_back(task.tell(told.answers.size()));
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  }
  task.peer->stay_on_one_cpu(false);
  told.seconds_each = seconds / static_cast<double>(told.answers.size());
  return told;
}

/// Ends the program if every question has the same answer, since to agree would mean little.
void check_variety(const Task& task, const Told& told) {
  const std::string& first = told.answers.front();
  if (std::ranges::all_of(told.answers, [&](const auto& answer) { return answer == first; })) {
    stop(fmt::format("every answer to {} is \"{}\"", task.cost, first));
  }
}

/// Ends the program at the first question that two peers answer differently.
void compare(const Task& task, const Told& told, const Task& other, const Told& expected) {
  const std::size_t count = std::min(told.answers.size(), expected.answers.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (told.answers[i] == expected.answers[i]) continue;
    constexpr std::size_t chars_max = 400;
    stop(fmt::format("the answers to question {} of {} differ:\n  {}: {}\n  {}: {}", i, task.cost,
                     task.peer->name(), told.answers[i].substr(0, chars_max), other.peer->name(),
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

void register_task(const Task& task, double seconds_each, const Comparison& comparison) {
  const std::int64_t questions = questions_for(comparison.seconds_per_question, seconds_each);
  // Goes on where the repetition before ended, so that all questions have their turn.
  const auto next = std::make_shared<std::size_t>(0);
  benchmark::RegisterBenchmark(name_of(task).c_str(),
                               [task, next](benchmark::State& run) {
                                 task.peer->stay_on_one_cpu(true);
                                 if (task.shares_view) task.peer->share_view(true);
                                 task.time(run, *next);
                                 if (task.shares_view) task.peer->share_view(false);
                                 task.peer->stay_on_one_cpu(false);
                                 *next = (*next + static_cast<std::size_t>(run.iterations())) %
                                         task.questions;
                               })
      ->Iterations(questions)
      ->UseRealTime()
      ->Unit(benchmark::kNanosecond);
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
      return {point_task("cell", peer, some, false), state_task(peer, some),
              find_task(peer, std::make_shared<const std::vector<Sought>>(make_sought()))};
    }
    case Shape::b2:
      return {point_task("b2_cell", peer, points(events), false),
              point_task("b2_known", peer, points(std::max(events / thousandth, std::uint64_t{1})),
                         true)};
    case Shape::b2c:
      return {point_task("b2c_cell", peer, points(events), false),
              point_task("b2c_known", peer, points(std::max(events / hundredth, std::uint64_t{1})),
                         true)};
    case Shape::w:
      break;
  }
  return {};
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
  std::vector<Task> expected_tasks;
  std::vector<Told> expected;
  for (const auto& peer : peers) {
    std::vector<Task> tasks = tasks_of(field, *peer);
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      Task& task = tasks[i];
      Told told = tell_some(task);
      if (expected.size() == i) {
        check_variety(task, told);
        expected_tasks.push_back(task);
        expected.push_back(told);
      }
      compare(task, told, expected_tasks[i], expected[i]);
      register_task(task, told.seconds_each, comparison);
      if (task.cost != "cell" || !peer->share_view(true)) continue;
      peer->share_view(false);
      task.shares_view = true;
      register_task(task, told.seconds_each, comparison);
    }
  }
}

void measure_questions(const Comparison& comparison, Results& results) {
  std::vector<std::string> words{"annals_compare", "--benchmark_enable_random_interleaving=true",
                                 fmt::format("--benchmark_repetitions={}", comparison.repetitions)};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  Collector collector{results};
  benchmark::RunSpecifiedBenchmarks(&collector);
  benchmark::Shutdown();
}

}  // namespace annals::bench
