#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace annals {

/// Where columns are written: bytes in which a compressor will find something, and bits in which
/// it would not.
struct ColumnSink {
  std::string bytes;
  std::string bits;
};

/// Where columns are read from. What is taken is taken off the front.
struct ColumnSource {
  std::string_view bytes;
  std::string_view bits;
};

/// How numbers lie to each other.
enum class Numbers : std::uint8_t {
  any,      ///< as parts of texts do: each is packed less the least of them
  moments,  ///< as times and sequences do: steps and common units are looked for too
};

/// Appends `numbers`, in as many bits each as their range needs. Their count is not written.
void put_numbers(ColumnSink& out, std::span<const std::uint64_t> numbers, Numbers kind);

/// Takes `count` numbers as `put_numbers` wrote them; false if they are not there.
[[nodiscard]] bool take_numbers(ColumnSource& in, std::size_t count,
                                std::vector<std::uint64_t>& numbers);

}  // namespace annals
