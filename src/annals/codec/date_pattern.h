#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"

namespace annals {

/// One way to write a date, with its order stated: `DD.MM.YYYY`, `MMM D, YYYY`, `YYYY`. YYYY is
/// four digits, MM and DD two, M and D one or two, MMM and MMMM an English month, Jan or January;
/// all else stands for itself. `EDTF` is the subset that annals reads anywhere.
class DatePattern {
 public:
  /// Errors: invalid_input for a pattern without a year, a day without a month, a part given twice.
  [[nodiscard]] static Result<DatePattern> parse(std::string_view pattern);

  /// `text` in EDTF, as precise as the pattern; a `?`, `~` or `%` at the end stays. Nothing if
  /// `text` is not written so. Whether there is such a day is not looked at.
  [[nodiscard]] std::optional<std::string> read(std::string_view text) const;

 private:
  struct Token {
    char part;  // 'Y', 'M', 'N' (a month by name), 'D'; '\0' for what stands for itself
    std::string text;
  };

  std::vector<Token> tokens_;
  bool is_edtf_ = false;
};

/// The dates of a column: how they are written, what stands for no date, and what single texts that
/// follow no pattern mean.
struct DateFormat {
  std::vector<std::string> written;   ///< the patterns as their author wrote them, for messages
  std::vector<DatePattern> patterns;  ///< the first that fits is taken
  std::vector<std::string> open;      ///< `NA`, `31.12.9999`
  std::map<std::string, std::string> means;  ///< `closed` -> `[..2017]`
};

/// What a text says as a date: EDTF, or nothing where it stands for no date.
/// Errors: invalid_input, if no pattern fits or there is no such day.
[[nodiscard]] Result<std::optional<std::string>> read_date(const DateFormat& format,
                                                           std::string_view text);

}  // namespace annals
