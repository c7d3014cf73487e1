#include "annals/codec/json.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "annals/event/limits.h"

namespace annals {
namespace {

/// Notices the second of two members with the same name; nlohmann keeps the last silently.
class DuplicateKeys {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    const auto level = static_cast<std::size_t>(depth);
    if (event == Json::parse_event_t::object_start) {
      seen_.resize(level + 1);
      seen_[level].clear();
    } else if (event == Json::parse_event_t::key && level > 0) {
      const auto& name = parsed.get_ref<const std::string&>();
      if (!seen_[level - 1].insert(name).second && first_.empty()) first_ = name;
    }
    return true;
  }

  /// The name that was given twice; empty if none was.
  [[nodiscard]] const std::string& first() const { return first_; }

 private:
  std::vector<std::set<std::string>> seen_;  // by depth: the names of the object being read
  std::string first_;
};

/// The message without the library's own prefix, `[json.exception.parse_error.101] parse error at
/// `.
std::string plain(std::string_view message) {
  const std::size_t at = message.find(" at ");
  return std::string{at == std::string_view::npos ? message : message.substr(at + 4)};
}

Json number(double value) {
  const bool is_whole = std::trunc(value) == value && std::abs(value) <= limits::integer_max;
  return is_whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

Json to_json(const FieldValue& value) {
  return std::visit(
      Overloaded{[](const std::string& text) { return Json(text); },
                 [](double amount) { return number(amount); }, [](bool flag) { return Json(flag); },
                 [](const std::vector<Party>& parties) {
                   Json list = Json::array();
                   for (const Party& party : parties) {
                     Json item{{"entity", party.entity}};
                     if (party.role) item["role"] = *party.role;
                     list.push_back(std::move(item));
                   }
                   return list;
                 }},
      value);
}

/// The parts that the source states, and no others: what `ingest` accepts.
Json stated_parts(const Source& source) {
  Json parts = Json::object();
  const Json all = to_json(source);
  for (const auto& [name, text] : all.items()) {
    if (!text.is_null()) parts[name] = text;
  }
  return parts;
}

std::string known_text(const LoggedEvent& logged) {
  const auto& known = logged.event.known;
  return known && known->last == logged.known ? known->text : to_text(logged.known.at);
}

/// Where objects and lists first nest deeper than they may, whether or not the rest is JSON. What
/// copies and writes JSON calls itself for each level, so that the stack would end.
std::optional<std::size_t> place_too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool in_text = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_text && c == '\\') ++at;
    if (c == '"') in_text = !in_text;
    if (in_text) continue;
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (depth > limits::document_depth_max) return at;
  }
  return std::nullopt;
}

Error too_deep(std::string_view before) {
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;  // 0 if there is none
  return {.code = ErrorCode::invalid_input,
          .message = fmt::format("nests deeper than {} levels at line {}, column {}",
                                 limits::document_depth_max, line, before.size() - line_begin + 1)};
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  if (const auto at = place_too_deep(text)) return too_deep(text.substr(0, *at));
  DuplicateKeys duplicates;
  try {
    Json json = Json::parse(text, [&](int depth, Json::parse_event_t event, Json& parsed) {
      return duplicates(depth, event, parsed);
    });
    if (!duplicates.first().empty()) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("'{}' is given twice", duplicates.first())};
    }
    return json;
  } catch (const Json::exception& error) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("malformed JSON at {}", plain(error.what()))};
  }
}

std::string to_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json to_json(const Value& value) {
  return std::visit(
      Overloaded{[](const std::string& text) { return Json(text); },
                 [](double amount) { return number(amount); }, [](bool flag) { return Json(flag); },
                 [](None) { return Json(nullptr); }},
      value);
}

Json to_json(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}

Json to_json(const Source& source) {
  return Json{{"title", to_json(source.title)},
              {"publisher", to_json(source.publisher)},
              {"url", to_json(source.url)},
              {"published", to_json(source.published)},
              {"quote", to_json(source.quote)}};
}

namespace {

/// What is left of an erased event; what it corrected is told by sequence.
Json erased_json(const LoggedEvent& logged) {
  Json corrects = Json::array();
  for (const Sequence target : {logged.retracts, logged.replaces}) {
    if (target != Sequence{}) corrects.push_back(target.value);
  }
  return Json{{"erased",
               {{"at", to_text(logged.erased->at.at)},
                {"reason", logged.erased->reason},
                {"leaf_hash", logged.erased->leaf.hex()},
                {"relationships", logged.reach},
                {"corrected", std::move(corrects)}}},
              {"known", to_text(logged.known.at)},
              {"recorded", to_text(logged.recorded.at)},
              {"sequence", logged.sequence.value}};
}

}  // namespace

Json to_json(const LoggedEvent& logged) {
  if (logged.erased) return erased_json(logged);
  const Event& event = logged.event;
  Json json{{"id", event.id}, {"type", event.type}};
  if (!event.relationship.empty()) json["relationship"] = event.relationship;
  if (event.effective) json["effective"] = event.effective->text;
  if (event.until) json["until"] = event.until->text;
  for (const Field& field : event.fields) json[field.name] = to_json(field.value);
  json["known"] = known_text(logged);
  if (event.replaces) json["replaces"] = *event.replaces;
  if (event.source) json["source"] = stated_parts(*event.source);
  if (event.occasion) json["occasion"] = *event.occasion;
  if (event.note) json["note"] = *event.note;
  json["recorded"] = to_text(logged.recorded.at);
  json["sequence"] = logged.sequence.value;
  return json;
}

}  // namespace annals
