#include "annals/sql/asked.h"

#include <fmt/core.h>

#include <string>
#include <utility>

#include "annals/base/text.h"
#include "annals/index/key_codec.h"
#include "annals/time/when.h"

namespace annals::sql {
namespace {

Error refuse(std::string_view column, std::string_view what) {
  return {.code = ErrorCode::invalid_input, .message = fmt::format("{}: {}", column, what)};
}

Result<KnownTime> read_known(std::string_view text) {
  const auto when = parse_when<KnownAxis>(text);
  // One without a last moment means all that is known.
  if (when) return when->last;
  return refuse("known", when.error().message);
}

Result<Sequence> read_basis(const SqlValue& value) {
  constexpr auto expected = "expected a whole number from 0 on";
  if (const auto* const text = std::get_if<std::string>(&value)) {
    return refuse("basis", fmt::format("{} is not a sequence; {}", in_quotes(*text), expected));
  }
  const auto* const whole = std::get_if<std::int64_t>(&value);
  if (whole == nullptr || *whole < 0) return refuse("basis", expected);
  return Sequence{.value = static_cast<std::uint64_t>(*whole)};
}

}  // namespace

std::int64_t row_id(const Asked& asked, std::initializer_list<std::string_view> name) {
  std::string row;
  for (const std::string_view part : name) put_text(row, part);
  return row_id({asked.question, row});
}

SqlValue Parameters::value(const Asked& asked, std::size_t column) const {
  if (column == on_date) return asked.on_date;
  if (column == known) return asked.known;
  return static_cast<std::int64_t>(asked.scope.horizon.basis.value);
}

Error refused(std::string_view column, const Error& error) {
  return refuse(column, error.message);
}

Result<Asked> read_parameters(const View& view, const Request& request, Parameters parameters) {
  Asked asked{.on = view.on, .scope = view.scope, .on_date = {}, .known = {}, .question = {}};
  if (asked.on) asked.on_date = to_text(asked.on->at);
  const auto* const date = parameters.on_date ? request.equal_text(*parameters.on_date) : nullptr;
  if (date != nullptr) {
    const auto on = parse_asked<EffectiveAxis>(*date);
    if (!on) return refused("on_date", on.error());
    asked.on = *on;
    asked.on_date = *date;
    asked.question += "on " + *date;
  }
  if (view.scope.horizon.known != KnownTime::latest())
    asked.known = to_text(view.scope.horizon.known.at);
  if (const auto* const text = request.equal_text(parameters.known)) {
    const auto known = read_known(*text);
    if (!known) return known.error();
    asked.scope.horizon.known = *known;
    asked.known = *text;
    asked.question += " known " + *text;
  }
  if (const auto* const value = request.equal(parameters.basis())) {
    const auto basis = read_basis(*value);
    if (!basis) return basis.error();
    const auto resolved = resolve(view.snapshot, {.basis = *basis});
    if (!resolved) return resolved.error();
    asked.scope.horizon.basis = *basis;
    asked.question += fmt::format(" basis {}", basis->value);
  }
  return asked;
}

}  // namespace annals::sql
