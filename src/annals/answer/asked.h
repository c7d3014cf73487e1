#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/event/cell.h"
#include "annals/query/changes.h"
#include "annals/query/diff.h"
#include "annals/query/question.h"
#include "annals/state/condition.h"
#include "annals/state/stretch.h"
#include "annals/time/instant.h"
#include "annals/time/when.h"

// Questions as people write them. Every error is invalid_input and names the part that is wrong.

namespace annals {

/// How the parts of a question are called where it was asked, so that errors call them the same.
enum class Spelling : std::uint8_t {
  flags,    ///< `--on`, on a command line
  members,  ///< `on`, in JSON
};

/// `--on` or `on`.
[[nodiscard]] std::string spelled(Spelling spelling, std::string_view name);

/// `TERM` or `TERM:KEY`; the key may contain colons.
[[nodiscard]] Result<Cell> parse_cell(std::string_view text);

/// The cell that is named, if one is.
[[nodiscard]] Result<std::optional<Cell>> parse_optional_cell(
    const std::optional<std::string>& text);

/// A value as the command line writes it: JSON if it is a JSON number, boolean or quoted string,
/// else text.
[[nodiscard]] Json parse_argument(std::string_view text);

/// `TERM:KEY=VALUE`, split at the last '='; VALUE as `parse_argument` reads it.
[[nodiscard]] Result<Assertion> parse_condition(std::string_view text);

/// `TERM[:KEY]` alone (any value), or with `=VALUE`, or with `<`, `<=`, `>` or `>=` and a number.
/// Without a key any cell of the term is meant; `TERM:` is the one without a key.
[[nodiscard]] Result<Condition> parse_search(std::string_view text);

/// All of them; the error is that of the first that is wrong.
[[nodiscard]] Result<std::vector<Condition>> parse_searches(const std::vector<std::string>& texts);

/// A whole number from 0 on.
[[nodiscard]] Result<Sequence> parse_sequence(std::string_view flag, std::string_view text);

/// The days from the first of `from` to the last of `to`; one that is not given does not bound.
/// Refuses a `to` that ends before `from` begins.
[[nodiscard]] Result<Days> parse_days(const std::optional<std::string>& from,
                                      const std::optional<std::string>& to,
                                      Spelling spelling = Spelling::flags);

/// The days of `A/B`, each a date or `..`, or those of one date.
[[nodiscard]] Result<Days> parse_range(std::string_view flag, std::string_view text);

/// From where a question is asked, as given.
struct PerspectiveOptions {
  std::optional<std::string> known;
  std::optional<std::string> basis;
  std::optional<std::string> recorded;
  SourceFilter sources = {};
};

[[nodiscard]] Result<Perspective> parse_perspective(const PerspectiveOptions& options,
                                                    Spelling spelling = Spelling::flags);

/// How an answer repeats from where it was asked: `known`, and whose word counts if not
/// everybody's.
[[nodiscard]] Json echo(const PerspectiveOptions& options);

/// The moment that a question is about, and how the answer repeats it.
struct AskedMoment {
  EffectiveTime at;
  std::string echo;  ///< as asked; the moment where nothing was
};

/// Reads `on`; without one, now.
[[nodiscard]] Result<AskedMoment> parse_on(const std::optional<std::string>& text,
                                           Spelling spelling = Spelling::flags);

/// A date that is asked about on `Axis`.
template <typename Axis>
[[nodiscard]] Result<Instant<Axis>> parse_flag(std::string_view flag, std::string_view text) {
  auto moment = parse_asked<Axis>(text);
  if (moment) return moment;
  return Error{.code = ErrorCode::invalid_input,
               .message = std::string{flag} + ": " + moment.error().message};
}

/// As above for what was known, where a date without a last moment means all that is known.
[[nodiscard]] Result<KnownTime> parse_known(std::string_view flag, std::string_view text);

/// `DATE[@KNOWN]`; without @KNOWN `known` counts.
[[nodiscard]] Result<Standpoint> parse_standpoint(std::string_view flag, std::string_view text,
                                                  KnownTime known);

/// A window from the first moment of one date to the last of another. Refuses one that ends before
/// it begins.
[[nodiscard]] Result<Window> parse_window(const std::string& from, const std::string& to,
                                          Spelling spelling = Spelling::flags);

}  // namespace annals
