#include "annals/sql/sql_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace annals::sql {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SqlValue, IsAnIntegerWhereTheNumberHasNoFraction) {
  EXPECT_EQ(to_sql(Value{27.0}), SqlValue{std::int64_t{27}});
  EXPECT_EQ(to_sql(Value{-9007199254740992.0}), SqlValue{std::int64_t{-9007199254740992}});
  EXPECT_EQ(to_sql(Value{32.5}), SqlValue{32.5});
  EXPECT_EQ(to_sql(Value{1e300}), SqlValue{1e300});
}

TEST(SqlValue, NamesWhatItWas) {
  EXPECT_EQ(type_name(Value{"x"}), SqlValue{std::string{"text"}});
  EXPECT_EQ(type_name(Value{1.0}), SqlValue{std::string{"number"}});
  EXPECT_EQ(type_name(Value{true}), SqlValue{std::string{"boolean"}});
  EXPECT_EQ(type_name(Value{None{}}), SqlValue{std::string{"none"}});
}

// What a table may leave out is what is not equal in SQL, where true is 1.
TEST(SqlValue, StandsForEveryValueThatIsEqualInSql) {
  for (const Value& value :
       {Value{"1"}, Value{0.0}, Value{1.0}, Value{32.5}, Value{false}, Value{true}}) {
    EXPECT_THAT(from_sql(to_sql(value)), testing::Contains(value)) << to_text(value);
  }
  EXPECT_THAT(from_sql(std::int64_t{1}), ElementsAre(Value{1.0}, Value{true}));
  EXPECT_THAT(from_sql(0.0), ElementsAre(Value{0.0}, Value{false}));
  EXPECT_THAT(from_sql(std::string{"1"}), ElementsAre(Value{"1"}));
  EXPECT_THAT(from_sql(None{}), IsEmpty());
}

}  // namespace
}  // namespace annals::sql
