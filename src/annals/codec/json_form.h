#pragma once

#include <fmt/core.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/json.h"

namespace annals {

/// Reads a file that people write in JSON, a vocabulary or a mapping, and collects every mistake on
/// the way with its place: `types[3].effects[0].key: is missing`.
class JsonForm {
 public:
  /// `whole` is what a message calls the file as a whole: `the vocabulary`.
  explicit JsonForm(std::string_view whole) : whole_{whole} {}

  void fail(std::string_view place, std::string_view what);

  /// Whether `json` is an object; members that are not among `members` are mistakes.
  bool expect_object(std::string_view place, const Json& json,
                     std::initializer_list<std::string_view> members);

  /// The text `json[name]`; empty if it is not there, which is a mistake if it is required.
  std::string text(std::string_view place, const Json& json, std::string_view name, bool required);

  bool flag(std::string_view place, const Json& json, std::string_view name);

  /// The texts of the list `json[name]`, if there is one.
  std::vector<std::string> texts(std::string_view place, const Json& json, std::string_view name);

  /// Calls `read(place, item)` for each item of the list `json[name]`, if there is one.
  template <typename Read>
  void each(std::string_view owner, const Json& json, std::string_view name, Read&& read) {
    const auto found = json.find(name);
    if (found == json.end()) return;
    const std::string place = inside(owner, name);
    if (!found->is_array()) {
      fail(place, "expected a list");
      return;
    }
    for (std::size_t i = 0; i < found->size(); ++i) {
      read(fmt::format("{}[{}]", place, i), (*found)[i]);
    }
  }

  [[nodiscard]] static std::string inside(std::string_view place, std::string_view name);

  /// All mistakes, each on a line of its own; success if there is none.
  [[nodiscard]] Status result() const;

 private:
  std::string whole_;
  std::vector<std::string> mistakes_;
};

/// `a, b, c`.
[[nodiscard]] std::string in_a_row(std::initializer_list<std::string_view> names);

}  // namespace annals
