#include "annals/sql/sql_value.h"

#include <array>
#include <cmath>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/event/limits.h"

namespace annals::sql {
namespace {

SqlValue number(double value) {
  const bool is_whole = std::trunc(value) == value && std::abs(value) <= limits::integer_max;
  return is_whole ? SqlValue{static_cast<std::int64_t>(value)} : SqlValue{value};
}

std::vector<Value> numbers(double value) {
  // SQL has no booleans: its 0 and 1 are false and true as well.
  if (value == 0) return {Value{0.0}, Value{false}};
  if (value == 1) return {Value{1.0}, Value{true}};
  return {Value{value}};
}

}  // namespace

SqlValue to_sql(const Value& value) {
  return std::visit(
      Overloaded{[](const std::string& text) { return SqlValue{text}; },
                 [](double amount) { return number(amount); },
                 [](bool flag) { return SqlValue{static_cast<std::int64_t>(flag ? 1 : 0)}; },
                 [](None) { return SqlValue{}; }},
      value);
}

SqlValue type_name(const Value& value) {
  return std::visit(Overloaded{[](const std::string&) { return std::string{"text"}; },
                               [](double) { return std::string{"number"}; },
                               [](bool) { return std::string{"boolean"}; },
                               [](None) { return std::string{"none"}; }},
                    value);
}

SqlValue to_sql(const std::optional<std::string>& text) {
  return text ? SqlValue{*text} : SqlValue{};
}

SqlValue to_sql(std::optional<Moment> moment) {
  const bool is_bounded = moment && *moment != unbounded_below && *moment != unbounded_above;
  return is_bounded ? SqlValue{to_text(*moment)} : SqlValue{};
}

SqlValue to_sql(Sequence sequence) {
  return sequence.value == 0 ? SqlValue{} : SqlValue{static_cast<std::int64_t>(sequence.value)};
}

SqlValue to_sql(const std::vector<Value>& values) {
  Json list = Json::array();
  for (const Value& value : values) list.push_back(to_json(value));
  return to_line(list);
}

SqlValue source_part(const Event& event, std::size_t part) {
  if (!event.source) return SqlValue{};
  const Source& source = *event.source;
  const std::array parts{&source.title, &source.publisher, &source.url, &source.published,
                         &source.quote};
  return to_sql(*parts.at(part));
}

std::vector<Value> from_sql(const SqlValue& value) {
  return std::visit(
      Overloaded{[](const std::string& text) { return std::vector{Value{text}}; },
                 [](std::int64_t whole) { return numbers(static_cast<double>(whole)); },
                 [](double amount) { return numbers(amount); },
                 [](None) { return std::vector<Value>{}; }},
      value);
}

}  // namespace annals::sql
