#include "annals/store/row_order.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace annals {
namespace {

/// Keys of a few different bytes, zeros among them, so that many are the beginning of others.
std::string random_key(std::mt19937& random, std::size_t size_max) {
  std::string key(std::uniform_int_distribution<std::size_t>{0, size_max}(random), '\0');
  for (char& byte : key) byte = static_cast<char>(std::uniform_int_distribution{-1, 1}(random));
  return key;
}

/// Checks `rows` random rows, in parts of seven, against a map.
void expect_ordered(std::mt19937& random, std::size_t rows, std::size_t size_max) {
  std::map<std::string, std::string> expected;
  std::vector<SharedLooseRows> parts;
  for (std::size_t row = 0; row < rows;) {
    Rows part;
    for (int i = 0; i < 7; ++i, ++row) {
      const std::string key = random_key(random, size_max);
      part.add(key, std::to_string(row));
      expected[key] = std::to_string(row);
    }
    parts.push_back(std::make_shared<const LooseRows>(part));
  }
  std::vector<std::pair<std::string, std::string>> ordered;
  for (const RowPlace& place : in_order(parts)) {
    const RowView row = LooseRows::row(place.at);
    ordered.emplace_back(row.key, row.value);
  }
  EXPECT_EQ(ordered,
            (std::vector<std::pair<std::string, std::string>>{expected.begin(), expected.end()}));
}

TEST(RowOrder, IsThatOfTheKeysAndOfTheSameTheLastStays) {
  std::mt19937 random{1};
  for (const std::size_t size_max : {0U, 3U, 9U, 30U}) {
    for (const std::size_t rows : {0U, 1U, 50U, 20000U}) expect_ordered(random, rows, size_max);
  }
}

}  // namespace
}  // namespace annals
