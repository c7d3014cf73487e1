#include "annals/base/big_endian.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "unit/expect.h"

namespace annals {
namespace {

using unit::inside;

std::string encoded(std::uint64_t value) {
  std::string bytes;
  put_big_endian(bytes, value);
  return bytes;
}

std::string encoded_signed(std::int64_t value) {
  std::string bytes;
  put_big_endian_signed(bytes, value);
  return bytes;
}

TEST(BigEndian, WritesTheMostSignificantByteFirst) {
  EXPECT_EQ(encoded(0x0102030405060708), "\x01\x02\x03\x04\x05\x06\x07\x08");
}

TEST(BigEndian, WritesASignedIntegerWithItsSignFlipped) {
  EXPECT_EQ(encoded_signed(0), std::string("\x80\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(encoded_signed(-1), "\x7f\xff\xff\xff\xff\xff\xff\xff");
  EXPECT_EQ(encoded_signed(std::numeric_limits<std::int64_t>::min()), std::string(8, '\0'));
}

TEST(BigEndian, AppendsToWhatIsThere) {
  std::string bytes = "key";
  put_big_endian(bytes, 7);
  EXPECT_EQ(bytes.size(), 3 + integer_bytes);
  EXPECT_TRUE(bytes.starts_with("key"));
}

TEST(BigEndian, ReadsWhatItWrote) {
  const std::vector<std::uint64_t> values{0, 1, 255, 256, 1ULL << 32U, ~0ULL};
  for (const std::uint64_t value : values) {
    const std::string bytes = encoded(value);
    std::string_view rest = bytes;
    EXPECT_EQ(inside(take_big_endian(rest)), value);
    EXPECT_TRUE(rest.empty());
  }
}

TEST(BigEndian, ReadsTheSignedIntegersThatItWrote) {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const std::int64_t value : std::vector{Limits::min(), Limits::max(), -1L, 0L, 1L}) {
    const std::string bytes = encoded_signed(value);
    std::string_view rest = bytes;
    EXPECT_EQ(inside(take_big_endian_signed(rest)), value);
  }
}

TEST(BigEndian, TakesEightBytesAndLeavesTheRest) {
  const std::string bytes = encoded(1) + encoded(2) + "end";
  std::string_view rest = bytes;
  EXPECT_EQ(inside(take_big_endian(rest)), 1U);
  EXPECT_EQ(inside(take_big_endian(rest)), 2U);
  EXPECT_EQ(rest, "end");
}

TEST(BigEndian, TakesNothingFromTooFewBytes) {
  std::string_view seven = "1234567";
  EXPECT_FALSE(take_big_endian(seven).has_value());
  EXPECT_FALSE(take_big_endian_signed(seven).has_value());
  EXPECT_EQ(seven, "1234567");
}

TEST(BigEndian, OrdersBytesAsNumbers) {
  const std::vector<std::int64_t> ascending{
      std::numeric_limits<std::int64_t>::min(), -256, -255, -1, 0, 1, 255, 256,
      std::numeric_limits<std::int64_t>::max()};
  std::vector<std::string> keys;
  keys.reserve(ascending.size());
  for (const std::int64_t value : ascending) keys.push_back(encoded_signed(value));
  EXPECT_TRUE(std::ranges::is_sorted(keys));
}

}  // namespace
}  // namespace annals
