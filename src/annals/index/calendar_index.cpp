#include "annals/index/calendar_index.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <string_view>

#include "annals/index/key_codec.h"

namespace annals {
namespace {

constexpr unsigned moment_bits = 64;

std::int64_t count(Moment moment) {
  return moment.time_since_epoch().count();
}

/// Microseconds from one moment to a later one; the difference of any two fits.
std::uint64_t length(Moment first, Moment last) {
  return static_cast<std::uint64_t>(count(last)) - static_cast<std::uint64_t>(count(first));
}

/// How many bits the length takes: 0 for one moment, 64 where a bound is missing.
unsigned magnitude_of(Moment first, Moment last) {
  return static_cast<unsigned>(std::bit_width(length(first, last)));
}

/// The earliest moment at which a date of this magnitude can begin and still reach `from`.
Moment earliest_start(unsigned magnitude, Moment from) {
  if (magnitude == moment_bits) return unbounded_below;
  const std::uint64_t longest = (std::uint64_t{1} << magnitude) - 1;
  const std::uint64_t room = length(unbounded_below, from);
  return longest >= room ? unbounded_below
                         : from - Microseconds{static_cast<std::int64_t>(longest)};
}

void put_magnitude(std::string& key, CalendarDate kind, unsigned magnitude) {
  key += static_cast<char>(kind);
  key += static_cast<char>(magnitude);
}

std::string magnitude_key(CalendarDate kind, unsigned magnitude) {
  std::string key;
  put_magnitude(key, kind, magnitude);
  return key;
}

void put(CalendarDate kind, Moment first, Moment last, Sequence sequence, RowSink& rows) {
  thread_local std::string key;  // keeps its memory: every event comes here twice
  key.clear();
  put_magnitude(key, kind, magnitude_of(first, last));
  put_big_endian_signed(key, count(first));
  put_big_endian(key, sequence.value);
  std::string value;
  put_big_endian_signed(value, count(last));
  rows.put(key, value);
}

void apply(const LoggedEvent& logged, RowSink& rows) {
  const auto put_date = [&](CalendarDate kind, const std::optional<EffectiveWhen>& when) {
    if (when) put(kind, when->first.at, when->last.at, logged.sequence, rows);
  };
  put_date(CalendarDate::start, logged.event.effective);
  put_date(CalendarDate::end, logged.event.until);
  // What was erased happened at no time, but what it corrected still did.
  const bool corrects = logged.retracts != Sequence{} || logged.replaces != Sequence{};
  if (logged.erased && !corrects) return;
  put(CalendarDate::known, logged.known.at, logged.known.at, logged.sequence, rows);
}

}  // namespace

std::optional<CalendarEntry> decode_calendar(std::string_view key, std::string_view value) {
  if (key.size() < 2) return std::nullopt;
  const auto magnitude = static_cast<unsigned char>(key[1]);
  key.remove_prefix(2);
  const auto first = take_big_endian_signed(key);
  const auto sequence = first ? take_big_endian(key) : std::nullopt;
  const auto last = take_big_endian_signed(value);
  if (!sequence || !last || magnitude > moment_bits || !key.empty() || !value.empty()) {
    return std::nullopt;
  }
  return CalendarEntry{.magnitude = magnitude,
                       .first = Moment{Microseconds{*first}},
                       .last = Moment{Microseconds{*last}},
                       .sequence = {.value = *sequence}};
}

namespace {

/// Moves to where dates of `magnitude` that may reach `from` begin.
void seek_magnitude(Cursor& cursor, CalendarDate kind, unsigned magnitude, Moment from) {
  std::string key = magnitude_key(kind, magnitude);
  put_big_endian_signed(key, count(earliest_start(magnitude, from)));
  cursor.seek(key);
}

}  // namespace

const Projection calendar_projection{
    .name = "calendar", .version = 2, .column = Column::calendar, .apply = apply};

Result<std::vector<Sequence>> read_calendar(const Snapshot& snapshot, CalendarDate kind,
                                            Moment from, Moment to) {
  std::vector<Sequence> found;
  Cursor cursor = snapshot.scan(Column::calendar, std::string(1, static_cast<char>(kind)));
  std::optional<unsigned> magnitude;
  while (cursor.valid()) {
    const auto entry = decode_calendar(cursor.key(), cursor.value());
    if (!entry) return corrupt_index(calendar_projection.name);
    if (entry->magnitude != magnitude) {
      magnitude = entry->magnitude;
      seek_magnitude(cursor, kind, *magnitude, from);
    } else if (entry->first > to) {
      cursor.seek(magnitude_key(kind, *magnitude + 1));
    } else {
      if (entry->last >= from) found.push_back(entry->sequence);
      cursor.next();
    }
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  std::ranges::sort(found);
  return found;
}

}  // namespace annals
