#include "annals/codec/json_line.h"

#include <fmt/core.h>
#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "annals/codec/json.h"
#include "annals/event/limits.h"

namespace annals {
namespace {

namespace dom = simdjson::dom;

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

/// simdjson says what is wrong but not where; the slower library is asked again for the place.
Error malformed(std::string_view line, simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR:
      return refuse("the line is not valid UTF-8");
    case simdjson::DEPTH_ERROR:
      return refuse(fmt::format("the line nests deeper than {} levels", limits::json_depth_max));
    case simdjson::EMPTY:
      return refuse("the line is empty; expected a JSON object");
    case simdjson::NUMBER_ERROR:
      return refuse(
          "malformed JSON: a number is not written as JSON does or is beyond 2^53, which "
          "no value may be");
    default:
      break;
  }
  if (const auto again = parse_json(line); !again) {
    std::string message = again.error().message;
    constexpr std::string_view needless = "line 1, ";
    const std::size_t at = message.find(needless);
    if (at != std::string::npos) message.erase(at, needless.size());
    return refuse(std::move(message));
  }
  return refuse(fmt::format("malformed JSON: {}", simdjson::error_message(code)));
}

/// `number` as a double, if that holds it exactly.
template <typename Integer>
Datum exact(Integer number) {
  constexpr auto bound = static_cast<Integer>(limits::integer_max);
  const bool fits = number <= bound && (number >= 0 || -number <= bound);
  return fits ? Datum{static_cast<double>(number)} : Datum{Unrepresentable{}};
}

/// A number written with a point or an exponent. What rounds to ±2^53 may have been more, so that
/// these two are accepted as integers only.
Datum within_range(double number) {
  const bool fits = std::abs(number) < limits::integer_max;
  return fits ? Datum{number} : Datum{Unrepresentable{}};
}

void read_datum(dom::element element, Datum& datum);

void read_object(dom::object object, Datum::Object& members) {
  std::size_t count = 0;
  members.reserve(object.size());
  // Not a loop over pairs: to make one and take it apart again is slow.
  for (auto at = object.begin(); at != object.end(); ++at, ++count) {
    if (count == members.size()) members.emplace_back();
    members[count].name = at.key();
    read_datum(at.value(), members[count].datum);
  }
  members.resize(count);
}

void read_list(dom::array array, Datum::List& items) {
  items.clear();
  items.reserve(array.size());
  for (const dom::element element : array) read_datum(element, items.emplace_back());
}

/// What the datum holds; empty if it held something else.
template <typename Shape>
Shape& held_by(Datum& datum) {
  auto* const held = std::get_if<Shape>(&datum.shape);
  return held != nullptr ? *held : datum.shape.emplace<Shape>();
}

// Written in place: a datum that is moved asks each time what it holds. The `.value_unsafe()`s are
// safe: each case has just looked at the element's type. Recursion ends at the parser's depth
// limit.
void read_datum(dom::element element, Datum& datum) {
  switch (element.type()) {
    case dom::element_type::NULL_VALUE:
      datum.shape.emplace<std::nullptr_t>();
      return;
    case dom::element_type::BOOL:
      datum.shape.emplace<bool>(element.get_bool().value_unsafe());
      return;
    case dom::element_type::DOUBLE:
      datum = within_range(element.get_double().value_unsafe());
      return;
    case dom::element_type::INT64: {
      const std::int64_t number = element.get_int64().value_unsafe();
      // The least integer has no positive counterpart, and is beyond 2^53 anyway.
      const bool is_least = number == std::numeric_limits<std::int64_t>::min();
      datum = is_least ? Datum{Unrepresentable{}} : exact(number);
      return;
    }
    case dom::element_type::UINT64:
      datum = exact(element.get_uint64().value_unsafe());
      return;
    case dom::element_type::STRING:
      datum.shape.emplace<std::string_view>(element.get_string().value_unsafe());
      return;
    case dom::element_type::ARRAY:
      read_list(element.get_array().value_unsafe(), held_by<Datum::List>(datum));
      return;
    case dom::element_type::OBJECT:
      read_object(element.get_object().value_unsafe(), held_by<Datum::Object>(datum));
      return;
  }
}

}  // namespace

struct JsonLineReader::Parser {
  dom::parser dom{limits::line_bytes_max};
  std::size_t capacity_bytes = 0;  // of the longest line that there is memory for

  /// Memory for a line of `bytes`. The library takes new memory whenever it is asked for another
  /// size, also for a smaller one, so it is asked seldom.
  simdjson::error_code make_room(std::size_t bytes) {
    if (bytes <= capacity_bytes) return simdjson::SUCCESS;
    constexpr std::size_t bytes_least = 4096;
    const std::size_t wanted = std::max(bytes_least, std::bit_ceil(bytes));
    // The parser takes the least depth that is asked for it, and counts the object itself.
    const auto code = dom.allocate(wanted, limits::json_depth_max);
    capacity_bytes = code == simdjson::SUCCESS ? wanted : 0;
    return code;
  }
};

JsonLineReader::JsonLineReader() : parser_{std::make_unique<Parser>()} {}
JsonLineReader::~JsonLineReader() = default;

Result<Draft> JsonLineReader::read(std::string_view line) {
  Result<Draft> draft{Draft{}};
  if (auto done = read(line, *draft); !done) draft = std::move(done).error();
  return draft;
}

Status JsonLineReader::read(std::string_view line, Draft& draft) {
  if (line.size() > limits::line_bytes_max) {
    return refuse(fmt::format("the line has {} bytes; expected at most {} (1 MiB)", line.size(),
                              limits::line_bytes_max));
  }
  if (const auto code = parser_->make_room(line.size()); code != simdjson::SUCCESS) {
    return refuse(fmt::format("no memory to read the line: {}", simdjson::error_message(code)));
  }
  dom::element root;
  const auto code = parser_->dom.parse(line.data(), line.size()).get(root);
  if (code != simdjson::SUCCESS) return malformed(line, code);
  dom::object object;
  if (root.get_object().get(object) != simdjson::SUCCESS) {
    Datum other;
    read_datum(root, other);
    return refuse(fmt::format("expected a JSON object, not {}", kind_of(other)));
  }
  read_object(object, draft);
  return Done{};
}

}  // namespace annals
