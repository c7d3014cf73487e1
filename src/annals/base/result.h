#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "annals/base/check.h"

namespace annals {

enum class ErrorCode : std::uint8_t {
  invalid_input,  ///< The caller sent something we refuse; the database is unchanged.
  not_found,      ///< The thing asked for is not there; often expected.
  missing,        ///< There is no database at the place named.
  busy,           ///< Another process holds the database.
  corrupt,        ///< Stored bytes disagree with schema/format.md.
  unsupported,    ///< A newer format than this build reads, or no database of ours.
  io,             ///< The disk or the operating system failed.
};

/// What went wrong, for a machine (`code`) and for a person (`message`: one sentence, or one on
/// each line where several mistakes are named).
struct Error {
  ErrorCode code;
  std::string message;
};

/// A `T`, or the reason there is none. Spelled like `std::expected<T, Error>`, so that it can
/// become an alias of it when the project moves to C++23.
template <typename T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): `return value;` is the point of this type.
  Result(const T& value) : state_{std::in_place_index<0>, value} {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T&& value) : state_{std::in_place_index<0>, std::move(value)} {}
  // NOLINTNEXTLINE(google-explicit-constructor): so is `return Error{...};`.
  Result(Error error) : state_{std::in_place_index<1>, std::move(error)} {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  const T& operator*() const& {
    check(has_value(), "a Result is tested before it is read");
    return std::get<0>(state_);
  }
  T& operator*() & {
    check(has_value(), "a Result is tested before it is read");
    return std::get<0>(state_);
  }
  T&& operator*() && {
    check(has_value(), "a Result is tested before it is read");
    return std::move(std::get<0>(state_));
  }
  const T* operator->() const { return &**this; }
  T* operator->() { return &**this; }

  [[nodiscard]] const Error& error() const& {
    check(!has_value(), "only a failed Result has an error");
    return std::get<1>(state_);
  }
  [[nodiscard]] Error&& error() && {
    check(!has_value(), "only a failed Result has an error");
    return std::move(std::get<1>(state_));
  }

  /// Feeds the value to `next`, which returns the next Result; an error passes through untouched.
  template <typename Next>
  auto and_then(Next&& next) && -> std::invoke_result_t<Next, T&&> {
    if (!has_value()) return std::move(*this).error();
    return std::invoke(std::forward<Next>(next), *std::move(*this));
  }

 private:
  std::variant<T, Error> state_;
};

/// Success with nothing to say.
struct Done {};
using Status = Result<Done>;

/// The visitor made of several lambdas: `std::visit(Overloaded{...}, variant)`.
template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace annals
