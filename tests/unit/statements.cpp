#include "unit/statements.h"

#include "annals/time/when.h"
#include "support/must.h"

namespace annals::unit {
namespace {

using support::must;

EffectiveSpan span_of(std::string_view date) {
  const auto when = must(parse_when<EffectiveAxis>(date));
  return {.first = when.first, .last = when.last};
}

}  // namespace

Statement statement(const Said& said) {
  Statement result{.sequence = {.value = said.sequence},
                   .known = known(said.known),
                   .start = span_of(said.start),
                   .end = {},
                   .value = said.value};
  if (!said.until.empty()) result.end = span_of(said.until);
  return result;
}

std::vector<Statement> statements(const std::vector<Said>& all) {
  std::vector<Statement> result;
  result.reserve(all.size());
  for (const Said& said : all) result.push_back(statement(said));
  return result;
}

EffectiveTime on(std::string_view date) {
  return must(parse_asked<EffectiveAxis>(date));
}

KnownTime known(std::string_view date) {
  return must(parse_asked<KnownAxis>(date));
}

Horizon whole(std::uint64_t basis) {
  return {.known = KnownTime::latest(), .basis = {.value = basis}};
}

std::string in_words(const Value& value, bool certain, const std::vector<Value>& possible) {
  if (certain) return to_text(value);
  std::string text = to_text(value) + " of ";
  for (std::size_t i = 0; i < possible.size(); ++i) {
    text += (i == 0 ? "" : " | ") + to_text(possible[i]);
  }
  return text;
}

std::string in_words(const std::optional<CellState>& state) {
  return state ? in_words(state->value, state->certain, state->possible) : "nothing";
}

std::vector<std::uint64_t> numbers(std::span<const Sequence> sequences) {
  std::vector<std::uint64_t> result;
  for (const Sequence sequence : sequences) result.push_back(sequence.value);
  return result;
}

}  // namespace annals::unit
