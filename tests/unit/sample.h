#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "annals/codec/json.h"
#include "support/fake_clock.h"
#include "support/test_database.h"

namespace annals::unit {

/// A database to fill event by event; the first is recorded on 2026-01-01, each next one a day
/// later, at noon.
class Sample {
 public:
  Sample();

  /// Appends an event and gives its sequence; throws if it is refused.
  std::uint64_t add(const Json& event);

  /// `term` of `relationship` has `value` from `effective` on, under the id `id`.
  struct Set {
    std::string id;
    std::string relationship;
    std::string cell;  ///< `t` or `t:k`
    std::string effective;
    Json value = "x";
  };
  std::uint64_t set(const Set& event);

  /// `id` withdraws `target`.
  std::uint64_t retract(const std::string& id, const std::string& target);

  /// Puts bytes into a column, past all rules.
  void put(Column column, std::string_view key, std::string_view value);

  [[nodiscard]] support::TestDatabase& database() { return database_; }
  [[nodiscard]] Snapshot snapshot() const { return database_.snapshot(); }

 private:
  support::FakeClock clock_;
  support::TestDatabase database_;
};

/// A `term_set` as JSON.
[[nodiscard]] Json to_json(const Sample::Set& event);

}  // namespace annals::unit
