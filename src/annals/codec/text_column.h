#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/number_column.h"

namespace annals {

/// A part of a longer string.
struct TextPlace {
  std::uint32_t at;
  std::uint32_t size;
};

/// Appends texts that say the same of different things. Their count is not written.
///
/// Few distinct ones become a dictionary and codes. Those of one size are laid above each other:
/// what is the same in all stands once, digits become numbers. The rest stands one after the other.
void put_texts(ColumnSink& out, std::span<const std::string_view> texts);

/// Takes `count` texts as `put_texts` wrote them: appends their bytes to `arena`, which does not
/// grow above `arena_max`, and tells where each stands. False if they are not there.
[[nodiscard]] bool take_texts(ColumnSource& in, std::size_t count, std::size_t arena_max,
                              std::string& arena, std::vector<TextPlace>& places);

}  // namespace annals
