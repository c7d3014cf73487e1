#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace annals {

/// A SHA-256 digest (FIPS 180-4).
struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  /// The digest's bytes as they stand in a key or a value; lives as long as the digest.
  [[nodiscard]] std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  [[nodiscard]] std::string hex() const;

  friend auto operator<=>(const Digest&, const Digest&) = default;
};

/// The digest of the parts, one after the other.
[[nodiscard]] Digest sha256(std::initializer_list<std::string_view> parts);

}  // namespace annals
