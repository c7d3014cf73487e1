#pragma once

#include <string>
#include <string_view>

namespace annals::cli_test {

/// `text` as a gzip archive, RFC 1952.
[[nodiscard]] std::string gzip(std::string_view text);

/// `text` as a Zstandard frame with a checksum, RFC 8878.
[[nodiscard]] std::string zstd(std::string_view text);

}  // namespace annals::cli_test
