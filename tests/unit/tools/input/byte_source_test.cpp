#include "input/byte_source.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "support/must.h"
#include "unit/expect.h"
#include "unit/tools/input/archives.h"

namespace annals::cli {
namespace {

using support::must;
using unit::Files;
using unit::gzipped;
using unit::refused;
using unit::zstandard;

/// All bytes of a file.
Result<std::string> read_all(const std::string& path) {
  auto source = ByteSource::open(path);
  if (!source) return source.error();
  std::string all;
  while (true) {
    const auto bytes = source->read();
    if (!bytes) return bytes.error();
    if (bytes->empty()) return all;
    all += *bytes;
  }
}

Result<std::string> read_content(std::string_view content) {
  const Files files;
  return read_all(files.write(content));
}

/// A text of several chunks that does not repeat itself.
std::string long_text() {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

TEST(ByteSource, GivesAPlainFileAsItIs) {
  EXPECT_EQ(must(read_content("a\nb")), "a\nb");
  EXPECT_EQ(must(read_content(std::string{"\0\xff", 2})), std::string("\0\xff", 2));
  EXPECT_EQ(must(read_content(long_text())), long_text());
}

TEST(ByteSource, GivesNothingFromAnEmptyFile) {
  EXPECT_EQ(must(read_content("")), "");
  EXPECT_EQ(must(read_all("/dev/null")), "");
}

TEST(ByteSource, GoesOnGivingNothingAtTheEnd) {
  const Files files;
  ByteSource source = must(ByteSource::open(files.write("a")));
  EXPECT_EQ(must(source.read()), "a");
  EXPECT_EQ(must(source.read()), "");
  EXPECT_EQ(must(source.read()), "");
}

TEST(ByteSource, UnpacksGzip) {
  EXPECT_EQ(must(read_content(gzipped("a\nb"))), "a\nb");
  EXPECT_EQ(must(read_content(gzipped(long_text()))), long_text());
  EXPECT_EQ(must(read_content(gzipped(""))), "");
}

TEST(ByteSource, UnpacksGzipThatIsMuchSmallerThanItsContent) {
  const std::string zeros(5'000'000, '0');
  EXPECT_EQ(must(read_content(gzipped(zeros))), zeros);
}

TEST(ByteSource, UnpacksGzipOfSeveralMembers) {
  EXPECT_EQ(must(read_content(gzipped("a\n") + gzipped("b\n") + gzipped("c"))), "a\nb\nc");
  EXPECT_EQ(must(read_content(gzipped("") + gzipped("a") + gzipped(""))), "a");
  EXPECT_EQ(must(read_content(gzipped(long_text()) + gzipped(long_text()))),
            long_text() + long_text());
}

TEST(ByteSource, UnpacksZstd) {
  EXPECT_EQ(must(read_content(zstandard("a\nb"))), "a\nb");
  EXPECT_EQ(must(read_content(zstandard(long_text()))), long_text());
  EXPECT_EQ(must(read_content(zstandard(""))), "");
  const std::string zeros(5'000'000, '0');
  EXPECT_EQ(must(read_content(zstandard(zeros))), zeros);
}

TEST(ByteSource, UnpacksZstdOfSeveralFrames) {
  EXPECT_EQ(must(read_content(zstandard("a\n") + zstandard("") + zstandard("b"))), "a\nb");
  // A skippable frame (RFC 8878, 3.1.2) of three bytes.
  const std::string skippable{"\x50\x2A\x4D\x18\x03\0\0\0xyz", 11};
  EXPECT_EQ(must(read_content(zstandard("a") + skippable + zstandard("b"))), "ab");
}

TEST(ByteSource, LooksAtTheContentAndNotAtTheName) {
  // Fewer bytes than a magic number, or only the beginning of one.
  for (const std::string_view text : {"\x1f", "\x28\xb5\x2f", "\x28\xb5\x2fx", "\x1fx"}) {
    EXPECT_EQ(must(read_content(text)), text);
  }
}

TEST(ByteSource, RefusesATruncatedArchive) {
  const Files files;
  const std::string gzip = gzipped("some text that is long enough to be cut anywhere");
  for (std::size_t bytes = 2; bytes < gzip.size(); ++bytes) {
    EXPECT_TRUE(
        refused(read_all(files.write(gzip.substr(0, bytes))), {"the archive ends too early"}))
        << bytes;
  }
  const std::string zstd = zstandard("some text that is long enough to be cut anywhere");
  for (std::size_t bytes = 4; bytes < zstd.size(); ++bytes) {
    EXPECT_TRUE(
        refused(read_all(files.write(zstd.substr(0, bytes))), {"the archive ends too early"}))
        << bytes;
  }
}

TEST(ByteSource, RefusesALongArchiveThatIsTruncated) {
  const std::string gzip = gzipped(long_text());
  EXPECT_TRUE(refused(read_content(gzip.substr(0, gzip.size() - 1)), {"ends too early"}));
  EXPECT_TRUE(refused(read_content(gzip.substr(0, gzip.size() / 2)), {"ends too early"}));
  const std::string zstd = zstandard(long_text());
  EXPECT_TRUE(refused(read_content(zstd.substr(0, zstd.size() - 1)), {"ends too early"}));
}

TEST(ByteSource, RefusesATruncatedLastMember) {
  const std::string second = gzipped("b");
  EXPECT_TRUE(refused(read_content(gzipped("a") + second.substr(0, second.size() - 1)),
                      {"the archive ends too early"}));
}

/// Whether each archive with one bit flipped behind its magic number is refused, or unpacks to the
/// same text where the bit means nothing.
void expect_no_damage_passes(const std::string& archive, std::size_t magic_bytes,
                             std::string_view text) {
  const Files files;
  int refusals = 0;
  for (std::size_t bit = magic_bytes * 8; bit < archive.size() * 8; ++bit) {
    std::string damaged = archive;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    const auto read = read_all(files.write(damaged));
    if (read) {
      EXPECT_EQ(*read, text) << "bit " << bit;
    } else {
      EXPECT_EQ(read.error().code, ErrorCode::invalid_input);
      ++refusals;
    }
  }
  EXPECT_GT(refusals, 0);
}

TEST(ByteSource, RefusesADamagedArchive) {
  constexpr std::string_view text = "some text, some text, some more text";
  expect_no_damage_passes(gzipped(text), 2, text);
  expect_no_damage_passes(zstandard(text), 4, text);
}

TEST(ByteSource, SaysWhatKindOfArchiveIsDamaged) {
  std::string gzip = gzipped("text");
  gzip[gzip.size() - 8] = static_cast<char>(gzip[gzip.size() - 8] ^ 1);  // the checksum
  EXPECT_TRUE(refused(read_content(gzip), {"the gzip archive is damaged"}));
  std::string zstd = zstandard("text");
  zstd.back() = static_cast<char>(zstd.back() ^ 1);
  EXPECT_TRUE(refused(read_content(zstd), {"the zstd archive is damaged"}));
}

TEST(ByteSource, RefusesOtherBytesBehindAnArchive) {
  EXPECT_TRUE(refused(read_content(gzipped("a") + "plain text"), {"gzip archive is damaged"}));
  EXPECT_TRUE(refused(read_content(zstandard("a") + "plain text"), {"zstd archive is damaged"}));
  EXPECT_TRUE(refused(read_content(gzipped("a") + zstandard("b")), {"damaged"}));
}

TEST(ByteSource, RefusesWhatIsNotThere) {
  const Files files;
  EXPECT_TRUE(refused(read_all(files.missing()), {"cannot be opened", "No such file"}));
}

TEST(ByteSource, RefusesADirectory) {
  const Files files;
  EXPECT_TRUE(refused(read_all(files.directory()), {"is a directory; expected a file"}));
}

TEST(ByteSource, TellsTheShareThatItHasRead) {
  const Files files;
  ByteSource source = must(ByteSource::open(files.write(long_text())));
  EXPECT_EQ(source.share(), 0.0);
  must(source.read());
  EXPECT_GT(source.share(), 0.0);
  EXPECT_LT(source.share(), 1.0);
  while (!must(source.read()).empty()) {
  }
  EXPECT_EQ(source.share(), 1.0);
}

TEST(ByteSource, TellsNoShareOfWhatHasNoSize) {
  EXPECT_LT(must(ByteSource::open("/dev/null")).share(), 0.0);
}

}  // namespace
}  // namespace annals::cli
