#pragma once

#include <cstdint>
#include <string_view>

namespace annals {

/// The checksum CRC-32C (RFC 3720, appendix B.4) of some bytes.
///
/// A table of 256 entries: 0.4 GB/s. OpenSSL and zlib have others only, and RocksDB keeps its own
/// to itself.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);

}  // namespace annals
