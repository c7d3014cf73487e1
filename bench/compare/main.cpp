// Measures annals and its peers beside each other, on the same data with the same questions, and
// compares their answers. tools/bench runs it and prints what comes out.

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "compare/asking.h"
#include "compare/field.h"
#include "compare/results.h"
#include "compare/rounds.h"
#include "compare/settings.h"

namespace annals::bench {
namespace {

namespace fs = std::filesystem;

struct Options {
  Comparison comparison;
  std::vector<std::string> engines;
  bool no_appends = false;
  fs::path out;
};

/// By name, so that a slip of the pen is not an engine that is left out.
std::vector<std::string> engine_names() {
  std::vector<std::string> names;
  for (const Maker& maker : makers()) names.emplace_back(maker.name);
  return names;
}

void add_options(CLI::App& app, Options& options) {
  Comparison& comparison = options.comparison;
  app.add_option("--directory", comparison.directory, "Make databases and files here")->required();
  app.add_option("--annals", comparison.annals, "Load files with this program")
      ->required()
      ->check(CLI::ExistingFile);
  app.add_option("--out", options.out, "Write what was measured to this file, as JSON")->required();
  app.add_option("--postgres", comparison.postgres, "Connect to PostgreSQL with this");
  app.add_option("--engines", options.engines, "Compare these alone")
      ->delimiter(',')
      ->check(CLI::IsMember(engine_names()));
  app.add_option("--events", comparison.events, "Make workloads of so many events")
      ->capture_default_str()
      ->check(CLI::Range(1000, 100'000'000));
  app.add_option("--rounds", comparison.rounds, "Load and append so often")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  app.add_option("--repetitions", comparison.repetitions, "Ask so often")
      ->capture_default_str()
      ->check(CLI::Range(2, 100));
  app.add_option("--seconds", comparison.seconds_per_question, "Ask for about so long")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 60.0));
  app.add_option("--appends-alone", comparison.appends_alone, "Append so many one by one")
      ->capture_default_str();
  app.add_option("--appends-together", comparison.appends_together, "Append so many in thousands")
      ->capture_default_str();
  app.add_flag("--no-appends", options.no_appends, "Measure no durable appends");
}

void run(Options options) {
  Comparison& comparison = options.comparison;
  fs::create_directories(comparison.directory);
  comparison.makers = makers_of(options.engines, comparison);
  Results results;
  results.note("events", std::to_string(comparison.events));
  results.note("rounds", std::to_string(comparison.rounds));
  results.note("repetitions", std::to_string(comparison.repetitions));
  results.note("workload_version", std::to_string(workload_version));
  // All stay until the benchmarks have been run.
  std::vector<Peers> all;
  for (const Shape shape : {Shape::b1, Shape::b2, Shape::b2c}) {
    const Field field = make_field(shape, comparison);
    const bool is_measured = shape == Shape::b1;
    if (is_measured && !options.no_appends) measure_appends(field, comparison, results);
    all.push_back(is_measured ? measure_loads(field, comparison, results)
                              : load_peers(field, comparison));
    prepare_questions(field, all.back(), comparison);
  }
  measure_questions(comparison, results);
  results.write(options.out);
}

}  // namespace
}  // namespace annals::bench

int main(int argc, char** argv) {
  try {
    CLI::App app{"Measures annals and other databases beside each other."};
    annals::bench::Options options;
    annals::bench::add_options(app, options);
    CLI11_PARSE(app, argc, argv);
    annals::bench::run(options);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    fmt::print(stderr, "annals_compare: {}\n", error.what());
    return EXIT_FAILURE;
  }
}
