#include "annals/time/when.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

#include "annals/base/text.h"
#include "annals/time/dated.h"

namespace annals {
namespace {

namespace chrono = std::chrono;

constexpr std::string_view forms =
    "expected YYYY, YYYY-MM, YYYY-Qn, YYYY-MM-DD, YYYY-MM-DDThh:mmZ, [A..B], [A..] or [..B]";

Error refuse(std::string_view text, std::string_view why) {
  return Error{.code = ErrorCode::invalid_input,
               .message = fmt::format("{} is not a date: {}", in_quotes(text), why)};
}

/// Reads a date from left to right; every `take` moves on only if it finds what it looks for.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_{text} {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `digits` decimal digits.
  std::optional<int> take_number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (const char digit : rest_.substr(0, digits)) {
      if (digit < '0' || digit > '9') return std::nullopt;
      value = value * 10 + (digit - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }

  /// A run of decimal digits of any length, perhaps none.
  std::string_view take_digits() {
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    const std::string_view digits = rest_.substr(0, end);
    rest_.remove_prefix(end);
    return digits;
  }

 private:
  std::string_view rest_;
};

Moment start_of(chrono::year_month_day date) {
  return Moment{chrono::sys_days{date}};
}

Span days_between(chrono::year_month_day first, chrono::year_month_day past_last) {
  return {.first = start_of(first), .last = start_of(past_last) - Microseconds{1}};
}

/// `count` whole months from the first day of `month` on.
Span months_from(chrono::year_month month, int count) {
  const chrono::year_month after = month + chrono::months{count};
  return days_between(month / 1, after / 1);
}

/// What a zone adds to UTC; nothing if it is not `Z` or ±00:00 to ±14:00.
std::optional<chrono::minutes> take_zone(Reader& in) {
  if (in.take('Z')) return chrono::minutes{0};
  const bool west = in.take('-');
  if (!west && !in.take('+')) return std::nullopt;
  const auto hours = in.take_number(2);
  if (!hours || !in.take(':')) return std::nullopt;
  const auto minutes = in.take_number(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const auto offset = chrono::hours{*hours} + chrono::minutes{*minutes};
  if (offset > chrono::hours{14}) return std::nullopt;
  return west ? -offset : offset;
}

struct TimeOfDay {
  Microseconds since_midnight;
  Microseconds precision;
};

/// The microseconds of a fraction of a second and how precisely it is written.
std::optional<TimeOfDay> read_fraction(std::string_view digits) {
  constexpr std::size_t digits_max = 6;
  if (digits.empty() || digits.size() > digits_max) return std::nullopt;
  std::int64_t value = 0;
  std::int64_t unit = 1;
  for (std::size_t i = 0; i < digits_max; ++i) {
    const bool written = i < digits.size();
    value = value * 10 + (written ? digits[i] - '0' : 0);
    if (!written) unit *= 10;
  }
  return TimeOfDay{.since_midnight = Microseconds{value}, .precision = Microseconds{unit}};
}

Result<TimeOfDay> take_time(Reader& in, std::string_view text) {
  const auto hour = in.take_number(2);
  if (!hour || !in.take(':')) return refuse(text, "a time of day is hh:mm, hh:mm:ss or hh:mm:ss.f");
  const auto minute = in.take_number(2);
  if (!minute) return refuse(text, "a time of day is hh:mm, hh:mm:ss or hh:mm:ss.f");
  if (*hour > 23) return refuse(text, "hours go from 00 to 23");
  if (*minute > 59) return refuse(text, "minutes go from 00 to 59");
  TimeOfDay time{.since_midnight = chrono::hours{*hour} + chrono::minutes{*minute},
                 .precision = chrono::minutes{1}};
  if (!in.take(':')) return time;

  const auto second = in.take_number(2);
  if (!second || *second > 59) return refuse(text, "seconds go from 00 to 59");
  time.since_midnight += chrono::seconds{*second};
  time.precision = chrono::seconds{1};
  if (!in.take('.')) return time;

  const auto fraction = read_fraction(in.take_digits());
  if (!fraction) return refuse(text, "a fraction of a second has one to six digits");
  time.since_midnight += fraction->since_midnight;
  time.precision = fraction->precision;
  return time;
}

Result<Span> take_moment(Reader& in, std::string_view text, chrono::year_month_day date) {
  const auto time = take_time(in, text);
  if (!time) return time.error();
  if (in.at_end()) return refuse(text, "a time of day needs a zone: Z or ±hh:mm");
  const auto zone = take_zone(in);
  if (!zone) return refuse(text, "a zone is Z or between -14:00 and +14:00");
  const Moment first = start_of(date) + time->since_midnight - *zone;
  const Moment last = first + time->precision - Microseconds{1};
  if (first < first_moment || last > last_moment) {
    return refuse(text, "its zone pushes it outside the years 0001 to 9999");
  }
  return Span{.first = first, .last = last};
}

/// A year and what may follow it. Everything of `text` must be used.
Result<Span> parse_simple(std::string_view text) {
  Reader in{text};
  const auto number = in.take_number(4);
  if (!number) return refuse(text, forms);
  if (*number == 0) return refuse(text, "years go from 0001 to 9999");
  const chrono::year year{*number};
  if (in.at_end()) return days_between(year / 1 / 1, (year + chrono::years{1}) / 1 / 1);
  if (!in.take('-')) return refuse(text, forms);

  if (in.take('Q')) {
    const auto quarter = in.take_number(1);
    if (!quarter || !in.at_end()) return refuse(text, forms);
    if (*quarter < 1 || *quarter > 4) return refuse(text, "quarters go from Q1 to Q4");
    const chrono::month first{static_cast<unsigned>(*quarter * 3 - 2)};
    return months_from(year / first, 3);
  }
  const auto month_number = in.take_number(2);
  const bool more = !in.at_end();
  if (!month_number || (more && !in.take('-'))) return refuse(text, forms);
  const chrono::month month{static_cast<unsigned>(*month_number)};
  if (!month.ok()) return refuse(text, "months go from 01 to 12");
  if (!more) return months_from(year / month, 1);

  const auto day_number = in.take_number(2);
  if (!day_number) return refuse(text, forms);
  const chrono::year_month_day date =
      year / month / chrono::day{static_cast<unsigned>(*day_number)};
  if (!date.ok()) {
    const chrono::year_month_day end{year / month / chrono::last};
    return refuse(text, fmt::format("{:04}-{:02} has the days 01 to {:02}", *number, *month_number,
                                    static_cast<unsigned>(end.day())));
  }
  if (in.at_end()) {
    const Moment first = start_of(date);
    return Span{.first = first, .last = first + chrono::days{1} - Microseconds{1}};
  }
  if (!in.take('T')) return refuse(text, forms);
  auto moment = take_moment(in, text, date);
  if (moment && !in.at_end()) return refuse(text, forms);
  return moment;
}

/// `[A..B]`, `[A..]` or `[..B]`, brackets included.
Result<Span> parse_bracket(std::string_view text) {
  if (!text.ends_with(']')) return refuse(text, "a bracket that opens must close at the end");
  const std::string_view inside = text.substr(1, text.size() - 2);
  const std::size_t dots = inside.find("..");
  if (dots == std::string_view::npos) return refuse(text, "brackets hold two dates: [A..B]");
  const std::string_view left = inside.substr(0, dots);
  const std::string_view right = inside.substr(dots + 2);
  if (left.empty() && right.empty()) return refuse(text, "at least one side must be a date");

  Span span{.first = unbounded_below, .last = unbounded_above};
  if (!left.empty()) {
    const auto from = parse_simple(left);
    if (!from) return refuse(text, from.error().message);
    span.first = from->first;
  }
  if (!right.empty()) {
    const auto to = parse_simple(right);
    if (!to) return refuse(text, to.error().message);
    span.last = to->last;
  }
  if (span.first > span.last) return refuse(text, "the left date lies after the right one");
  return span;
}

bool is_qualifier(char character) {
  return character == '~' || character == '?' || character == '%';
}

std::string_view without_qualifier(std::string_view text) {
  if (!text.empty() && is_qualifier(text.back())) text.remove_suffix(1);
  return text;
}

/// The end of `A/`, which ended at an unknown date: some time from the beginning of A on.
Result<EffectiveWhen> unknown_end(const EffectiveWhen& effective) {
  const std::string_view plain = without_qualifier(effective.text);
  if (!plain.starts_with('[')) return parse_when<EffectiveAxis>(fmt::format("[{}..]", plain));
  const std::string_view left = plain.substr(1, plain.find("..") - 1);
  if (left.empty()) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("{} names no earliest date for its unknown end",
                                        in_quotes(effective.text + "/"))};
  }
  return parse_when<EffectiveAxis>(fmt::format("[{}..]", left));
}

/// The number that the digits at `at` are; negative if one of them is no digit.
template <std::size_t digits>
int number_at(std::string_view text, std::size_t at) {
  int value = 0;
  bool is_number = true;
  for (std::size_t i = at; i < at + digits; ++i) {
    const int digit = text[i] - '0';
    is_number = is_number && digit >= 0 && digit <= 9;
    value = value * 10 + digit;
  }
  return is_number ? value : -1;
}

/// The two forms that nearly all dates have, `2019-07-22` and `2019-07-22T14:00:05Z`, read without
/// looking for any other. Nothing for every other text, be it a date or none.
std::optional<Span> parse_usual(std::string_view text) {
  constexpr std::size_t day_chars = 10;
  constexpr std::size_t second_chars = 20;
  if (text.size() != day_chars && text.size() != second_chars) return std::nullopt;
  const int year = number_at<4>(text, 0);
  const int month = number_at<2>(text, 5);
  const int day = number_at<2>(text, 8);
  if (text[4] != '-' || text[7] != '-' || year < 1 || month < 1 || day < 1) return std::nullopt;
  const chrono::year_month_day date{chrono::year{year}, chrono::month{static_cast<unsigned>(month)},
                                    chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  const Moment midnight = start_of(date);
  if (text.size() == day_chars)
    return Span{.first = midnight, .last = last_moment_of(day_of(midnight))};

  const int hour = number_at<2>(text, 11);
  const int minute = number_at<2>(text, 14);
  const int second = number_at<2>(text, 17);
  const bool has_marks = text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == 'Z';
  const auto is_below = [](int number, int end) { return number >= 0 && number < end; };
  if (!has_marks || !is_below(hour, 24) || !is_below(minute, 60) || !is_below(second, 60)) {
    return std::nullopt;
  }
  const Moment first =
      midnight + chrono::hours{hour} + chrono::minutes{minute} + chrono::seconds{second};
  return Span{.first = first, .last = first + chrono::seconds{1} - Microseconds{1}};
}

}  // namespace

Result<Span> parse_span(std::string_view text) {
  if (const auto usual = parse_usual(text)) return *usual;
  if (text.find('/') != std::string_view::npos) {
    return refuse(text, "an interval is allowed in 'effective' only; expected one date");
  }
  const std::string_view plain = without_qualifier(text);
  auto span = plain.starts_with('[') ? parse_bracket(plain) : parse_simple(plain);
  if (!span && plain.size() != text.size()) return refuse(text, forms);
  return span;
}

Result<EffectivePeriod> parse_effective(std::string_view text) {
  const std::size_t slash = text.find('/');
  const bool is_interval = slash != std::string_view::npos;
  auto effective = parse_when<EffectiveAxis>(text.substr(0, slash));
  if (!effective) {
    return is_interval ? refuse(text, effective.error().message) : std::move(effective).error();
  }
  EffectivePeriod period{
      .effective = std::move(*effective), .until = {}, .is_interval = is_interval};
  if (!is_interval) return period;

  const std::string_view end = text.substr(slash + 1);
  if (end == "..") return period;
  auto until = end.empty() ? unknown_end(period.effective) : parse_when<EffectiveAxis>(end);
  if (!until) return refuse(text, until.error().message);
  period.until = std::move(*until);
  return period;
}

std::string to_text(Day day) {
  const chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string to_text(Moment moment) {
  const Day day = day_of(moment);
  const chrono::hh_mm_ss time{moment - day};
  return fmt::format("{}T{:02}:{:02}:{:02}.{:06}Z", to_text(day), time.hours().count(),
                     time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

}  // namespace annals
