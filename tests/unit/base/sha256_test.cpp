#include "annals/base/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace annals {
namespace {

// The examples of FIPS 180-4: nothing, one block, two blocks, a million letters.
TEST(Sha256, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(sha256({}).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256({"abc"}).hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"}).hex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256({std::string(1'000'000, 'a')}).hex(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, TakesPartsAsOneText) {
  EXPECT_EQ(sha256({"a", "", "bc"}), sha256({"abc"}));
  EXPECT_EQ(sha256({""}), sha256({}));
}

TEST(Digest, ShowsItsBytes) {
  const Digest digest = sha256({"abc"});
  EXPECT_EQ(digest.view().size(), 32U);
  EXPECT_EQ(digest.view().front(), '\xba');
}

TEST(Digest, IsOrderedByItsBytes) {
  const Digest zero;
  EXPECT_LT(zero, sha256({"abc"}));
  EXPECT_EQ(zero, Digest{});
}

}  // namespace
}  // namespace annals
