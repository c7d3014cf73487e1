// A block of records: any bytes are opened or refused, any records come back.

#include "annals/codec/record_block.h"

#include <string>
#include <vector>

#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

std::vector<std::string> records_of(const RecordBlock& block) {
  std::vector<std::string> records;
  for (std::size_t i = 0; i < block.size(); ++i) records.push_back(block.record(i));
  return records;
}

void check_round_trip(const std::vector<std::string>& records) {
  const std::vector<std::string_view> views{records.begin(), records.end()};
  const std::string packed = pack_records(views);
  const auto block = RecordBlock::open(packed);
  expect(block.has_value(), "a block that was packed can be opened");
  expect(records_of(*block) == records, "records come back as they were");
}

void check_open(std::string_view bytes) {
  const auto block = RecordBlock::open(bytes);
  if (!block) {
    expect(block.error().code == ErrorCode::corrupt, "bytes that are no block are damage");
    return;
  }
  constexpr std::size_t cheap_bytes = 1 << 20;
  if (block->bytes() > cheap_bytes) return;
  std::vector<std::string> records = records_of(*block);
  std::size_t bytes_in_all = 0;
  for (const std::string& record : records) bytes_in_all += record.size();
  if (!records.empty() && bytes_in_all <= cheap_bytes) check_round_trip(records);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes{fuzz::view_of(data, size)};
  // The first byte says which side is tried.
  if (bytes.byte() % 2 == 0) {
    check_open(bytes.rest());
    return 0;
  }
  std::vector<std::string> records;
  while (!bytes.empty() && records.size() < block_records_max) {
    const std::size_t most = std::size_t{bytes.byte()} * 4;
    records.emplace_back(bytes.take(most));
  }
  if (!records.empty()) check_round_trip(records);
  return 0;
}
