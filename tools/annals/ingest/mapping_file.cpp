#include "mapping_file.h"

#include <fmt/core.h>

#include <filesystem>
#include <sstream>

#include "../input/whole_file.h"
#include "annals/codec/json_rows.h"

namespace annals::cli {

Error in_file(const std::string& file, const Error& error) {
  std::istringstream mistakes{error.message};
  std::string all;
  for (std::string mistake; std::getline(mistakes, mistake);) {
    all += fmt::format("{}{}: {}", all.empty() ? "" : "\n", file, mistake);
  }
  return {.code = error.code, .message = std::move(all)};
}

Result<Mapping> read_mapping(const std::string& path) {
  const auto text = read_whole_file(path);
  if (!text) return text.error();
  auto mapping = parse_mapping(*text);
  if (!mapping) return in_file(path, mapping.error());
  if (const auto rows = JsonRows::make(*mapping); !rows) return in_file(path, rows.error());
  return mapping;
}

bool is_named_as_csv(const std::string& path) {
  std::filesystem::path name{path};
  if (name.extension() == ".gz" || name.extension() == ".zst") name = name.stem();
  return name.extension() == ".csv" || name.extension() == ".tsv";
}

}  // namespace annals::cli
