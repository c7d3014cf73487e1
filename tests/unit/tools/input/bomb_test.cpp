// Small archives of very much: they are read in bounded memory, or refused at a limit.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "annals/event/limits.h"
#include "input/line_reader.h"
#include "input/piece_reader.h"
#include "input/whole_file.h"
#include "support/must.h"
#include "unit/expect.h"
#include "unit/tools/input/archives.h"

namespace annals::cli {
namespace {

using limits::line_bytes_max;
using support::must;
using unit::Files;
using unit::refused;

/// The most memory that this process has ever had, in bytes.
std::uint64_t peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) << 10U;
}

/// What may be had besides: a line, what is read at once, and what the unpackers keep.
constexpr std::uint64_t little_bytes = 32 << 20;

constexpr std::size_t bomb_bytes = 256 << 20;

/// 256 MiB of one line in a few hundred kilobytes, then a short one.
std::string bomb(std::string (*pack)(std::string_view)) {
  constexpr std::size_t part_bytes = 4 << 20;
  const std::string part = pack(std::string(part_bytes, 'x'));
  std::string all;
  for (std::size_t bytes = 0; bytes < bomb_bytes; bytes += part_bytes) all += part;
  return all + pack("\nshort\n");
}

class Bomb : public testing::TestWithParam<std::string (*)(std::string_view)> {
 protected:
  [[nodiscard]] std::string path() const { return path_; }

 private:
  Files files_;
  std::string path_ = files_.write(bomb(GetParam()));
};

TEST_P(Bomb, IsALineThatIsTooLongInBoundedMemory) {
  const std::uint64_t before = peak_bytes();
  LineReader lines{must(ByteSource::open(path()))};
  const Line line = unit::inside(must(lines.next()));
  EXPECT_TRUE(line.too_long);
  EXPECT_EQ(line.text.size(), line_bytes_max + 1);
  EXPECT_EQ(unit::inside(must(lines.next())).text, "short");
  EXPECT_LT(peak_bytes() - before, little_bytes);
}

TEST_P(Bomb, IsAPieceOfOneLineThatIsTooLongInBoundedMemory) {
  constexpr std::size_t piece_bytes = 128 << 10;
  const std::uint64_t before = peak_bytes();
  PieceReader pieces{must(ByteSource::open(path())), piece_bytes};
  std::string all;
  while (const auto piece = must(pieces.next())) all += *piece;
  EXPECT_GT(all.find('\n'), line_bytes_max);
  EXPECT_LT(all.size(), line_bytes_max + 100);
  EXPECT_TRUE(all.ends_with("\nshort\n"));
  EXPECT_LT(peak_bytes() - before, little_bytes);
}

TEST_P(Bomb, IsTooMuchForAWholeFile) {
  const std::uint64_t before = peak_bytes();
  EXPECT_TRUE(refused(read_whole_file(path()), {path(), "has more than 16 MiB"}));
  EXPECT_LT(peak_bytes() - before, 2 * limits::file_bytes_max + little_bytes);
}

INSTANTIATE_TEST_SUITE_P(Archives, Bomb, testing::Values(unit::gzipped, unit::zstandard));

/// A Zstandard frame of `x` (RFC 8878, 3.1.1) that asks for a window of 2^`window_log` bytes.
std::string frame_of_window(int window_log) {
  constexpr int least_log = 10;
  constexpr unsigned exponent_at = 3;
  std::string frame{"\x28\xb5\x2f\xfd\x00", 5};
  frame += static_cast<char>(static_cast<unsigned>(window_log - least_log) << exponent_at);
  return frame + std::string{"\x09\x00\x00x", 4};  // the last block, raw, of one byte
}

TEST(ZstdWindow, HasALimit) {
  const Files files;
  EXPECT_EQ(must(read_whole_file(files.write(frame_of_window(limits::window_log_max)))), "x");
  EXPECT_TRUE(refused(read_whole_file(files.write(frame_of_window(limits::window_log_max + 1))),
                      {"the zstd archive needs a window of more than 128 MiB"}));
  EXPECT_TRUE(refused(read_whole_file(files.write(frame_of_window(31))), {"more than 128 MiB"}));
}

std::string pieces_of(std::string_view content, std::size_t piece_bytes) {
  const Files files;
  PieceReader pieces{must(ByteSource::open(files.write(content))), piece_bytes};
  std::string all;
  while (const auto piece = must(pieces.next())) all += *piece;
  return all;
}

TEST(PieceReader, CutsNoLineOfAMebibyteAndShowsThatOneIsLonger) {
  const std::string most = std::string(line_bytes_max, 'x') + "\nnext\n";
  EXPECT_EQ(pieces_of(most, 1000), most);
  const std::string line = pieces_of("x" + most, 1000);
  EXPECT_EQ(line.find('\n'), line_bytes_max + 1);
}

}  // namespace
}  // namespace annals::cli
