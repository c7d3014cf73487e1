#include "annals/store/run_key.h"

#include <fmt/core.h>

#include <cstdint>

#include "annals/base/big_endian.h"

namespace annals {
namespace {

// After every page, of which there are fewer than 2^24. DO NOT CHANGE: they are on disk.
constexpr std::uint32_t first_section = 0xFF000000;
constexpr std::uint32_t directory_page = 0xFFFFFFFF;

std::string run_key(Column column, const RunId& run, std::uint32_t page) {
  constexpr unsigned half = 32;
  std::string key;
  key += static_cast<char>(column);
  key += static_cast<char>(run.level);
  put_big_endian(key, std::uint64_t{run.index} << half | page);
  return key;
}

}  // namespace

std::string page_key(Column column, const RunId& run, std::size_t page) {
  return run_key(column, run, static_cast<std::uint32_t>(page));
}

std::string section_key(Column column, const RunId& run, std::size_t section) {
  return run_key(column, run, first_section + static_cast<std::uint32_t>(section));
}

std::string directory_key(Column column, const RunId& run) {
  return run_key(column, run, directory_page);
}

Error corrupt_run(Column column, const RunId& run, std::string_view what) {
  return {.code = ErrorCode::corrupt,
          .message = fmt::format("the index '{}' has a run ({}, {}) {}; 'annals rebuild' makes it "
                                 "anew",
                                 name_of(column), run.level, run.index, what)};
}

}  // namespace annals
