#include "compare/field.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "must.h"

namespace annals::bench {
namespace fs = std::filesystem;

std::vector<Maker> makers_of(const std::vector<std::string>& names, const Comparison& comparison) {
  std::vector<Maker> chosen;
  for (const Maker& maker : makers()) {
    if (!names.empty() && std::ranges::find(names, maker.name) == names.end()) continue;
    if (make_peer(maker, comparison, "trial")) {
      chosen.push_back(maker);
    } else {
      fmt::print(stderr, "{} is left out: {}\n", maker.name, maker.why_not);
    }
  }
  return chosen;
}

std::unique_ptr<Peer> make_peer(const Maker& maker, const Comparison& comparison,
                                const std::string& use) {
  const Place place{.directory = comparison.directory / fmt::format("{}-{}", use, maker.name),
                    .schema = use,
                    .postgres = comparison.postgres,
                    .annals = comparison.annals};
  fs::remove_all(place.directory);
  fs::create_directories(place.directory);
  return maker.make(place);
}

Field make_field(Shape shape, const Comparison& comparison) {
  Workload workload{shape, comparison.events};
  std::vector<Row> rows = rows_of(workload, workload.events());
  const fs::path lines = comparison.directory / fmt::format("{}-v{}-{}.jsonl", shape_name(shape),
                                                            workload_version, workload.events());
  if (!fs::exists(lines) && !write_lines(workload, lines)) {
    stop("cannot write " + lines.string());
  }
  return {.workload = std::move(workload), .rows = std::move(rows), .lines = lines};
}

}  // namespace annals::bench
