// Times what a user waits for. README.md beside this file says how to run it and what came out.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "stage.h"
#include "workload.h"

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  benchmark::AddCustomContext("workload_version", std::to_string(annals::bench::workload_version));
  const std::size_t matched = benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  annals::bench::close_stages();
  return matched == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
