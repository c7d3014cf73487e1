#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/event/cell.h"
#include "annals/query/question.h"
#include "annals/state/condition.h"
#include "annals/state/stretch.h"
#include "annals/time/instant.h"

namespace annals::cli {

/// `TERM` or `TERM:KEY`; the key may contain colons. Errors: invalid_input.
[[nodiscard]] Result<Cell> parse_cell(std::string_view text);

/// `TERM:KEY=VALUE`, split at the last '='. VALUE is a JSON number, boolean or quoted string, else
/// text. Errors: invalid_input.
[[nodiscard]] Result<Assertion> parse_condition(std::string_view text);

/// `TERM[:KEY]` alone (any value), or with `=VALUE`, or with `<`, `<=`, `>` or `>=` and a number.
/// Without a key any cell of the term is meant; `TERM:` is the one without a key.
/// Errors: invalid_input.
[[nodiscard]] Result<Condition> parse_search(std::string_view text);

/// All of them. Errors: invalid_input, for the first that is wrong.
[[nodiscard]] Result<std::vector<Condition>> parse_searches(const std::vector<std::string>& texts);

/// A value as the command line writes it: JSON if it is a JSON number, boolean or quoted string,
/// else text.
[[nodiscard]] Json parse_argument(std::string_view text);

/// The relationship that a command asks about; it must be an id.
void add_relationship(CLI::App& command, std::string& relationship);

/// One term of it, which may be left out.
void add_cell(CLI::App& command, std::optional<std::string>& cell);

/// `--on DATE`.
void add_on(CLI::App& command, std::optional<std::string>& on, const std::string& help);

/// The days from the first of `from` to the last of `to`; one that is not given does not bound.
/// Errors: invalid_input, naming the flag; also where `to` ends before `from` begins.
[[nodiscard]] Result<Days> parse_days(const std::optional<std::string>& from,
                                      const std::optional<std::string>& to);

/// The days of `A/B`, each a date or `..`, or those of one date. Errors: invalid_input, naming the
/// flag.
[[nodiscard]] Result<Days> parse_range(std::string_view flag, std::string_view text);

/// Refuses what is not a whole number from 1 on; for CLI11, which prints what it returns.
[[nodiscard]] std::string from_one_on(const std::string& text);
/// Refuses the empty text.
[[nodiscard]] std::string not_empty(const std::string& text);
/// Refuses what is not a whole number from 0 on.
[[nodiscard]] std::string from_zero_on(const std::string& text);

/// The flags that say from where a question is asked, as given.
struct PerspectiveOptions {
  std::optional<std::string> known;
  std::optional<std::string> basis;
  std::optional<std::string> recorded;
  SourceFilter sources = {};
};

/// Adds `--known`, `--basis`, `--recorded`, `--source` and `--without-source` to a command.
void add_perspective(CLI::App& command, PerspectiveOptions& options);

/// Adds `--basis` and `--recorded` alone, for what does not ask about knowledge.
void add_basis(CLI::App& command, PerspectiveOptions& options);

/// Errors: invalid_input, naming the flag.
[[nodiscard]] Result<Perspective> parse_perspective(const PerspectiveOptions& options);

/// How an answer repeats from where it was asked: `known`, and whose word counts if not
/// everybody's.
[[nodiscard]] Json echo(const PerspectiveOptions& options);

/// The moment that `--on` asks about, and how the answer repeats it.
struct AskedMoment {
  EffectiveTime at;
  std::string echo;  ///< as asked; the moment where nothing was
};

/// Reads `--on`; without one, now. Errors: invalid_input, naming the flag.
[[nodiscard]] Result<AskedMoment> parse_on(const std::optional<std::string>& text);

/// A date that is asked about on `Axis`. Errors: invalid_input, naming the flag.
template <typename Axis>
[[nodiscard]] Result<Instant<Axis>> parse_flag(std::string_view flag, std::string_view text) {
  auto moment = parse_asked<Axis>(text);
  if (moment) return moment;
  return Error{.code = ErrorCode::invalid_input,
               .message = std::string{flag} + ": " + moment.error().message};
}

/// As above for `--known`, where a date without a last moment means all that is known.
[[nodiscard]] Result<KnownTime> parse_known(std::string_view flag, std::string_view text);

}  // namespace annals::cli
