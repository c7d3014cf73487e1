#include "input/line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "annals/event/limits.h"
#include "input/whole_file.h"
#include "support/must.h"
#include "unit/expect.h"
#include "unit/tools/input/archives.h"

namespace annals::cli {
namespace {

using limits::line_bytes_max;
using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::Files;
using unit::refused;

LineReader reader_of(const std::string& path) {
  return LineReader{must(ByteSource::open(path))};
}

/// The lines of a file with this content, each as `2: text`.
std::vector<std::string> lines(std::string_view content) {
  const Files files;
  LineReader reader = reader_of(files.write(content));
  std::vector<std::string> all;
  while (const auto line = must(reader.next())) {
    EXPECT_FALSE(line->too_long);
    all.push_back(std::to_string(line->number) + ": " + std::string{line->text});
  }
  return all;
}

TEST(LineReader, NumbersLinesFromOne) {
  EXPECT_THAT(lines("a\nb\nc\n"), ElementsAre("1: a", "2: b", "3: c"));
}

TEST(LineReader, GivesALastLineWithoutItsEnd) {
  EXPECT_THAT(lines("a\nb"), ElementsAre("1: a", "2: b"));
  EXPECT_THAT(lines("a"), ElementsAre("1: a"));
}

TEST(LineReader, PassesOverBlankLinesAndCountsThem) {
  EXPECT_THAT(lines("\n\na\n \t\n\r\nb\n\n"), ElementsAre("3: a", "6: b"));
  EXPECT_THAT(lines("\n\n"), IsEmpty());
  EXPECT_THAT(lines(""), IsEmpty());
  EXPECT_THAT(lines("  "), IsEmpty());
}

TEST(LineReader, PassesOverAByteOrderMarkAtTheBeginning) {
  EXPECT_THAT(lines("\xEF\xBB\xBF"
                    "a\nb"),
              ElementsAre("1: a", "2: b"));
  EXPECT_THAT(lines("\xEF\xBB\xBF\na"), ElementsAre("2: a"));
  EXPECT_THAT(lines("\xEF\xBB\xBF"), IsEmpty());
  EXPECT_THAT(lines("a\n\xEF\xBB\xBF"
                    "b"),
              ElementsAre("1: a",
                          "2: \xEF\xBB\xBF"
                          "b"));
}

TEST(LineReader, TakesTheEndsOfWindowsForEnds) {
  EXPECT_THAT(lines("a\r\nb\r\n"), ElementsAre("1: a", "2: b"));
  EXPECT_THAT(lines("a\r\nb\r"), ElementsAre("1: a", "2: b"));
  EXPECT_THAT(lines("a\rb\n"), ElementsAre("1: a\rb"));
}

TEST(LineReader, KeepsEveryOtherByte) {
  EXPECT_THAT(lines(std::string{" a\0\t \n", 6}), ElementsAre(std::string("1:  a\0\t ", 8)));
}

TEST(LineReader, ReadsLinesThatLieAcrossChunks) {
  std::string content;
  std::vector<std::string> expected;
  for (std::size_t i = 1; i <= 40; ++i) {
    const std::string text(i * 1'733, static_cast<char>('a' + i % 26));
    content += text + "\n";
    expected.push_back(std::to_string(i) + ": " + text);
  }
  EXPECT_EQ(lines(content), expected);
  EXPECT_EQ(lines(unit::gzipped(content)), expected);
}

/// The first line of a file and whether it is too long, and the number of the line after it.
struct FirstLine {
  std::size_t bytes;
  bool too_long;
  std::uint64_t next;
};

FirstLine first_line(const std::string& content) {
  const Files files;
  LineReader reader = reader_of(files.write(content));
  const Line line = unit::inside(must(reader.next()));
  FirstLine first{.bytes = line.text.size(), .too_long = line.too_long, .next = 0};
  if (const auto next = must(reader.next())) first.next = next->number;
  return first;
}

TEST(LineReader, AllowsALineOfAMebibyte) {
  const std::string most(line_bytes_max, 'x');
  for (const std::string end : {"\n", ""}) {
    const FirstLine first = first_line(most + end);
    EXPECT_FALSE(first.too_long);
    EXPECT_EQ(first.bytes, line_bytes_max);
  }
}

TEST(LineReader, MarksALineOfOneByteMore) {
  const FirstLine first = first_line(std::string(line_bytes_max + 1, 'x') + "\nnext\n");
  EXPECT_TRUE(first.too_long);
  EXPECT_EQ(first.next, 2U);
}

TEST(LineReader, GoesOnAfterALineThatIsMuchTooLong) {
  const FirstLine first = first_line(std::string(5 * line_bytes_max, 'x') + "\nnext\n");
  EXPECT_TRUE(first.too_long);
  EXPECT_LE(first.bytes, line_bytes_max + 1);
  EXPECT_EQ(first.next, 2U);
}

TEST(LineReader, MarksALongLineOfSpacesToo) {
  EXPECT_TRUE(first_line(std::string(line_bytes_max + 1, ' ')).too_long);
}

// Neither the mark at the beginning nor the end is part of the line.
TEST(LineReader, CountsOnlyTheBytesOfTheLine) {
  const std::string most(line_bytes_max, 'x');
  EXPECT_FALSE(first_line(most + "\r\n").too_long);
  EXPECT_FALSE(first_line("\xEF\xBB\xBF" + most + "\n").too_long);
}

TEST(LineReader, PassesOnWhatTheSourceRefuses) {
  const Files files;
  const std::string archive = unit::gzipped("a\nb\n");
  LineReader reader = reader_of(files.write(archive.substr(0, archive.size() - 1)));
  Result<std::optional<Line>> line = reader.next();
  while (line && *line) line = reader.next();
  EXPECT_TRUE(refused(line, {"the archive ends too early"}));
}

TEST(WholeFile, IsReadAndUnpacked) {
  const Files files;
  EXPECT_EQ(must(read_whole_file(files.write("a\nb\r\n"))), "a\nb\r\n");
  EXPECT_EQ(must(read_whole_file(files.write(""))), "");
  EXPECT_EQ(must(read_whole_file(files.write(unit::zstandard("{}")))), "{}");
}

TEST(WholeFile, HasAtMost16Mebibytes) {
  const Files files;
  const std::string most(16U << 20U, 'x');
  EXPECT_EQ(must(read_whole_file(files.write(unit::gzipped(most)))).size(), most.size());
  EXPECT_TRUE(refused(read_whole_file(files.write(unit::gzipped(most + "x"))),
                      {files.directory(), "has more than 16 MiB"}));
}

TEST(WholeFile, IsNamedWhereItCannotBeRead) {
  const Files files;
  EXPECT_TRUE(refused(read_whole_file(files.missing()), {files.missing(), "cannot be opened"}));
  EXPECT_TRUE(refused(read_whole_file(files.directory()), {files.directory(), "is a directory"}));
}

}  // namespace
}  // namespace annals::cli
