#include "annals/codec/record_block.h"

#include "annals/base/bits.h"

namespace annals {

std::string pack_records(std::span<const std::string_view> records) {
  std::string out;
  for (const std::string_view record : records) {
    put_varint(out, record.size());
    out += record;
  }
  return out;
}

Result<RecordBlock> RecordBlock::open(std::string_view packed) {
  RecordBlock block;
  while (!packed.empty()) {
    const auto size = take_varint(packed);
    const auto record = size ? take_bytes(packed, *size) : std::nullopt;
    if (!record) return Error{.code = ErrorCode::corrupt, .message = "a block cannot be read"};
    block.records_.emplace_back(*record);
  }
  return block;
}

}  // namespace annals
