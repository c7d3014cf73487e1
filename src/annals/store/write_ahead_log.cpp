#include "annals/store/write_ahead_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/crc32c.h"

namespace annals {
namespace {

// The file is a row of blocks. A record lies within one, behind a head: four bytes of checksum, two
// of length, one of type. No head begins in the last six bytes of a block; they are zeros. What is
// written at once is one record that is whole, or a first one, some in the middle and a last one.
constexpr std::uint64_t block_bytes = 32U << 10U;
constexpr std::uint64_t head_bytes = 7;
constexpr std::uint64_t length_at = 4;
constexpr std::uint64_t type_at = 6;
constexpr unsigned whole_type = 1;
constexpr unsigned first_type = 2;
constexpr unsigned last_type = 4;

/// What a disk writes as a whole, or not at all.
constexpr std::uint64_t sector_bytes = 512;

constexpr unsigned byte_bits = 8;

unsigned byte_at(std::string_view bytes, std::uint64_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

/// Two or four bytes, the lowest first.
std::uint32_t number_at(std::string_view bytes, std::uint64_t at, unsigned count) {
  std::uint32_t number = 0;
  for (unsigned i = count; i > 0; --i) number = number << byte_bits | byte_at(bytes, at + i - 1);
  return number;
}

/// A checksum as RocksDB writes it: of bytes that have checksums in them, one would say little.
std::uint32_t masked(std::uint32_t sum) {
  constexpr unsigned turned = 15;
  constexpr unsigned bits = 32;
  constexpr std::uint32_t added = 0xa282ead8;
  return (sum >> turned | sum << (bits - turned)) + added;
}

struct Record {
  bool begins;        ///< what is written at once
  std::uint64_t end;  ///< its place in the block
};

/// The record that begins at a place in a block, if there is a sound one.
std::optional<Record> record_at(std::string_view block, std::uint64_t at) {
  if (at + head_bytes > block.size()) return std::nullopt;
  const unsigned type = byte_at(block, at + type_at);
  const std::uint64_t end = at + head_bytes + number_at(block, at + length_at, 2);
  if (type < whole_type || type > last_type || end > block.size()) return std::nullopt;
  const std::uint32_t sum = crc32c(block.substr(at + type_at, end - at - type_at));
  if (masked(sum) != number_at(block, at, 4)) return std::nullopt;
  return Record{.begins = type == whole_type || type == first_type, .end = end};
}

bool are_zeros(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

/// Whether of a record that should be at a place in a block a sector was never written, or its end
/// was cut off with that of the file.
bool is_unfinished(std::string_view block, std::uint64_t at) {
  const bool is_cut = block.size() < block_bytes;
  std::uint64_t end = block.size();
  if (at + head_bytes > end) return is_cut;
  const std::uint64_t record_end = at + head_bytes + number_at(block, at + length_at, 2);
  if (record_end > end && is_cut) return true;
  if (byte_at(block, at + type_at) != 0) end = std::min(end, record_end);
  // RocksDB writes a head and what belongs to it one after the other.
  const std::uint64_t content = at + head_bytes;
  if (content < end && are_zeros(block.substr(content, end - content))) return true;
  while (at < end) {
    const std::uint64_t next = std::min(end, (at / sector_bytes + 1) * sector_bytes);
    if (are_zeros(block.substr(at, next - at))) return true;
    at = next;
  }
  return false;
}

/// How far the sound records of a block go, and whether one of them begins what is written at once.
struct Walked {
  std::uint64_t end = 0;
  bool begins = false;
};

Walked walk(std::string_view block) {
  Walked walked;
  while (const auto record = record_at(block, walked.end)) {
    walked.end = record->end;
    walked.begins = walked.begins || record->begins;
  }
  return walked;
}

/// One look at a file, which may grow meanwhile.
class Look {
 public:
  Look(const rocksdb::FSRandomAccessFile& file, std::uint64_t bytes) : file_{file}, bytes_{bytes} {}

  /// The end; nothing if the file is damaged or could not be read.
  std::optional<LogEnd> find_end();

  [[nodiscard]] const rocksdb::IOStatus& status() const { return status_; }

 private:
  /// A block, or what there is of it; the view lives until the next one is asked for.
  std::string_view block(std::uint64_t index) {
    rocksdb::Slice read;
    const std::uint64_t offset = index * block_bytes;
    const auto done = file_.Read(offset, std::min(block_bytes, bytes_ - offset),
                                 rocksdb::IOOptions{}, &read, room_.data(), nullptr);
    if (!done.ok()) status_ = done;
    return done.ok() ? std::string_view{read.data(), read.size()} : std::string_view{};
  }

  /// Behind the last block that is not all zeros.
  [[nodiscard]] std::uint64_t blocks_written() {
    std::uint64_t blocks = (bytes_ + block_bytes - 1) / block_bytes;
    while (blocks > 0 && status_.ok() && are_zeros(block(blocks - 1))) --blocks;
    return blocks;
  }

  /// Whether a record that begins a write stands behind a place that has no record.
  [[nodiscard]] bool goes_on_behind(std::uint64_t index, std::uint64_t at, std::uint64_t blocks) {
    const std::string_view broken = block(index);
    for (std::uint64_t next = at + 1; next < broken.size(); ++next) {
      const auto record = record_at(broken, next);
      if (record && record->begins) return true;
    }
    for (std::uint64_t later = index + 1; later < blocks; ++later) {
      if (walk(block(later)).begins) return true;
    }
    return false;
  }

  const rocksdb::FSRandomAccessFile& file_;
  std::uint64_t bytes_;
  rocksdb::IOStatus status_ = rocksdb::IOStatus::OK();
  std::array<char, block_bytes> room_{};
};

std::optional<LogEnd> Look::find_end() {
  const std::uint64_t blocks = blocks_written();
  std::uint64_t index = blocks;
  // Back to where the last write begins.
  while (index > 0 && status_.ok() && !walk(block(--index)).begins) {
  }
  for (; index < blocks && status_.ok(); ++index) {
    const std::string_view here = block(index);
    const std::uint64_t at = walk(here).end;
    const std::uint64_t end = index * block_bytes + at;
    const bool is_last = index + 1 == blocks;
    const bool is_full = at + head_bytes > block_bytes;
    if (is_last && (is_full || are_zeros(here.substr(at)))) return LogEnd{.end = end};
    if (is_full) continue;
    if (!is_unfinished(here, at) || goes_on_behind(index, at, blocks)) return std::nullopt;
    return LogEnd{.end = end, .is_torn = true};
  }
  return LogEnd{.end = 0};
}

/// The numbers of RocksDB's logs rise.
std::uint64_t number_of(const std::filesystem::path& log) {
  std::uint64_t number = 0;
  const std::string name = log.stem();
  std::from_chars(name.data(), name.data() + name.size(), number);
  return number;
}

/// Whether something was written to a later log of the store: then all of this one was, before.
rocksdb::IOStatus is_followed(rocksdb::FileSystem& files, const std::filesystem::path& path,
                              const rocksdb::FileOptions& options, bool& followed) {
  followed = false;
  std::vector<std::string> names;
  auto done = files.GetChildren(path.parent_path().string(), options.io_options, &names, nullptr);
  for (const std::string& name : names) {
    const std::filesystem::path other = path.parent_path() / name;
    if (!is_write_ahead_log(other) || number_of(other) <= number_of(path)) continue;
    std::uint64_t bytes = 0;
    std::unique_ptr<rocksdb::FSRandomAccessFile> file;
    done = files.NewRandomAccessFile(other.string(), options, &file, nullptr);
    if (done.ok()) done = files.GetFileSize(other.string(), options.io_options, &bytes, nullptr);
    std::optional<LogEnd> found;
    if (done.ok()) done = look_for_log_end(*file, bytes, found);
    if (!done.ok()) return done;
    followed = followed || !found || found->end > 0;
  }
  return done;
}

}  // namespace

bool is_write_ahead_log(const std::filesystem::path& path) {
  return path.extension() == ".log";
}

rocksdb::FileOptions LongerLog::options(const rocksdb::FileOptions& as_asked) {
  rocksdb::FileOptions options = as_asked;
  options.fallocate_with_keep_size = false;
  return options;
}

void LongerLog::SetPreallocationBlockSize(std::size_t bytes) {
  constexpr std::size_t bytes_max = 256U << 10U;
  target()->SetPreallocationBlockSize(std::min(bytes, bytes_max));
}

rocksdb::IOStatus EndedLog::Read(std::size_t bytes, const rocksdb::IOOptions& options,
                                 rocksdb::Slice* result, char* scratch,
                                 rocksdb::IODebugContext* context) {
  const std::size_t wanted = std::min<std::uint64_t>(bytes, left_);
  auto done = target()->Read(wanted, options, result, scratch, context);
  if (done.ok()) left_ -= result->size();
  return done;
}

rocksdb::IOStatus EndedLog::Skip(std::uint64_t bytes) {
  const std::uint64_t skipped = std::min(bytes, left_);
  left_ -= skipped;
  return target()->Skip(skipped);
}

rocksdb::IOStatus look_for_log_end(const rocksdb::FSRandomAccessFile& file, std::uint64_t bytes,
                                   std::optional<LogEnd>& end) {
  Look look{file, bytes};
  end = look.find_end();
  return look.status();
}

rocksdb::IOStatus find_log_end(rocksdb::FileSystem& files, const std::filesystem::path& path,
                               const rocksdb::FileOptions& options, std::uint64_t& end) {
  // Whoever writes to it meanwhile may have written the second of two pages when the first one was
  // already read: that is gone when one looks again.
  constexpr int looks = 4;
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  auto opened = files.NewRandomAccessFile(path.string(), options, &file, nullptr);
  if (!opened.ok()) return opened;
  for (int i = 0; i < looks; ++i) {
    std::uint64_t bytes = 0;
    opened = files.GetFileSize(path.string(), options.io_options, &bytes, nullptr);
    if (!opened.ok()) return opened;
    std::optional<LogEnd> found;
    if (auto looked = look_for_log_end(*file, bytes, found); !looked.ok()) return looked;
    if (!found) continue;
    bool followed = false;
    if (found->is_torn) opened = is_followed(files, path, options, followed);
    if (!opened.ok()) return opened;
    if (followed) continue;
    end = found->end;
    return rocksdb::IOStatus::OK();
  }
  return rocksdb::IOStatus::Corruption("it has what is no record before its end", path.string());
}

}  // namespace annals
