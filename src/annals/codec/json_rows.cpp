#include "annals/codec/json_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "annals/base/check.h"
#include "annals/base/text.h"

namespace annals {
namespace {

constexpr std::string_view document_prefix = "$.";
constexpr std::string_view item_prefix = "@.";

/// A value as the text of a column: a list of such as its parts; nothing for an object.
std::optional<std::string> column_text(const Json& json) {
  if (json.is_string()) return json.get<std::string>();
  if (json.is_boolean() || json.is_number()) return json.dump();
  if (json.is_null()) return std::string{};
  if (!json.is_array()) return std::nullopt;
  std::string list;
  for (const Json& item : json) {
    if (item.is_structured()) return std::nullopt;
    const auto text = column_text(item);
    list += (list.empty() ? "" : ", ") + text.value_or("");
  }
  return list;
}

/// The member that a dotted name leads to; null if there is none.
const Json* member(const Json& json, const std::vector<std::string>& names) {
  const Json* at = &json;
  for (const std::string& name : names) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(name);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

std::vector<std::string> split(std::string_view name) {
  std::vector<std::string> parts;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    parts.emplace_back(name.substr(0, dot));
    name.remove_prefix(dot + 1);
  }
  parts.emplace_back(name);
  return parts;
}

}  // namespace

Result<JsonRows::Path> JsonRows::parse_path(std::string_view place, std::string_view text) {
  Path path;
  if (text.empty()) return path;
  for (const std::string& part : split(text)) {
    std::string_view name = part;
    std::size_t lists = 0;
    for (; name.ends_with("[]"); name.remove_suffix(2)) ++lists;
    if (name.starts_with('{') && name.ends_with('}') && name.size() > 2) {
      path.push_back(
          {.kind = Step::Kind::every_member, .name = std::string{name.substr(1, name.size() - 2)}});
    } else if (!name.empty()) {
      path.push_back({.kind = Step::Kind::member, .name = std::string{name}});
    } else if (lists == 0) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("{}: {} is no path; expected names, {{name}} and [] with "
                                          "dots between",
                                          place, in_quotes(text))};
    }
    for (; lists > 0; --lists) path.push_back({.kind = Step::Kind::every_item, .name = {}});
  }
  return path;
}

Result<JsonRows> JsonRows::make(const Mapping& mapping) {
  JsonRows rows{mapping};
  auto path = parse_path("input.rows", mapping.input.rows);
  if (!path) return std::move(path).error();
  rows.rows_ = *std::move(path);
  for (std::size_t i = 0; i < mapping.events.size(); ++i) {
    auto each = parse_path(fmt::format("events[{}].each", i), mapping.events[i].each);
    if (!each) return std::move(each).error();
    rows.each_.push_back(*std::move(each));
  }
  for (const MappedColumn& column : mapping.columns) {
    std::string_view name = column.name;
    if (name.starts_with(document_prefix) || name.starts_with(item_prefix)) {
      name.remove_prefix(document_prefix.size());
    }
    rows.names_.push_back(split(name));
  }
  return rows;
}

Status JsonRows::walk(const Path& path, std::size_t from, const Spot& spot, const Reach& reach) {
  if (from == path.size()) return reach(spot);
  const Step& step = path[from];
  if (step.kind == Step::Kind::every_item) return walk_items(path, from, spot, reach);
  if (!spot.json.is_object()) return Done{};
  std::string prefix = spot.place;
  if (!prefix.empty()) prefix += '.';
  if (step.kind == Step::Kind::member) {
    const auto found = spot.json.find(step.name);
    if (found == spot.json.end()) return Done{};
    prefix += step.name;
    return walk(path, from + 1, {.json = *found, .bound = spot.bound, .place = prefix}, reach);
  }
  for (const auto& [name, value] : spot.json.items()) {
    Spot inner{.json = value, .bound = spot.bound, .place = prefix};
    inner.place += name;
    inner.bound.push_back({.name = step.name, .value = name});
    if (auto done = walk(path, from + 1, inner, reach); !done) return done;
  }
  return Done{};
}

Status JsonRows::walk_items(const Path& path, std::size_t from, const Spot& spot,
                            const Reach& reach) {
  if (!spot.json.is_array()) return Done{};
  for (std::size_t i = 0; i < spot.json.size(); ++i) {
    const Spot item{
        .json = spot.json[i], .bound = spot.bound, .place = fmt::format("{}[{}]", spot.place, i)};
    if (auto done = walk(path, from + 1, item, reach); !done) return done;
  }
  return Done{};
}

std::string JsonRows::text_of(std::size_t column, const Json& begin, const Spot& row) {
  const auto bound = std::ranges::find(row.bound, mapping_.columns[column].name, &Binding::name);
  if (bound != row.bound.end()) {
    seen_[column] = true;
    return bound->value;
  }
  const Json* const found = member(begin, names_[column]);
  if (found == nullptr) return {};
  auto text = column_text(*found);
  if (text) seen_[column] = true;
  return std::move(text).value_or("");
}

TableRow JsonRows::row_at(const Json& document, const Spot& spot) {
  TableRow row{.place = spot.place, .fields = Fields(mapping_.columns.size())};
  for (std::size_t i = 0; i < mapping_.columns.size(); ++i) {
    const MappedColumn& column = mapping_.columns[i];
    if (column.of_event) continue;
    const bool is_of_document = column.name.starts_with(document_prefix);
    row.fields[i] = text_of(i, is_of_document ? document : spot.json, spot);
  }
  row.items.resize(mapping_.events.size());
  for (std::size_t event = 0; event < mapping_.events.size(); ++event) {
    if (mapping_.events[event].each.empty()) continue;
    const Spot whole{.json = spot.json, .bound = {}, .place = {}};
    const auto done = walk(each_[event], 0, whole, [&](const Spot& item) -> Status {
      has_items_[event] = true;
      row.items[event].push_back(item_fields(event, spot, item.json, row.fields));
      return Done{};
    });
    check(done.has_value(), "to collect items is to refuse none");
  }
  return row;
}

Fields JsonRows::item_fields(std::size_t event, const Spot& row, const Json& item, Fields fields) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (mapping_.columns[i].of_event == event) fields[i] = text_of(i, item, row);
  }
  return fields;
}

std::vector<bool> JsonRows::seen() const {
  std::vector<bool> seen = seen_;
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const auto event = mapping_.columns[i].of_event;
    if (event && !has_items_[*event]) seen[i] = true;
  }
  return seen;
}

Status JsonRows::for_each(const Json& document, const Visit& visit) {
  const Spot whole{.json = document, .bound = {}, .place = {}};
  return walk(rows_, 0, whole,
              [&](const Spot& spot) -> Status { return visit(row_at(document, spot)); });
}

}  // namespace annals
