#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/index/projection.h"
#include "annals/state/condition.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// Which relationships were ever said to have a value in a cell, and from when.
extern const Projection value_projection;

/// That somebody said a value: views into the row's key.
struct ValueEntry {
  Value value;
  std::string_view key;
  std::string_view relationship;
  std::size_t said_bytes;  ///< of the key, those that all rows saying the same begin with
  EffectiveTime first;
  Sequence sequence;
  KnownTime known;
};

/// Reads a row of the projection, whose key begins with a term of `term_bytes`, its end included;
/// nothing if it is none.
[[nodiscard]] std::optional<ValueEntry> decode_value_entry(std::string_view bytes,
                                                           std::string_view entry,
                                                           std::size_t term_bytes);

/// The relationships in which a cell may meet the condition at `by` or before, by name.
///
/// None that does is missing; one may be there that does not, because what was said of it is
/// withdrawn or overridden: the kernel decides. Errors: corrupt, io.
/// Cost: what was ever said to have such a value, whatever else the database holds.
[[nodiscard]] Result<std::vector<std::string>> read_holders(const Snapshot& snapshot,
                                                            const Condition& condition,
                                                            EffectiveTime by, Horizon horizon);

/// Whether any event ever gave a cell of this term a value. Errors: io. Cost: one seek.
[[nodiscard]] Result<bool> is_used(const Snapshot& snapshot, std::string_view term);

/// The first term after `term` that any event ever gave a value, by name; the very first for an
/// empty one. Empty if there is none. Errors: corrupt, io. Cost: one seek.
[[nodiscard]] Result<std::string> read_term_after(const Snapshot& snapshot, std::string_view term);

}  // namespace annals
