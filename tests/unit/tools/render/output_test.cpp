// The forms that an answer is printed in, CSV above all.

#include "render/output.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace annals::cli {
namespace {

/// What is printed to standard output in this form.
std::string printed(Format format, const Output& output) {
  Globals globals;
  globals.format = format;
  testing::internal::CaptureStdout();
  const ExitCode code = print(globals, output, ExitCode::possible);
  std::string text = testing::internal::GetCapturedStdout();
  EXPECT_EQ(code, ExitCode::possible);
  return text;
}

Output of_rows(std::vector<std::string> columns, std::vector<Json> rows) {
  return {.document = Json::object(),
          .rows = std::move(rows),
          .columns = std::move(columns),
          .table = [](const Terminal&) { return std::string{"a table\n"}; }};
}

/// The CSV line of one value.
std::string csv_of(const Json& value) {
  const std::string text = printed(Format::csv, of_rows({"v"}, {{{"v", value}}}));
  EXPECT_TRUE(text.starts_with("v\n"));
  return text.substr(2);
}

TEST(Csv, HasAHeaderAndALineForEachRow) {
  const Output output =
      of_rows({"term", "value"}, {{{"value", "x"}, {"term", "t"}}, {{"term", "u"}}});
  EXPECT_EQ(printed(Format::csv, output), "term,value\nt,x\nu,\n");
  EXPECT_EQ(printed(Format::csv, of_rows({"term", "value"}, {})), "term,value\n");
}

// RFC 4180, 2.6 and 2.7.
TEST(Csv, QuotesWhereItMust) {
  EXPECT_EQ(csv_of("plain text"), "plain text\n");
  EXPECT_EQ(csv_of("a,b"), "\"a,b\"\n");
  EXPECT_EQ(csv_of("say \"x\""), "\"say \"\"x\"\"\"\n");
  EXPECT_EQ(csv_of("\""), "\"\"\"\"\n");
  EXPECT_EQ(csv_of("two\nlines"), "\"two\nlines\"\n");
  EXPECT_EQ(csv_of("two\r\nlines"), "\"two\r\nlines\"\n");
  EXPECT_EQ(csv_of("東京, é"), "\"東京, é\"\n");
}

TEST(Csv, WritesNullAsNothingAndAllElseAsJson) {
  EXPECT_EQ(csv_of(nullptr), "\n");
  EXPECT_EQ(csv_of(27), "27\n");
  EXPECT_EQ(csv_of(0.5), "0.5\n");
  EXPECT_EQ(csv_of(true), "true\n");
  EXPECT_EQ(csv_of(Json::array({"x", nullptr})), "\"[\"\"x\"\",null]\"\n");
}

TEST(Csv, ReachesIntoParts) {
  const Output output =
      of_rows({"source.title", "source.url"}, {{{"source", {{"title", "T"}, {"url", nullptr}}}},
                                               {{"source", nullptr}},
                                               {{"source", "no object"}},
                                               Json::object()});
  EXPECT_EQ(printed(Format::csv, output), "source.title,source.url\nT,\n,\n,\n,\n");
}

TEST(Csv, QuotesItsHeader) {
  EXPECT_EQ(printed(Format::csv, of_rows({"a,b"}, {})), "\"a,b\"\n");
}

TEST(JsonOutput, IsTheDocumentOnOneLine) {
  Output output = of_rows({}, {});
  output.document = {{"b", 1}, {"a", "x\ny"}};
  EXPECT_EQ(printed(Format::json, output), "{\"b\":1,\"a\":\"x\\ny\"}\n");
}

TEST(JsonLinesOutput, IsOneRowALine) {
  EXPECT_EQ(printed(Format::jsonl, of_rows({}, {{{"a", 1}}, {{"a", "x\ny"}}})),
            "{\"a\":1}\n{\"a\":\"x\\ny\"}\n");
  EXPECT_EQ(printed(Format::jsonl, of_rows({}, {})), "");
}

TEST(TableOutput, IsThatOfTheCommand) {
  EXPECT_EQ(printed(Format::table, of_rows({}, {})), "a table\n");
}

}  // namespace
}  // namespace annals::cli
