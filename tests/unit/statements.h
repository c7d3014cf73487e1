#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "annals/state/cell_state.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"

namespace annals::unit {

/// A statement as one would write it down.
struct Said {
  std::uint64_t sequence;
  std::string_view start;
  Value value;
  std::string_view until = {};  ///< empty: no end
  std::string_view known = "2000";
};

[[nodiscard]] Statement statement(const Said& said);
[[nodiscard]] std::vector<Statement> statements(const std::vector<Said>& all);

/// The last moment of a date, as a question means it.
[[nodiscard]] EffectiveTime on(std::string_view date);
[[nodiscard]] KnownTime known(std::string_view date);

/// All that is known, from the log up to `basis`.
[[nodiscard]] Horizon whole(std::uint64_t basis);

/// An answer in words: `x`, `x of x | none` where it is not certain, `nothing` where there is none.
[[nodiscard]] std::string in_words(const std::optional<CellState>& state);
[[nodiscard]] std::string in_words(const Value& value, bool certain,
                                   const std::vector<Value>& possible);

[[nodiscard]] std::vector<std::uint64_t> numbers(std::span<const Sequence> sequences);

}  // namespace annals::unit
