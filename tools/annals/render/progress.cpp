#include "progress.h"

#include <fmt/core.h>

#include "terminal.h"

namespace annals::cli {
namespace {

constexpr std::chrono::milliseconds first_after{500};
constexpr std::chrono::milliseconds every{100};

std::string time_left(double seconds) {
  constexpr double minute = 60;
  if (seconds < 2 * minute) return fmt::format("{:.0f} s left", seconds);
  return fmt::format("{:.0f} min left", seconds / minute);
}

}  // namespace

ProgressLine::ProgressLine(const Globals& globals, std::string doing, std::string unit)
    : shown_{shows_progress(globals)},
      doing_{std::move(doing)},
      unit_{std::move(unit)},
      next_{started_ + first_after} {}

ProgressLine::~ProgressLine() {
  if (written_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressLine::update(std::uint64_t count, double share) {
  if (!shown_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + every;
  const double seconds = std::chrono::duration<double>(now - started_).count();
  std::string line = fmt::format("{}: {} {}, {:.0f} a second", doing_, count, unit_,
                                 static_cast<double>(count) / seconds);
  if (share > 0) {
    line += fmt::format(", {:.0f} %, {}", share * 100, time_left(seconds / share - seconds));
  }
  fmt::print(stderr, "\r{}\x1b[K", line);
  std::fflush(stderr);
  written_ = true;
}

}  // namespace annals::cli
