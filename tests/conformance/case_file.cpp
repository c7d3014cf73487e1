#include "conformance/case_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <ostream>

#include "support/must.h"

namespace annals::conformance {
namespace {

namespace fs = std::filesystem;

std::string test_name(const fs::path& path) {
  const auto is_kept = [](char character) {
    return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
           (character >= 'a' && character <= 'z');
  };
  std::string name = path.stem();
  std::ranges::replace_if(
      name, [&](char character) { return !is_kept(character); }, '_');
  return name;
}

std::vector<CaseFile> cases_in(const fs::path& folder) {
  std::vector<CaseFile> cases;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    if (entry.path().extension() != ".json") continue;
    cases.push_back({.name = test_name(entry.path()), .path = entry.path(), .is_there = true});
  }
  std::ranges::sort(cases, {}, &CaseFile::name);
  if (cases.empty()) {
    cases.push_back({.name = "the_folder_is_missing", .path = folder, .is_there = false});
  }
  return cases;
}

std::string difference_of_lists(const Json& expected, const Json& actual) {
  if (!actual.is_array() || actual.size() != expected.size()) {
    return "expected " + to_line(expected) + ", not " + to_line(actual);
  }
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto inside = difference(expected[i], actual[i]);
    if (!inside.empty()) return fmt::format("[{}] {}", i, inside);
  }
  return {};
}

std::string difference_of_objects(const Json& expected, const Json& actual) {
  for (const auto& [name, value] : expected.items()) {
    if (!actual.is_object() || !actual.contains(name)) {
      return "'" + name + "' is missing in " + to_line(actual);
    }
    const auto inside = difference(value, actual[name]);
    if (!inside.empty()) return fmt::format("'{}' {}", name, inside);
  }
  return {};
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const CaseFile& file) {
  return out << file.path;
}

std::vector<CaseFile> scenarios() {
  return cases_in(ANNALS_SOURCE_DIR "/tests/scenarios");
}

std::vector<CaseFile> shared_cases() {
  const char* const shared = std::getenv("ANNALS_SHARED");
  const fs::path folder{shared != nullptr ? shared : ANNALS_SOURCE_DIR "/../shared"};
  return cases_in((folder / "conformance").lexically_normal());
}

std::string name_of(const testing::TestParamInfo<CaseFile>& info) {
  return info.param.name;
}

Json read_case(const CaseFile& file) {
  std::ifstream stream{file.path, std::ios::binary};
  return support::must(parse_json(std::string{std::istreambuf_iterator<char>{stream}, {}}));
}

std::optional<std::string> text_of(const Json& object, std::string_view member) {
  const auto found = object.find(member);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return found->get<std::string>();
}

std::string difference(const Json& expected, const Json& actual) {
  if (expected.is_array()) return difference_of_lists(expected, actual);
  if (expected.is_object()) return difference_of_objects(expected, actual);
  if (expected == actual) return {};
  return "expected " + to_line(expected) + ", not " + to_line(actual);
}

}  // namespace annals::conformance
