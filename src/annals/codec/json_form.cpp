#include "annals/codec/json_form.h"

#include <algorithm>

#include "annals/base/text.h"

namespace annals {

void JsonForm::fail(std::string_view place, std::string_view what) {
  mistakes_.push_back(escaped(fmt::format("{}: {}", place.empty() ? whole_ : place, what)));
}

bool JsonForm::expect_object(std::string_view place, const Json& json,
                             std::initializer_list<std::string_view> members) {
  if (!json.is_object()) {
    fail(place, "expected an object");
    return false;
  }
  for (const auto& [name, unused] : json.items()) {
    if (std::ranges::find(members, name) == members.end()) {
      fail(inside(place, name),
           fmt::format("is unknown here; expected one of {}", in_a_row(members)));
    }
  }
  return true;
}

std::string JsonForm::text(std::string_view place, const Json& json, std::string_view name,
                           bool required) {
  const auto found = json.find(name);
  if (found == json.end()) {
    if (required) fail(inside(place, name), "is missing");
    return {};
  }
  if (!found->is_string() || (required && found->get_ref<const std::string&>().empty())) {
    fail(inside(place, name), "expected text");
    return {};
  }
  return found->get<std::string>();
}

bool JsonForm::flag(std::string_view place, const Json& json, std::string_view name) {
  const auto found = json.find(name);
  if (found == json.end()) return false;
  if (!found->is_boolean()) fail(inside(place, name), "expected true or false");
  return found->is_boolean() && found->get<bool>();
}

std::vector<std::string> JsonForm::texts(std::string_view place, const Json& json,
                                         std::string_view name) {
  std::vector<std::string> all;
  each(place, json, name, [&](const std::string& at, const Json& item) {
    if (item.is_string()) {
      all.push_back(item.get<std::string>());
    } else {
      fail(at, "expected text");
    }
  });
  return all;
}

std::string JsonForm::inside(std::string_view place, std::string_view name) {
  return place.empty() ? std::string{name} : fmt::format("{}.{}", place, name);
}

Status JsonForm::result() const {
  if (mistakes_.empty()) return Done{};
  std::string all;
  for (const std::string& mistake : mistakes_) all += (all.empty() ? "" : "\n") + mistake;
  return Error{.code = ErrorCode::invalid_input, .message = std::move(all)};
}

std::string in_a_row(std::initializer_list<std::string_view> names) {
  std::string text;
  for (const std::string_view name : names)
    text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  return text;
}

}  // namespace annals
