#include "annals/index/key_codec.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "unit/expect.h"

namespace annals {
namespace {

TEST(KeyText, EndsWithANul) {
  std::string key;
  put_text(key, "ab");
  put_text(key, "");
  EXPECT_EQ(key, std::string("ab\0\0", 4));
  EXPECT_EQ(text_prefix("ab"), std::string("ab\0", 3));
}

TEST(KeyText, IsTakenBackInOrder) {
  std::string key;
  put_text(key, "ab");
  put_text(key, "");
  key += "rest";
  std::string_view bytes = key;
  EXPECT_EQ(unit::inside(take_text(bytes)), "ab");
  EXPECT_EQ(unit::inside(take_text(bytes)), "");
  EXPECT_EQ(bytes, "rest");
  EXPECT_EQ(take_text(bytes), std::nullopt);
  EXPECT_EQ(bytes, "rest");
}

TEST(KeyText, IsNoOthersBeginning) {
  EXPECT_FALSE(text_prefix("ab").starts_with(text_prefix("a")));
  EXPECT_LT(text_prefix("a"), text_prefix("a\x20"));
  EXPECT_LT(text_prefix("a"), text_prefix("ab"));
}

TEST(CorruptIndex, NamesTheIndexAndTheRemedy) {
  const Status corrupt = corrupt_index("history");
  EXPECT_TRUE(unit::failed(corrupt, ErrorCode::corrupt, {"'history'", "annals rebuild"}));
}

}  // namespace
}  // namespace annals
