#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "annals/event/cell.h"
#include "annals/time/clock.h"
#include "annals/time/day.h"

namespace annals::bench {

/// Counts up whenever the same size and shape no longer mean the same lines, so that a database
/// that an older build left behind is not taken for this one's.
inline constexpr int workload_version = 2;

/// What kind of history a workload is.
enum class Shape : std::uint8_t {
  b1,   ///< relationships of 100 assertions over 8 cells, in random order; each day is precise
  b2,   ///< one cell with every assertion, recorded in random order
  b2c,  ///< the same recorded in order of effect, as a log grows in life
  w,    ///< as B1, with vague dates, ends, late arrivals and 3 % corrections
};

/// `b1`, `b2`, `b2c` or `w`.
[[nodiscard]] std::string_view shape_name(Shape shape);

/// Whether every event of the shape is about one and the same cell.
[[nodiscard]] constexpr bool is_one_cell(Shape shape) {
  return shape == Shape::b2 || shape == Shape::b2c;
}

inline constexpr std::uint64_t events_per_relationship = 100;
inline constexpr std::size_t cells_per_relationship = 8;
inline constexpr std::size_t values_per_cell = 4;

/// A cell of a relationship and the values that its events give it.
struct CellWords {
  std::string_view term;
  std::string_view key;
  std::array<std::string_view, values_per_cell> values;
};

/// The cells of every relationship, by (term, key), as answers name them.
[[nodiscard]] const std::array<CellWords, cells_per_relationship>& cell_words();

[[nodiscard]] Cell cell_at(std::size_t index);

/// The dates of a workload lie in the thirty years from this day on.
inline constexpr Day first_effective_day{std::chrono::year{1991} / 1 / 1};
inline constexpr int effective_days = 30 * 365;

/// When the first event of a workload is recorded; each one after it a second later.
inline constexpr Moment recording_start{std::chrono::sys_days{std::chrono::year{2023} / 1 / 1}};

/// When the event at `sequence` is recorded, if the workload's own clock tells the time.
[[nodiscard]] constexpr Moment recorded_at(std::uint64_t sequence) {
  return recording_start + std::chrono::seconds{static_cast<std::int64_t>(sequence) - 1};
}

/// A moment by which the event at `sequence` is known and the one after it is not, whenever they
/// are recorded: each says itself in which second it became known.
[[nodiscard]] constexpr Moment known_at(std::uint64_t sequence) {
  return recorded_at(sequence + 1) - Microseconds{1};
}

/// Tells the time at which the workload's next event is recorded.
class RecordingClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const override { return recorded_at(++told_); }

 private:
  mutable std::uint64_t told_ = 0;
};

enum class FactKind : std::uint8_t { set, ended, replacing, retracted };

/// An event before it becomes a line.
struct Fact {
  std::uint32_t relationship;
  std::uint32_t target;     ///< the sequence of the event that it corrects; 0: none
  std::int32_t day;         ///< from `first_effective_day` on
  std::int32_t until_days;  ///< from that day to its end; 0: no end
  std::int32_t known_days;  ///< from that day to when it became known; 0: at `known_at`
  FactKind kind;
  std::uint8_t cell;
  std::uint8_t value;
  std::uint8_t vagueness;  ///< 0: a day; 1: a month; 2: a quarter; 3: a year; 4: between two days
};

/// A history of `events` events from a fixed seed: the same on every machine.
class Workload {
 public:
  Workload(Shape shape, std::uint64_t events);

  [[nodiscard]] Shape shape() const { return shape_; }
  [[nodiscard]] std::uint64_t events() const { return facts_.size(); }
  [[nodiscard]] std::uint64_t relationships() const { return relationships_; }

  /// In the order of the log: the fact of sequence n stands at n - 1.
  [[nodiscard]] const std::vector<Fact>& facts() const { return facts_; }

  /// The event at `sequence` as a line of JSON, without the newline.
  [[nodiscard]] std::string line(std::uint64_t sequence) const;

  /// The lines from `sequence` on, at most `count`.
  [[nodiscard]] std::vector<std::string> lines(std::uint64_t sequence, std::uint64_t count) const;

 private:
  Shape shape_;
  std::uint64_t relationships_;
  std::vector<Fact> facts_;
};

/// The id of a relationship.
[[nodiscard]] std::string relationship_name(std::uint64_t index);

inline constexpr std::size_t event_id_bytes = 20;
inline constexpr std::size_t source_url_bytes = 80;

/// The id of the event at `sequence`.
[[nodiscard]] std::string event_id(std::uint64_t sequence);

/// Where the event at `sequence` was read. As in life, no two are the same and parts of them are.
[[nodiscard]] std::string source_url(std::uint64_t sequence);

/// Writes all lines to a file, which is there whole or not at all. False: it could not be written.
[[nodiscard]] bool write_lines(const Workload& workload, const std::filesystem::path& path);

}  // namespace annals::bench
