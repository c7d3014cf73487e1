#include "annals/store/table_tail.h"

#include <array>
#include <optional>
#include <string_view>

#include "annals/base/bits.h"

namespace annals {
namespace {

// A table of RocksDB's ends with: the properties, a byte for their compression, four of checksum;
// the index of such blocks; the footer.
constexpr std::size_t footer_bytes = 53;
constexpr std::size_t restarts_bytes = 4;
constexpr std::size_t trailer_bytes = 5;
constexpr std::size_t end_bytes = restarts_bytes + trailer_bytes;

/// `bytes.size()` bytes from `offset` on; fewer where the file ends.
template <std::size_t size>
rocksdb::IOStatus read(const rocksdb::FSRandomAccessFile& file, std::uint64_t offset,
                       std::array<char, size>& room, std::string_view& bytes) {
  rocksdb::Slice slice;
  // What only reads is const in every way but its signature.
  const auto status = file.Read(offset, size, rocksdb::IOOptions{}, &slice, room.data(), nullptr);
  bytes = {slice.data(), slice.size()};
  return status;
}

/// Where the index of the blocks that are no data begins.
std::optional<std::uint64_t> index_of_blocks(std::string_view footer) {
  footer.remove_prefix(1);  // which checksum
  return take_varint(footer);
}

}  // namespace

rocksdb::IOStatus check_table_tail(const rocksdb::FSRandomAccessFile& file, std::uint64_t bytes,
                                   const std::string& path) {
  if (bytes < footer_bytes) return rocksdb::IOStatus::OK();  // RocksDB says that it is too short
  std::array<char, footer_bytes> footer_room{};
  std::string_view footer;
  if (auto status = read(file, bytes - footer_bytes, footer_room, footer); !status.ok()) {
    return status;
  }
  if (footer.size() < footer_bytes) return rocksdb::IOStatus::OK();
  const auto index = index_of_blocks(footer);
  if (!index || *index < end_bytes || *index > bytes - footer_bytes) {
    return rocksdb::IOStatus::Corruption("its footer names a place beyond it", path);
  }
  std::array<char, end_bytes> end_room{};
  std::string_view end;
  if (auto status = read(file, *index - end_bytes, end_room, end); !status.ok()) return status;
  if (end.size() < end_bytes) return rocksdb::IOStatus::OK();
  const bool has_hash_index = (static_cast<unsigned char>(end[restarts_bytes - 1]) & 0x80U) != 0;
  if (!has_hash_index) return rocksdb::IOStatus::OK();
  return rocksdb::IOStatus::Corruption("its properties are damaged", path);
}

}  // namespace annals
