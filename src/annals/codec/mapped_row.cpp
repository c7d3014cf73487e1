#include "annals/codec/mapped_row.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "annals/base/nearest.h"
#include "annals/base/text.h"
#include "annals/event/limits.h"

namespace annals {
namespace {

/// Whether a double holds the number as it was written; a fraction of that size may be rounded.
bool is_exact(const Json& number) {
  constexpr auto bound = static_cast<std::int64_t>(limits::integer_max);
  if (number.is_number_unsigned()) return number.get<std::uint64_t>() <= std::uint64_t{bound};
  if (number.is_number_integer()) return number.get<std::int64_t>() >= -bound;
  return std::abs(number.get<double>()) < limits::integer_max;
}

/// What stands between the parts of a list in the text of a column.
constexpr std::string_view list_separator = ", ";

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

Error at_column(std::string_view column, std::string_view what) {
  return refuse(fmt::format("column '{}': {}", escaped(column), what));
}

bool has_part(std::string_view list, std::string_view wanted) {
  while (true) {
    const std::size_t end = list.find(list_separator);
    if (list.substr(0, end) == wanted) return true;
    if (end == std::string_view::npos) return false;
    list.remove_prefix(end + list_separator.size());
  }
}

/// Works expressions out for the fields of one row, or of one item in it.
class Evaluator {
 public:
  Evaluator(const Mapping& mapping, const Fields& fields, const SnapshotDates& dates)
      : mapping_{mapping}, fields_{fields}, dates_{dates} {}

  using Value = std::optional<Json>;

  [[nodiscard]] Result<Value> evaluate(const Expression& expression) const {
    auto value = without_default(expression);
    if (!value || *value || expression.otherwise.empty()) return value;
    return evaluate(expression.otherwise.front());
  }

  [[nodiscard]] bool holds(const RowCondition& condition) const {
    const std::string& text = fields_[condition.column];
    const auto& wanted = condition.texts;
    switch (condition.kind) {
      case RowCondition::Kind::one_of:
        return std::ranges::find(wanted, text) != wanted.end();
      case RowCondition::Kind::none_of:
        return std::ranges::find(wanted, text) == wanted.end();
      case RowCondition::Kind::empty:
        return is_empty(text);
      case RowCondition::Kind::filled:
        return !is_empty(text);
      case RowCondition::Kind::has:
        return std::ranges::any_of(wanted,
                                   [&](const std::string& part) { return has_part(text, part); });
    }
    return false;
  }

  [[nodiscard]] bool takes(const EventRule& rule) const {
    const auto met = [&](const RowCondition& condition) { return holds(condition); };
    return std::ranges::all_of(rule.when, met) && std::ranges::none_of(rule.skip, met);
  }

 private:
  [[nodiscard]] bool is_empty(const std::string& text) const {
    const auto& empty = mapping_.input.empty;
    return text.empty() || std::ranges::find(empty, text) != empty.end();
  }

  [[nodiscard]] Result<Value> without_default(const Expression& expression) const {
    return std::visit(
        Overloaded{
            [&](const Expression::Constant& constant) -> Result<Value> {
              return Value{constant.value};
            },
            [&](const Expression::Columns& columns) { return of_columns(expression, columns); },
            [&](const Expression::Template& pieces) { return of_template(expression, pieces); },
            [&](const Expression::Object& members) { return of_object(members); },
            [&](const Expression::List& items) { return of_list(items); }},
        expression.what);
  }

  [[nodiscard]] Result<Value> of_columns(const Expression& expression,
                                         const Expression::Columns& columns) const {
    for (const std::size_t column : columns.any_of) {
      const std::string& text = fields_[column];
      // What a date's own list calls open may be text that is not empty, `31.12.9999`.
      if (is_empty(text) && !(expression.values && expression.values->contains(text))) continue;
      auto value = converted(expression, text);
      if (!value) return at_column(mapping_.columns[column].name, value.error().message);
      return value;
    }
    return Value{};
  }

  [[nodiscard]] Result<Value> of_template(const Expression& expression,
                                          const Expression::Template& pieces) const {
    std::string text;
    std::string_view last_column = "template";
    for (const Expression::Template::Part& part : pieces.parts) {
      if (const auto* const plain = std::get_if<std::string>(&part.what)) {
        text += *plain;
      } else if (const auto* const date = std::get_if<SnapshotDate>(&part.what)) {
        text += snapshot_date(*date);
      } else {
        const std::size_t column = std::get<std::size_t>(part.what);
        last_column = mapping_.columns[column].name;
        if (is_empty(fields_[column])) return Value{};
        const auto piece = piece_of(part, fields_[column]);
        if (!piece) return at_column(last_column, piece.error().message);
        if (!*piece) return Value{};
        text += **piece;
      }
    }
    auto value = converted(expression, text);
    if (!value) return at_column(last_column, value.error().message);
    return value;
  }

  [[nodiscard]] Result<std::optional<std::string>> piece_of(const Expression::Template::Part& part,
                                                            const std::string& text) const {
    if (part.date.empty()) return std::optional{text};
    return read_date(mapping_.dates.at(part.date), text);
  }

