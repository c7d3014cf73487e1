#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace annals::property {

/// Counts how often a property met the cases that it is about, so that it cannot pass by being
/// empty.
class Tally {
 public:
  /// Counts `name` if it was `met`.
  void count(std::string_view name, bool met = true);

  /// Fails the test for each of `names` that was never met.
  void expect_met(std::initializer_list<std::string_view> names) const;

 private:
  std::map<std::string, int, std::less<>> counts_;
};

/// Any number from 0 up to `bound`, which is not included, each as likely as the next.
[[nodiscard]] rc::Gen<int> any_below(int bound);

/// Runs `cases` random cases, or as many times that as RC_PARAMS's max_success is of 100. A failure
/// fails the test, with the smallest history found and what reproduces it. Returns whether the
/// whole run was made and passed.
[[nodiscard]] bool run_cases(int cases, const std::function<void()>& property);

}  // namespace annals::property
