#include "annals/store/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "annals/base/big_endian.h"
#include "annals/base/bits.h"

namespace annals {
namespace {

using Row = std::pair<std::string, std::string>;

constexpr RowShape timeline_shape{.key_integers = 3, .value_head = 1, .value_integers = 1};

std::vector<RowView> views(const std::vector<Row>& rows) {
  std::vector<RowView> all;
  for (const auto& [key, value] : rows) all.push_back({.key = key, .value = value});
  return all;
}

std::vector<Row> contents(const Page& page) {
  std::vector<Row> rows(page.size());
  for (std::size_t i = 0; i < page.size(); ++i) page.read(i, rows[i].first, rows[i].second);
  return rows;
}

/// A row as the timeline has them.
Row shaped(const std::string& text, std::uint64_t first, std::uint64_t last, std::uint64_t sequence,
           std::uint64_t known, const std::string& rest) {
  Row row{text, std::string(1, '\1')};
  for (const std::uint64_t number : {first, last, sequence}) put_big_endian(row.first, number);
  put_big_endian(row.second, known);
  row.second += rest;
  return row;
}

std::vector<Row> sorted(std::vector<Row> rows) {
  std::ranges::sort(rows);
  const auto repeated = std::ranges::unique(rows, {}, &Row::first);
  rows.erase(repeated.begin(), repeated.end());
  return rows;
}

void expect_same(const RowShape& shape, const std::vector<Row>& rows) {
  const PackedPage packed = pack(shape, views(rows));
  const auto page = Page::open(shape, packed.bytes);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(contents(*page), rows);
  EXPECT_EQ(page->is_shaped(), packed.is_shaped);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(page->lower_bound(rows[i].first), i);
  EXPECT_EQ(page->lower_bound(rows.back().first + '\0'), rows.size());
  for (const auto& [key, value] : rows) {
    for (std::size_t size = 0; size < key.size(); ++size) {
      const std::string part = key.substr(0, size);
      const auto first = std::ranges::lower_bound(rows, part, {}, &Row::first);
      EXPECT_EQ(page->lower_bound(part), static_cast<std::size_t>(first - rows.begin()));
    }
  }
}

TEST(Page, GivesBackARowOfEachKind) {
  constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();
  expect_same(timeline_shape, {shaped("a", 1, 2, 3, 4, "x")});
  expect_same(timeline_shape, sorted({shaped("a", 0, greatest, 3, 0, "x"),
                                      shaped("a", greatest, 0, greatest, greatest, ""),
                                      shaped("ab", 5, 5, 1, 7, std::string(300, 'y'))}));
  expect_same({}, {{"", ""}});
  expect_same({.key_integers = 0, .value_head = 0, .value_integers = 1}, {{"e1", "12345678"}});
}

TEST(Page, PacksWhatDoesNotHaveTheShape) {
  const std::vector<Row> rows = sorted({shaped("a", 1, 2, 3, 4, "x"), {"short", "x"}});
  EXPECT_FALSE(pack(timeline_shape, views(rows)).is_shaped);
  expect_same(timeline_shape, rows);
}

TEST(Page, TellsItsBounds) {
  const auto rows = sorted({shaped("a", 5, 9, 3, 40, "x"), shaped("b", 2, 6, 8, 30, "x")});
  const PackedPage page = pack(timeline_shape, views(rows));
  EXPECT_THAT(page.bounds.least, testing::ElementsAre(2, 6, 3, 30));
  EXPECT_THAT(page.bounds.greatest, testing::ElementsAre(5, 9, 8, 40));
}

TEST(Page, TakesFewBytesForWhatRepeats) {
  std::vector<Row> rows;
  constexpr std::uint64_t day = 86'400'000'000;
  for (std::uint64_t i = 0; i < 256; ++i) {
    rows.push_back(shaped("relationship\0term\0key", i * day, (i + 1) * day - 1, i, i * 1'000'000,
                          i % 2 == 0 ? "exclusive" : "none"));
  }
  EXPECT_LT(pack(timeline_shape, views(sorted(rows))).bytes.size(), 300U);
}

/// Rows of few or many texts, with numbers of every size.
std::vector<Row> random_rows(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t bound) { return random() % bound; };
  const auto number = [&] { return random() >> below(64); };
  std::vector<Row> rows;
  const std::uint64_t texts = 1 + below(5);
  for (std::uint64_t i = 0, count = 1 + below(60); i < count; ++i) {
    const std::uint64_t first = number();
    rows.push_back(shaped(std::string(below(4), 'r') + std::to_string(below(texts)), first,
                          below(2) == 0 ? first : number(), below(1'000), number(),
                          std::string(below(3), 'v')));
  }
  return sorted(rows);
}

TEST(Page, GivesBackRandomRows) {
  std::mt19937_64 random{7};
  for (int i = 0; i < 300; ++i) expect_same(timeline_shape, random_rows(random));
}

/// A page without a shape of 2^16 rows whose keys all repeat the first one's bytes.
std::string page_of_one_key(std::size_t key_bytes) {
  constexpr std::size_t rows = 1 << 16;
  const std::string none(rows / 8 - 1, '\0');
  const std::string all(rows / 8 - 1, '\xff');
  std::string bytes(1, '\0');
  put_varint(bytes, rows);
  put_varint(bytes, rows);  // groups
  const auto put_numbers = [&](std::uint64_t least, std::uint64_t unit, const std::string& bits) {
    put_varint(bytes, least);
    put_varint(bytes, unit);
    bytes += static_cast<char>(bits.empty() ? 0 : 1);  // width
    bytes += bits;
  };
  put_numbers(1, 0, "");                     // rows of each group
  put_numbers(0, key_bytes, "\xfe" + all);   // what its text shares: nothing, then all
  put_numbers(0, key_bytes, "\x01" + none);  // what it has of its own: all, then nothing
  bytes += std::string(key_bytes, 'x');
  put_varint(bytes, 1);   // distinct values
  put_numbers(0, 0, "");  // their sizes
  put_numbers(0, 0, "");  // which each row has
  return bytes;
}

TEST(Page, IsRefusedWhereAFewBytesMakeVeryMany) {
  const auto most = Page::open({}, page_of_one_key(4096));  // 2^28 bytes of texts
  ASSERT_TRUE(most.has_value());
  std::string key;
  std::string value;
  most->read(most->size() - 1, key, value);
  EXPECT_EQ(key, std::string(4096, 'x'));
  EXPECT_FALSE(Page::open({}, page_of_one_key(4097)).has_value());
  EXPECT_FALSE(Page::open({}, page_of_one_key(1 << 17)).has_value());  // 2^33
}

TEST(Page, ThatIsDamagedIsRefusedOrReadWithoutHarm) {
  std::mt19937_64 random{8};
  int refused = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string whole = pack(timeline_shape, views(random_rows(random))).bytes;
    EXPECT_FALSE(Page::open(timeline_shape, whole.substr(0, random() % whole.size())).has_value());
    EXPECT_FALSE(Page::open(timeline_shape, whole + "x").has_value());
    std::string damaged = whole;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto page = Page::open(timeline_shape, damaged);
    if (page) contents(*page);
    refused += page ? 0 : 1;
  }
  EXPECT_GT(refused, 10);
}

}  // namespace
}  // namespace annals