  [[nodiscard]] const std::string& snapshot_date(SnapshotDate date) const {
    switch (date) {
      case SnapshotDate::known:
        return dates_.known;
      case SnapshotDate::previous:
        return dates_.previous;
      case SnapshotDate::first:
        return dates_.first;
    }
    return dates_.known;
  }

  [[nodiscard]] Result<Value> of_object(const Expression::Object& members) const {
    Json object = Json::object();
    for (const NamedExpression& member : members) {
      auto value = evaluate(member.expression);
      if (!value) return value;
      if (*value) object[member.name] = **std::move(value);
    }
    if (object.empty()) return Value{};
    return Value{std::move(object)};
  }

  [[nodiscard]] Result<Value> of_list(const Expression::List& items) const {
    Json list = Json::array();
    for (const Expression& item : items) {
      auto value = evaluate(item);
      if (!value) return value;
      if (*value) list.push_back(**std::move(value));
    }
    if (list.empty()) return Value{};
    return Value{std::move(list)};
  }

  /// A text after its map of values, its date format and its kind.
  [[nodiscard]] Result<Value> converted(const Expression& expression,
                                        const std::string& text) const {
    if (expression.values) {
      const auto found = expression.values->find(text);
      if (found != expression.values->end()) {
        return found->second.is_null() ? Value{} : Value{found->second};
      }
    }
    if (!expression.date.empty()) {
      auto date = read_date(mapping_.dates.at(expression.date), text);
      if (!date) return std::move(date).error();
      return *date ? Value{Json(**std::move(date))} : Value{};
    }
    switch (expression.kind) {
      case Expression::Kind::text:
        return Value{Json(text)};
      case Expression::Kind::number:
        return number(text);
      case Expression::Kind::boolean:
        return boolean(text);
    }
    return Value{};
  }

  static Result<Value> number(const std::string& text) {
    auto json = parse_json(text);
    if (!json || !json->is_number()) {
      return refuse(fmt::format("{} is no number; expected one as JSON writes it, 27 or -0.5",
                                in_quotes(text)));
    }
    if (!is_exact(*json)) {
      return refuse(fmt::format("{} is a number beyond 2^53", in_quotes(text)));
    }
    return Value{*std::move(json)};
  }

  static Result<Value> boolean(const std::string& text) {
    for (const std::string_view yes : {"true", "TRUE", "True", "1", "yes"}) {
      if (text == yes) return Value{Json(true)};
    }
    for (const std::string_view no : {"false", "FALSE", "False", "0", "no"}) {
      if (text == no) return Value{Json(false)};
    }
    return refuse(fmt::format("{} is neither true nor false", in_quotes(text)));
  }

