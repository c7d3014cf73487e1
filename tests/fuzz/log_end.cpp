// The end of a file of the write-ahead log: found behind what was written whole, whichever sectors
// of the last write are lost; damage before that is never taken for the end.

#include <rocksdb/file_system.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "annals/base/crc32c.h"
#include "annals/store/write_ahead_log.h"
#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

constexpr std::size_t block_bytes = 32 << 10;
constexpr std::size_t head_bytes = 7;
constexpr std::size_t sector_bytes = 512;

class Memory final : public rocksdb::FSRandomAccessFile {
 public:
  explicit Memory(std::string_view bytes) : bytes_{bytes} {}
  rocksdb::IOStatus Read(std::uint64_t offset, std::size_t count, const rocksdb::IOOptions&,
                         rocksdb::Slice* result, char*, rocksdb::IODebugContext*) const override {
    const std::string_view read = bytes_.substr(std::min(offset, bytes_.size()), count);
    *result = {read.data(), read.size()};
    return rocksdb::IOStatus::OK();
  }

 private:
  std::string_view bytes_;
};

std::optional<std::uint64_t> end_of(std::string_view log) {
  std::optional<LogEnd> end;
  expect(look_for_log_end(Memory{log}, log.size(), end).ok(), "memory can be read");
  expect(!end || end->end <= log.size(), "a log ends within its file");
  return end ? std::optional{end->end} : std::nullopt;
}

void put(std::string& to, std::uint32_t number, unsigned bytes) {
  for (unsigned i = 0; i < bytes; ++i) to += static_cast<char>(number >> 8 * i & 0xffU);
}

void put_record(std::string& log, std::string_view part, bool is_first, bool is_last) {
  constexpr char types[2][2] = {{3, 4}, {2, 1}};
  std::string summed{types[is_first][is_last]};
  summed += part;
  const std::uint32_t sum = crc32c(summed);
  put(log, (sum >> 15U | sum << 17U) + 0xa282ead8U, 4);
  put(log, static_cast<std::uint32_t>(part.size()), 2);
  log += summed;
}

/// What RocksDB adds to a log for one write.
void write(std::string& log, std::string_view bytes) {
  bool is_first = true;
  do {
    const std::size_t room = block_bytes - log.size() % block_bytes;
    if (room < head_bytes) {
      log.append(room, '\0');
      continue;
    }
    const std::string_view part = bytes.substr(0, room - head_bytes);
    bytes.remove_prefix(part.size());
    put_record(log, part, is_first, bytes.empty());
    is_first = false;
  } while (!bytes.empty() || is_first);
}

/// Has no byte that could be the type of a record: content in which whole records stand, with their
/// checksums, would be told as damage.
std::string payload(fuzz::Bytes& bytes) {
  constexpr std::size_t units[] = {1, 61, 700, 9000};
  const std::size_t unit = units[bytes.below(4)];
  std::string made(1 + unit * bytes.below(9), static_cast<char>(bytes.byte()));
  const std::string_view text = bytes.take(bytes.below(40));
  made.replace(0, std::min(made.size(), text.size()), text);
  for (char& each : made) {
    if (each > 0 && each <= 4) each = '\0';
  }
  return made;
}

void check_torn(std::string log, std::size_t begin, fuzz::Bytes& bytes) {
  const std::string whole = log;
  for (std::size_t at = begin; at < log.size();) {
    const std::size_t next = std::min(log.size(), (at / sector_bytes + 1) * sector_bytes);
    if (bytes.below(3) == 1) log.replace(at, next - at, next - at, '\0');
    at = next;
  }
  const bool is_torn = log != whole;
  log.append(bytes.below(200) * sector_bytes, '\0');
  const auto end = end_of(log);
  expect(end.has_value(), "what is torn is not damaged");
  expect(is_torn ? *end >= begin && *end < whole.size() : *end == whole.size(),
         "a log ends where the last whole write does");
}

void check_damaged(std::string log, std::size_t begin, fuzz::Bytes& bytes) {
  if (begin == 0) return;
  std::size_t at = 0;
  for (int i = 0; i < 3; ++i) at = at << 8U | bytes.byte();
  char& damaged = log[at % begin];
  damaged = static_cast<char>(static_cast<unsigned char>(damaged) ^ (1U + bytes.below(255)));
  log.append(bytes.below(3) * sector_bytes, '\0');
  const auto end = end_of(log);
  expect(!end || *end >= begin, "damage does not pass for the end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(end_of(fuzz::view_of(data, size)));
  fuzz::Bytes bytes{fuzz::view_of(data, size)};
  const bool is_damaged = bytes.below(2) == 1;
  std::string log;
  std::size_t begin = 0;
  for (unsigned writes = 1 + bytes.below(12); writes > 0; --writes) {
    begin = log.size();
    write(log, payload(bytes));
  }
  if (is_damaged) {
    check_damaged(std::move(log), begin, bytes);
  } else {
    check_torn(std::move(log), begin, bytes);
  }
  return 0;
}
