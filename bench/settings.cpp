#include "settings.h"

#include <fmt/core.h>

#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

#include "must.h"

namespace annals::bench {
namespace {

constexpr std::int64_t events_max_default = 1'000'000;

std::string_view environment(const char* name) {
  const char* const text = std::getenv(name);
  return text == nullptr ? std::string_view{} : text;
}

std::int64_t events_max() {
  const std::string_view text = environment("ANNALS_BENCH_EVENTS_MAX");
  if (text.empty()) return events_max_default;
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end || number < 1) {
    stop(fmt::format("ANNALS_BENCH_EVENTS_MAX is a number of events, not \"{}\"", text));
  }
  return number;
}

}  // namespace

std::filesystem::path directory() {
  const std::string_view text = environment("ANNALS_BENCH_DIR");
  return text.empty() ? std::filesystem::current_path() : std::filesystem::path{text};
}

std::vector<std::int64_t> sizes_events() {
  const std::int64_t most = events_max();
  std::vector<std::int64_t> sizes;
  for (const std::int64_t size : {10'000, 100'000, 1'000'000}) {
    if (size <= most) sizes.push_back(size);
  }
  if (sizes.empty()) sizes.push_back(most);
  return sizes;
}

Scratch::Scratch() {
  std::string name = directory() / "annals-bench-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) stop("cannot make a directory " + name);
  path_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace annals::bench
