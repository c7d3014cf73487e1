#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "annals/codec/number_column.h"

namespace annals {

/// Longer texts are not laid above each other.
inline constexpr std::size_t template_bytes_max = 256;

/// Appends texts of one size: what all have in common, then what differs, part by part, or one
/// after the other where that is shorter.
void put_same_size(ColumnSink& out, std::span<const std::string_view> texts);

/// Takes such texts and writes them one after the other into `out`, which holds `count` texts of
/// one size. False if they are not there.
[[nodiscard]] bool take_same_size(ColumnSource& in, std::size_t count, std::span<char> out);

}  // namespace annals
