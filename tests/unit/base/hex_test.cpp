#include "annals/base/hex.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace annals {
namespace {

TEST(Hex, HasTwoDigitsForEachByte) {
  EXPECT_EQ(to_hex(std::string("\x00\x7f\xff", 3)), "007fff");
  EXPECT_EQ(from_hex("007fFf"), std::string("\x00\x7f\xff", 3));
  EXPECT_EQ(to_hex(""), "");
  EXPECT_EQ(from_hex(""), "");
}

TEST(Hex, RefusesWhatIsNoDigit) {
  for (const std::string text : {"0", "0g", "g0", " 0", "0x00", "é"}) {
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
  }
}

TEST(DigestFromHex, WantsAllOfIt) {
  const Digest digest = sha256({"abc"});
  EXPECT_EQ(digest_from_hex(digest.hex()), digest);
  EXPECT_EQ(digest_from_hex(digest.hex().substr(2)), std::nullopt);
  EXPECT_EQ(digest_from_hex(digest.hex() + "00"), std::nullopt);
  EXPECT_EQ(digest_from(digest.view()), digest);
}

}  // namespace
}  // namespace annals
