#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace annals {

/// Finds the name that was probably meant where there is none such: the first of those that are
/// fewest edits away: two at most, and no more than half of its letters.
class Nearest {
 public:
  explicit Nearest(std::string_view name);

  /// Cost: O(1) where the lengths differ by more than two, else the product of the lengths.
  void consider(std::string_view candidate);

  /// Empty if none is near.
  [[nodiscard]] const std::string& best() const { return best_; }

  /// For the end of a message: `; did you mean 'exclusivity'?`, or nothing.
  [[nodiscard]] std::string hint() const;

 private:
  std::string name_;
  std::string best_;
  std::size_t best_edits_;  // one too many as long as there is none
};

/// `; did you mean 'exclusivity'?`
[[nodiscard]] std::string hint_at(std::string_view name);

}  // namespace annals
