#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace annals::property {

/// Counts how often a property met the cases that it is about.
class Tally {
 public:
  /// Counts `name` if it was `met`.
  void count(std::string_view name, bool met = true);

  [[nodiscard]] bool has(std::string_view name) const { return counts_.contains(name); }

 private:
  std::map<std::string, int, std::less<>> counts_;
};

/// Any number from 0 up to `bound`, which is not included, each as likely as the next.
[[nodiscard]] rc::Gen<int> any_below(int bound);

/// Runs `cases` random cases, or as many times that as RC_PARAMS's max_success is of 100. Fails the
/// running test with the smallest case that breaks the property and what reproduces it; or, so that
/// a property cannot pass by being empty, with each of `must_meet` that no case has counted.
void check_property(int cases, const std::function<void(Tally&)>& property,
                    const std::vector<std::string_view>& must_meet);

}  // namespace annals::property