  const Mapping& mapping_;
  const Fields& fields_;
  const SnapshotDates& dates_;
};

/// The event of `rule` for these fields, if it is made.
Result<std::optional<MappedEvent>> make(const Mapping& mapping, std::size_t index,
                                        const Fields& fields, const SnapshotDates& dates) {
  const EventRule& rule = mapping.events[index];
  const Evaluator evaluator{mapping, fields, dates};
  if (!evaluator.takes(rule)) return std::optional<MappedEvent>{};
  auto event = evaluator.evaluate(rule.event);
  if (!event) return std::move(event).error();
  std::string item_key;
  for (const Expression& part : rule.item_key) {
    const auto key = evaluator.evaluate(part);
    if (!key) return key.error();
    const Json text = key->value_or("");
    item_key += (item_key.empty() ? "" : "|") +
                (text.is_string() ? text.get<std::string>() : to_line(text));
  }
  return std::optional{MappedEvent{
      .rule = index, .item_key = std::move(item_key), .event = event->value_or(Json::object())}};
}

std::optional<std::size_t> column_of(const Expression& expression);

std::optional<std::size_t> column_of(const Expression::Constant& /*constant*/) {
  return std::nullopt;
}

std::optional<std::size_t> column_of(const Expression::Columns& columns) {
  return columns.any_of.front();
}

std::optional<std::size_t> column_of(const Expression::Template& pieces) {
  for (const auto& part : pieces.parts) {
    if (const auto* const column = std::get_if<std::size_t>(&part.what)) return *column;
  }
  return std::nullopt;
}

std::optional<std::size_t> column_of(const Expression::Object& members) {
  for (const NamedExpression& member : members) {
    if (auto column = column_of(member.expression)) return column;
  }
  return std::nullopt;
}

std::optional<std::size_t> column_of(const Expression::List& items) {
  for (const Expression& item : items) {
    if (auto column = column_of(item)) return column;
  }
  return std::nullopt;
}

/// The first of the columns that an expression reads; nothing if it reads none.
std::optional<std::size_t> column_of(const Expression& expression) {
  return std::visit([](const auto& what) { return column_of(what); }, expression.what);
}

/// The column among `names` that was probably meant.
std::string nearest_of(std::string_view name, const std::vector<std::string>& names) {
  Nearest nearest{name};
  for (const std::string& candidate : names) nearest.consider(candidate);
  return nearest.best().empty() ? "" : fmt::format("did you mean '{}'? ", escaped(nearest.best()));
}

/// Whether a file may lack all columns of `use`.
bool is_optional(const Mapping& mapping, const ColumnUse& use) {
  const auto& optional = mapping.input.optional;
  return std::ranges::any_of(use.any_of, [&](std::size_t column) {
    return std::ranges::find(optional, mapping.columns[column].name) != optional.end();
  });
}

Error no_such_column(const Mapping& mapping, const ColumnUse& use) {
  return refuse(fmt::format("there is no column '{}', which the mapping names in {}",
                            escaped(mapping.columns[use.any_of.front()].name), use.place));
}

}  // namespace

Result<std::vector<std::optional<std::size_t>>> find_columns(
    const Mapping& mapping, const std::vector<std::string>& header) {
  std::vector<std::optional<std::size_t>> found;
  for (const MappedColumn& column : mapping.columns) {
    const auto at = std::ranges::find(header, column.name);
    if (at == header.end()) {
      found.emplace_back();
      continue;
    }
    if (std::find(at + 1, header.end(), column.name) != header.end()) {
      return refuse(fmt::format("there are two columns '{}'", escaped(column.name)));
    }
    found.emplace_back(static_cast<std::size_t>(at - header.begin()));
  }
  for (const ColumnUse& use : mapping.uses) {
    const auto is_there = [&](std::size_t column) { return found[column].has_value(); };
    if (std::ranges::any_of(use.any_of, is_there) || is_optional(mapping, use)) continue;
    std::string all;
    for (const std::string& name : header) all += (all.empty() ? "" : ", ") + escaped(name);
    return refuse(fmt::format("{}; {}the columns are: {}", no_such_column(mapping, use).message,
                              nearest_of(mapping.columns[use.any_of.front()].name, header), all));
  }
  return found;
}

Status expect_seen(const Mapping& mapping, const std::vector<bool>& seen) {
  for (const ColumnUse& use : mapping.uses) {
    const auto was_seen = [&](std::size_t column) { return seen[column]; };
    if (std::ranges::any_of(use.any_of, was_seen) || is_optional(mapping, use)) continue;
    return refuse(no_such_column(mapping, use).message +
                  ", in any row; name it in input.optional if that may be");
  }
  return Done{};
}

Result<std::vector<MappedEvent>> map_row(const Mapping& mapping, const TableRow& row,
                                         const SnapshotDates& dates) {
  std::vector<MappedEvent> events;
  const Evaluator evaluator{mapping, row.fields, dates};
  const auto met = [&](const RowCondition& condition) { return evaluator.holds(condition); };
  if (std::ranges::any_of(mapping.skip, met)) return events;
  for (std::size_t i = 0; i < mapping.events.size(); ++i) {
    const std::span<const Fields> once =
        mapping.events[i].each.empty() ? std::span{&row.fields, 1} : std::span{row.items[i]};
    for (const Fields& fields : once) {
      auto made = make(mapping, i, fields, dates);
      if (!made) return std::move(made).error();
      if (*made) events.push_back(**std::move(made));
    }
  }
  return events;
}

Result<std::optional<Json>> evaluate(const Mapping& mapping, const Expression& expression,
                                     const Fields& fields, const SnapshotDates& dates) {
  return Evaluator{mapping, fields, dates}.evaluate(expression);
}

namespace {

Datum to_datum(const Json& json) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return Datum{json.get<bool>()};
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float:
      return is_exact(json) ? Datum{json.get<double>()} : Datum{Unrepresentable{}};
    case Json::value_t::string:
      return Datum{std::string_view{json.get_ref<const std::string&>()}};
    case Json::value_t::array: {
      Datum::List items;
      for (const Json& item : json) items.push_back(to_datum(item));
      return Datum{std::move(items)};
    }
    case Json::value_t::object:
      return Datum{to_draft(json)};
    case Json::value_t::null:
    case Json::value_t::binary:
    case Json::value_t::discarded:
      break;
  }
  return Datum{nullptr};
}

}  // namespace

Draft to_draft(const Json& json) {
  Draft draft;
  for (const auto& [name, value] : json.items()) {
    draft.push_back({.name = name, .datum = to_datum(value)});
  }
  return draft;
}

Error with_column(const Mapping& mapping, const EventRule& rule, const Error& error) {
  const std::string_view message = error.message;
  if (!message.starts_with('\'')) return error;
  const std::string_view field = message.substr(1, message.find_first_of("'.[", 1) - 1);
  const auto& members = std::get<Expression::Object>(rule.event.what);
  const auto found = std::ranges::find(members, field, &NamedExpression::name);
  const auto column = found == members.end() ? std::nullopt : column_of(found->expression);
  if (!column) return error;
  return {
      .code = error.code,
      .message = fmt::format("column '{}': {}", escaped(mapping.columns[*column].name), message)};
}

}  // namespace annals
