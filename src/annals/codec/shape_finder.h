#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "annals/codec/record_shape.h"

namespace annals {

/// Tells which words of a record are texts, numbers and distances, from where schema/event.fbs has
/// them. Numbers the columns in the order in which it meets them.
///
/// It trusts no byte and proves nothing: whether a shape is right is for `take_apart` to say.
class ShapeFinder {
 public:
  /// The shape of `record`; nothing if it is not a FlatBuffers `Event`, or an unusual one.
  std::optional<RecordShape> find(std::string_view record);

  /// What is said of different things stands in different columns.
  static constexpr std::uint32_t columns_max = 256;

 private:
  class Walk;

  std::array<std::uint16_t, columns_max> text_columns_{};  // 1 + the column of a role, or 0
  std::array<std::uint16_t, columns_max> number_columns_{};
  std::uint32_t texts_ = 0;
  std::uint32_t numbers_ = 0;
  std::vector<std::uint16_t> marks_;
};

}  // namespace annals
