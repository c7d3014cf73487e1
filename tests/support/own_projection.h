#pragma once

#include <string_view>

#include "annals/base/big_endian.h"
#include "annals/index/key_codec.h"
#include "annals/index/projection.h"

namespace annals::support {

/// A projection of a program's own: the terms that are said of each relationship, in order of
/// start, with their values.
inline void put_terms(const LoggedEvent& logged, RowSink& rows) {
  for (const Assertion& effect : logged.event.effects) {
    std::string key = text_prefix(logged.event.relationship);
    put_big_endian_signed(key, logged.event.effective->first.microseconds());
    put_text(key, effect.cell.term);
    rows.put(key, to_text(effect.value));
  }
}

inline constexpr Projection terms_projection{.name = "terms", .version = 1, .apply = put_terms};

/// The same with other rows, as a later version of the program makes them.
inline void put_cells(const LoggedEvent& logged, RowSink& rows) {
  for (const Assertion& effect : logged.event.effects) {
    rows.put(text_prefix(logged.event.relationship) + text_prefix(to_text(effect.cell)), "");
  }
}

inline constexpr Projection cells_projection{.name = "terms", .version = 2, .apply = put_cells};

}  // namespace annals::support
