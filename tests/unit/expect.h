#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "annals/base/result.h"

namespace annals {

/// `invalid_input`, `busy`, ...: what gtest prints instead of a number.
inline void PrintTo(ErrorCode code, std::ostream* out) {  // NOLINT(readability-identifier-naming)
  switch (code) {
    case ErrorCode::invalid_input:
      *out << "invalid_input";
      return;
    case ErrorCode::not_found:
      *out << "not_found";
      return;
    case ErrorCode::missing:
      *out << "missing";
      return;
    case ErrorCode::busy:
      *out << "busy";
      return;
    case ErrorCode::corrupt:
      *out << "corrupt";
      return;
    case ErrorCode::unsupported:
      *out << "unsupported";
      return;
    case ErrorCode::io:
      *out << "io";
      return;
  }
}

}  // namespace annals

namespace annals::unit {

/// Whether `result` is a value; says the error where it is not.
template <typename T>
[[nodiscard]] testing::AssertionResult succeeded(const Result<T>& result) {
  if (result) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "failed: " << result.error().message;
}

/// Whether `result` is an error of this code with each of `parts` in its message, which is one
/// line.
template <typename T>
[[nodiscard]] testing::AssertionResult failed(const Result<T>& result, ErrorCode code,
                                              std::initializer_list<std::string_view> parts) {
  if (result) return testing::AssertionFailure() << "succeeded";
  const Error& error = result.error();
  if (error.code != code) {
    return testing::AssertionFailure()
           << "failed as " << testing::PrintToString(error.code) << ": " << error.message;
  }
  for (const std::string_view part : parts) {
    if (error.message.find(part) != std::string::npos) continue;
    return testing::AssertionFailure() << "no '" << part << "' in: " << error.message;
  }
  if (error.message.find('\n') != std::string::npos) {
    return testing::AssertionFailure() << "more than one line: " << error.message;
  }
  return testing::AssertionSuccess();
}

/// As above for what a caller sent.
template <typename T>
[[nodiscard]] testing::AssertionResult refused(const Result<T>& result,
                                               std::initializer_list<std::string_view> parts) {
  return failed(result, ErrorCode::invalid_input, parts);
}

/// What is in `optional`, which a test cannot go on without; throws if nothing is.
template <typename T>
[[nodiscard]] T inside(std::optional<T> optional) {
  if (!optional) throw std::runtime_error{"expected something, and there is nothing"};
  return *std::move(optional);
}

}  // namespace annals::unit
