#include "annals/store/loose_rows.h"

#include <gtest/gtest.h>

#include <string>

namespace annals {
namespace {

TEST(LooseRows, AreThoseThatWerePutThereWhateverTheirSize) {
  Rows rows;
  for (const std::size_t size : {0U, 1U, 254U, 255U, 256U, 70000U}) {
    rows.add(std::string(size, 'k'), std::string(70000U - size, 'v'));
  }
  const LooseRows loose{rows};
  EXPECT_EQ(loose.size(), rows.size());
  const char* at = loose.begin();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RowView row = LooseRows::row(at);
    EXPECT_EQ(row.key, rows[i].key);
    EXPECT_EQ(row.value, rows[i].value);
    at = LooseRows::after(row);
  }
  EXPECT_EQ(at, loose.end());
}

TEST(LooseRows, OfNothingEndWhereTheyBegin) {
  const LooseRows none{Rows{}};
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.begin(), none.end());
}

}  // namespace
}  // namespace annals
