#include "annals/codec/date_pattern.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "annals/base/text.h"
#include "annals/time/when.h"

namespace annals {
namespace {

constexpr std::string_view edtf = "EDTF";

constexpr std::array<std::string_view, 12> months{"January",   "February", "March",    "April",
                                                  "May",       "June",     "July",     "August",
                                                  "September", "October",  "November", "December"};

Error refuse(std::string_view pattern, std::string_view what) {
  return {.code = ErrorCode::invalid_input,
          .message = fmt::format("{} is no pattern of a date: {}", in_quotes(pattern), what)};
}

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

/// Takes between `least` and `most` digits off the front of `text`, as many as there are.
std::optional<std::string> take_digits(std::string_view& text, std::size_t least,
                                       std::size_t most) {
  std::size_t count = 0;
  while (count < std::min(most, text.size()) && is_digit(text[count])) ++count;
  if (count < least) return std::nullopt;
  std::string digits{text.substr(0, count)};
  text.remove_prefix(count);
  if (digits.size() == 1) digits.insert(digits.begin(), '0');
  return digits;
}

/// Takes an English month off the front of `text`: its number.
std::optional<std::string> take_month(std::string_view& text, bool in_full) {
  constexpr std::size_t short_bytes = 3;
  for (std::size_t i = 0; i < months.size(); ++i) {
    const std::string_view name = in_full ? months[i] : months[i].substr(0, short_bytes);
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    return fmt::format("{:02}", i + 1);
  }
  return std::nullopt;
}

}  // namespace

Result<DatePattern> DatePattern::parse(std::string_view pattern) {
  DatePattern parsed;
  parsed.is_edtf_ = pattern == edtf;
  if (parsed.is_edtf_) return parsed;
  std::string seen;
  for (std::size_t i = 0; i < pattern.size();) {
    const char letter = pattern[i];
    if (letter != 'Y' && letter != 'M' && letter != 'D') {
      if (std::isalnum(static_cast<unsigned char>(letter)) != 0) {
        return refuse(pattern, "letters other than Y, M and D, and digits, have no meaning");
      }
      parsed.tokens_.push_back({.part = '\0', .text = std::string(1, letter)});
      ++i;
      continue;
    }
    const std::size_t end = std::min(pattern.find_first_not_of(letter, i), pattern.size());
    const std::string text{pattern.substr(i, end - i)};
    if (seen.find(letter) != std::string::npos) {
      return refuse(pattern, fmt::format("{} stands there twice", letter));
    }
    seen += letter;
    const bool is_known = letter == 'Y'   ? text.size() == 4
                          : letter == 'M' ? text.size() <= 4
                                          : text.size() <= 2;
    if (!is_known) {
      return refuse(pattern, fmt::format("{} is not YYYY, M, MM, MMM, MMMM, D or DD", text));
    }
    parsed.tokens_.push_back(
        {.part = text.size() > 2 && letter == 'M' ? 'N' : letter, .text = text});
    i = end;
  }
  const auto has = [&](char letter) { return seen.find(letter) != std::string::npos; };
  if (!has('Y')) return refuse(pattern, "it has no YYYY");
  if (has('D') && !has('M')) return refuse(pattern, "it has a day but no month");
  return parsed;
}

std::optional<std::string> DatePattern::read(std::string_view text) const {
  if (is_edtf_) return parse_effective(text) ? std::optional{std::string{text}} : std::nullopt;
  std::string qualifier;
  if (!text.empty() && std::string_view{"?~%"}.find(text.back()) != std::string_view::npos) {
    qualifier = text.back();
    text.remove_suffix(1);
  }
  std::string year;
  std::string month;
  std::string day;
  for (const Token& token : tokens_) {
    std::optional<std::string> taken;
    if (token.part == '\0') {
      if (!text.starts_with(token.text)) return std::nullopt;
      text.remove_prefix(token.text.size());
      continue;
    }
    if (token.part == 'N') {
      taken = take_month(text, token.text.size() == 4);
    } else {
      const std::size_t width = token.text.size();
      taken = take_digits(text, width, width == 1 ? 2 : width);
    }
    if (!taken) return std::nullopt;
    (token.part == 'Y' ? year : token.part == 'D' ? day : month) = *std::move(taken);
  }
  if (!text.empty()) return std::nullopt;
  std::string date = year;
  if (!month.empty()) date += "-" + month;
  if (!day.empty()) date += "-" + day;
  return date + qualifier;
}

Result<std::optional<std::string>> read_date(const DateFormat& format, std::string_view text) {
  using Read = std::optional<std::string>;
  if (std::ranges::find(format.open, text) != format.open.end()) return Read{};
  const auto special = format.means.find(std::string{text});
  if (special != format.means.end()) return Read{special->second};
  for (const DatePattern& pattern : format.patterns) {
    auto date = pattern.read(text);
    if (!date) continue;
    if (const auto checked = parse_effective(*date); !checked) return checked.error();
    return date;
  }
  std::string expected;
  for (const std::string& each : format.written)
    expected += (expected.empty() ? "" : " or ") + each;
  return Error{.code = ErrorCode::invalid_input,
               .message = fmt::format("{} is no date; expected {}", in_quotes(text), expected)};
}

}  // namespace annals
