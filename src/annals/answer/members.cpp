#include "annals/answer/members.h"

#include <fmt/core.h>

#include <utility>

#include "annals/base/text.h"
#include "annals/event/draft.h"
#include "annals/event/field_reader.h"

namespace annals {
namespace {

/// A JSON value as something that somebody sent; views into `json`.
Datum datum_of(const Json& json) {
  if (json.is_string()) return {std::string_view{json.get_ref<const std::string&>()}};
  if (json.is_boolean()) return {json.get<bool>()};
  if (json.is_number()) return {json.get<double>()};
  if (json.is_array()) return {Datum::List{}};
  if (json.is_object()) return {Datum::Object{}};
  return {nullptr};
}

}  // namespace

Members::Members(Json question) : left_(std::move(question)) {
  if (left_.is_object()) return;
  wrong_ = Error{.code = ErrorCode::invalid_input,
                 .message =
                     "a question is an object, such as "
                     R"({"ask":"state","relationship":"acme-borg","on":"2025-03-01"})"};
  left_ = Json::object();
}

void Members::refuse(std::string_view name, std::string_view what) {
  if (!wrong_) wrong_ = field_error(name, what);
}

Json Members::take(std::string_view name) {
  const auto found = left_.find(std::string{name});
  if (found == left_.end()) return nullptr;
  Json member = std::move(*found);
  left_.erase(found);
  return member;
}

Json Members::take_required(std::string_view name) {
  Json member = take(name);
  if (member.is_null()) refuse(name, "is missing");
  return member;
}

std::string Members::text(std::string_view name) {
  const Json member = take_required(name);
  if (member.is_string()) return member.get<std::string>();
  if (!member.is_null())
    refuse(name, fmt::format("is {}; expected text", kind_of(datum_of(member))));
  return {};
}

std::optional<std::string> Members::optional_text(std::string_view name) {
  const Json member = take(name);
  if (member.is_string()) return member.get<std::string>();
  if (!member.is_null())
    refuse(name, fmt::format("is {}; expected text", kind_of(datum_of(member))));
  return std::nullopt;
}

std::string Members::id(std::string_view name) {
  std::string text = this->text(name);
  if (wrong_) return text;
  if (const auto read = read_id(name, Datum{std::string_view{text}}); !read) wrong_ = read.error();
  return text;
}

bool Members::flag(std::string_view name) {
  const Json member = take(name);
  if (member.is_boolean()) return member.get<bool>();
  if (!member.is_null()) {
    refuse(name, fmt::format("is {}; expected true or false", kind_of(datum_of(member))));
  }
  return false;
}

std::vector<std::string> Members::texts(std::string_view name) {
  const Json member = take(name);
  if (member.is_null()) return {};
  const Json list = member.is_array() ? member : Json::array({member});
  std::vector<std::string> texts;
  for (const Json& item : list) {
    if (item.is_string() && !item.get_ref<const std::string&>().empty()) {
      texts.push_back(item.get<std::string>());
    } else {
      refuse(name, "must be text that is not empty, or a list of such texts");
    }
  }
  return texts;
}

Value Members::value(std::string_view name) {
  const Json member = take_required(name);
  if (member.is_null()) return None{};
  auto value = read_value(name, datum_of(member));
  if (value) return *std::move(value);
  if (!wrong_) wrong_ = std::move(value).error();
  return None{};
}

PerspectiveOptions Members::basis() {
  PerspectiveOptions options;
  const Json basis = take("basis");
  if (basis.is_number_unsigned()) {
    options.basis = std::to_string(basis.get<std::uint64_t>());
  } else if (!basis.is_null()) {
    refuse("basis", "must be a sequence, a whole number from 0 on");
  }
  options.recorded = optional_text("recorded");
  return options;
}

PerspectiveOptions Members::perspective() {
  PerspectiveOptions options = basis();
  options.known = optional_text("known");
  options.sources = {.only = texts("source"), .without = texts("without_source")};
  return options;
}

Status Members::finish() const {
  if (wrong_) return *wrong_;
  if (left_.empty()) return Done{};
  return field_error(left_.begin().key(), "is nothing that this question has");
}

}  // namespace annals
