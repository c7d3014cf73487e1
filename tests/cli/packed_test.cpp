#include "cli/packed.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

/// What is done to bytes in the middle of an archive that breaks.
std::string damaged(std::string archive) {
  const std::size_t middle = archive.size() / 2;
  for (std::size_t i = middle; i < middle + 8; ++i) archive.at(i) = static_cast<char>(~archive[i]);
  return archive;
}

std::string without_the_last(std::size_t bytes, const std::string& archive) {
  return archive.substr(0, archive.size() - bytes);
}

using Packed = CliTest;

TEST_F(Packed, FilesAreReadAsWhatTheyHold) {
  const std::string lines = event_lines("packed", 500);
  workspace().write("plain.jsonl", lines);
  workspace().write("gzip.jsonl.gz", gzip(lines));
  workspace().write("zstd.jsonl.zst", zstd(lines));
  workspace().write("named-as-if-plain.jsonl", gzip(lines));
  workspace().write("named-as-if-packed.jsonl.gz", lines);
  (void)print({"--db", "plain.db", "ingest", "plain.jsonl"});
  const std::vector<std::string> expected = ids("plain.db");
  ASSERT_EQ(expected.size(), 500U);
  for (const std::string file : {"gzip.jsonl.gz", "zstd.jsonl.zst", "named-as-if-plain.jsonl",
                                 "named-as-if-packed.jsonl.gz"}) {
    (void)print({"--db", file + ".db", "ingest", file});
    EXPECT_EQ(ids(file + ".db"), expected) << file;
  }
}

TEST_F(Packed, InputIsReadFromAPipeToo) {
  for (const std::string& archive :
       {gzip(event_lines("gzip", 500)), zstd(event_lines("zstd", 500))}) {
    Process ingest = workspace().start({"ingest", "-"});
    ingest.write(archive);
    ingest.close_input();
    EXPECT_EQ(ingest.wait().exit_code, 0);
  }
  EXPECT_EQ(basis().sequence, 1002U);
}

TEST_F(Packed, ArchivesOneAfterTheOtherAreOneFile) {
  workspace().write("two.gz", gzip(event_line("a")) + gzip(event_line("b")));
  workspace().write("two.zst", zstd(event_line("c")) + zstd(event_line("d")));
  (void)print({"ingest", "two.gz", "two.zst"});
  EXPECT_EQ(ids(), (std::vector<std::string>{"first", "second", "a", "b", "c", "d"}));
}

TEST_F(Packed, ALineMayReachFromOneArchiveIntoTheNext) {
  const std::string line = event_line("a");
  workspace().write("two.gz", gzip(line.substr(0, 20)) + gzip(line.substr(20)));
  (void)print({"ingest", "two.gz"});
  EXPECT_EQ(basis().sequence, 3U);
}

TEST_F(Packed, ArchivesThatAreNotWholeAreRefused) {
  const std::string lines = event_lines("packed", 500);
  struct Case {
    std::string file;
    std::string archive;
    std::string says;
  };
  const std::vector<Case> cases{
      {"cut.gz", without_the_last(1, gzip(lines)), "the archive ends too early"},
      {"half.gz", without_the_last(gzip(lines).size() / 2, gzip(lines)), "ends too early"},
      {"begun.gz", gzip(lines).substr(0, 5), "ends too early"},
      {"cut.zst", without_the_last(1, zstd(lines)), "ends too early"},
      {"half.zst", without_the_last(zstd(lines).size() / 2, zstd(lines)), "ends too early"},
      {"damaged.gz", damaged(gzip(lines)), "the gzip archive is damaged"},
      {"damaged.zst", damaged(zstd(lines)), "the zstd archive is damaged"},
      {"more.gz", gzip(lines) + "and more", "the gzip archive is damaged"},
      {"more.zst", zstd(lines) + "and more", "the zstd archive is damaged"},
      {"empty.gz", gzip(""), "is empty; expected one event a line"},
      {"empty.zst", zstd(""), "is empty; expected one event a line"},
  };
  for (const Case& each : cases) {
    workspace().write(each.file, each.archive);
    expect_refused({.arguments = {"ingest", each.file},
                    .exit_code = 2,
                    .says = {each.file + ": ", each.says}});
  }
  expect_unchanged();
}

TEST_F(Packed, LinesAreCountedAsInThePlainFile) {
  workspace().write("bad.zst", zstd(event_lines("packed", 6) + "{\n"));
  expect_refused(
      {.arguments = {"ingest", "bad.zst"}, .exit_code = 2, .says = {"bad.zst:7: malformed JSON"}});
  // A small archive may hold more than memory does: the line is refused before it is all there.
  workspace().write("long.gz", gzip(event_line("a") + std::string(64 << 20, ' ')));
  expect_refused({.arguments = {"ingest", "long.gz"}, .exit_code = 2, .says = {"long.gz:2: "}});
  expect_unchanged();
}

}  // namespace
}  // namespace annals::cli_test
