#include "compare/results.h"

#include <fmt/core.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "must.h"

namespace annals::bench {

void Results::add(const Measure& measure, double value) {
  auto& values =
      values_[{std::string{measure.cost}, std::string{measure.engine}, std::string{measure.unit}}];
  values.push_back(value);
  fmt::print(stderr, "{:<22} {:<9} {:>12.6g} {}\n", measure.cost, measure.engine, value,
             measure.unit);
}

void Results::note(std::string_view name, std::string_view text) {
  notes_[std::string{name}] = text;
}

void Results::write(const std::filesystem::path& path) const {
  nlohmann::json measures = nlohmann::json::array();
  for (const auto& [measure, values] : values_) {
    const auto& [cost, engine, unit] = measure;
    measures.push_back({{"cost", cost}, {"engine", engine}, {"unit", unit}, {"values", values}});
  }
  std::ofstream file{path};
  file << nlohmann::json{{"notes", notes_}, {"measures", measures}}.dump(1) << '\n';
  file.close();
  if (!file) stop("cannot write " + path.string());
}

}  // namespace annals::bench
