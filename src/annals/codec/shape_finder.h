#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "annals/codec/record_shape.h"

namespace annals {

/// Columns that `find_shape` tells apart: what is said of different things stands in different
/// ones.
inline constexpr std::uint32_t shape_columns_max = 256;

/// The shape of a record, from where schema/event.fbs has its texts and numbers; nothing if it is
/// no FlatBuffers `Event`, or an unusual one. Records of one shape have one column for one thing.
///
/// No byte is trusted and nothing is proved: whether the shape is right, `take_apart` says.
[[nodiscard]] std::optional<RecordShape> find_shape(std::string_view record);

/// A number that is the same for all records of a shape, and for few others; of any bytes.
[[nodiscard]] std::uint64_t shape_signature(std::string_view record);

}  // namespace annals
