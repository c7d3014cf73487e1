#include "annals/base/sha256_pair.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace annals {
namespace {

// Every way to end within a block, and a different number of blocks on either side.
TEST(Sha256Pair, GivesTheDigestsThatEachAloneHas) {
  std::string bytes(700, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + i / 13);
  const std::string_view text = bytes;
  const std::string_view prefix{"\x01"};
  for (std::size_t a = 0; a < 300; ++a) {
    for (std::size_t b = a % 5; b < 300; b += 11) {
      const std::string_view left = text.substr(3, a);
      const std::string_view right = text.substr(310, b);
      const auto [first, second] = sha256_pair('\x01', left, right);
      ASSERT_EQ(first, sha256({prefix, left})) << a << ' ' << b;
      ASSERT_EQ(second, sha256({prefix, right})) << a << ' ' << b;
    }
  }
}

}  // namespace
}  // namespace annals
