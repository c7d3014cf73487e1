#include "annals/codec/csv_row.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/event/limits.h"
#include "unit/expect.h"

namespace annals {
namespace {

using unit::refused;
using unit::succeeded;

struct Table {
  Status status;
  std::uint64_t line;  // where the reader has stopped
  std::vector<CsvRow> rows;
};

/// Reads `text` in pieces of so many bytes.
Table read(std::string_view text, std::size_t piece = 1 << 20, const CsvDialect& dialect = {}) {
  CsvReader reader{dialect};
  std::vector<CsvRow> rows;
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    if (auto status = reader.read(text.substr(0, piece), rows); !status) {
      return {.status = status, .line = reader.line(), .rows = rows};
    }
  }
  const auto status = reader.finish(rows);
  return {.status = status, .line = reader.line(), .rows = rows};
}

using Fields = std::vector<std::string>;
using Lines = std::vector<std::pair<std::uint64_t, Fields>>;

Lines lines_of(const Table& table) {
  EXPECT_TRUE(succeeded(table.status));
  Lines lines;
  for (const CsvRow& row : table.rows) lines.emplace_back(row.line, row.fields);
  return lines;
}

TEST(CsvReader, ReadsQuotedFieldsAndKeepsTheLineWhereARowBegins) {
  const Lines expected{{1, {"id", "title"}}, {2, {"1", "a \"good\",\r\nlong one"}}, {4, {"2", ""}}};
  EXPECT_EQ(lines_of(read("id,title\r\n1,\"a \"\"good\"\",\r\nlong one\"\r\n2,\r\n")), expected);
}

TEST(CsvReader, ReadsTheSameHoweverTheBytesAreCut) {
  const std::string text = "\xEF\xBB\xBFid,n\r\n1,\"a\r\nb\"\r\r2,ü\n\n3,c";
  const Lines whole = lines_of(read(text));
  EXPECT_EQ(whole,
            (Lines{{1, {"id", "n"}}, {2, {"1", "a\r\nb"}}, {5, {"2", "ü"}}, {7, {"3", "c"}}}));
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    EXPECT_EQ(lines_of(read(text, piece)), whole) << piece;
  }
}

TEST(CsvReader, KeepsSpacesAndEmptyFields) {
  EXPECT_EQ(lines_of(read(" a , ,\"\",\n")), (Lines{{1, {" a ", " ", "", ""}}}));
}

TEST(CsvReader, TakesAnotherDelimiterAndNoQuote) {
  EXPECT_EQ(lines_of(read("a;b\n", 9, {.delimiter = ';', .quote = '"'})), (Lines{{1, {"a", "b"}}}));
  EXPECT_EQ(lines_of(read("a \"b\"\tc,d\n", 9, {.delimiter = '\t', .quote = '\0'})),
            (Lines{{1, {"a \"b\"", "c,d"}}}));
}

TEST(CsvReader, RefusesAQuoteWithinAFieldNamingTheCharacter) {
  const Table table = read("a,b\nü,c\"d\"\n");
  EXPECT_TRUE(refused(table.status, {"character 4: a quote where none can be"}));
  EXPECT_EQ(table.line, 2U);
  EXPECT_TRUE(refused(read("\"a\"b,c\n").status, {"character 4: a quote"}));
}

TEST(CsvReader, RefusesAQuoteWithoutAnEndNamingTheLineOfItsRow) {
  const Table table = read("a,b\n1,\"open\nand\nmore");
  EXPECT_TRUE(refused(table.status, {"a quoted field without an end"}));
  EXPECT_EQ(table.line, 2U);
  const Table endless = read("a,b\n1,\"open" + std::string(limits::line_bytes_max, '\n'));
  EXPECT_TRUE(refused(endless.status, {"more than 1048576 bytes", "is a quote left open?"}));
  EXPECT_EQ(endless.line, 2U);
}

TEST(CsvReader, RefusesBytesThatAreNotUtf8NamingTheCharacter) {
  const Table table = read("a,b\nä,\xE4\n");
  EXPECT_TRUE(refused(table.status, {"character 3: the bytes are not UTF-8"}));
  EXPECT_EQ(table.line, 2U);
  EXPECT_TRUE(refused(read("\xFF\xFE").status, {"character 1: the bytes are not UTF-8"}));
  EXPECT_TRUE(refused(read(std::string_view{"a\0b\n", 4}).status, {"character 2: a NUL byte"}));
}

TEST(CsvReader, RefusesALineWithoutAnEnd) {
  EXPECT_TRUE(refused(read(std::string(limits::line_bytes_max + 1, 'x'), 1000).status,
                      {"more than 1048576 bytes (1 MiB)"}));
  const Table most = read(std::string(limits::line_bytes_max, 'x'), 1000);
  EXPECT_TRUE(unit::succeeded(most.status));
  ASSERT_EQ(most.rows.size(), 1U);
}

}  // namespace
}  // namespace annals
