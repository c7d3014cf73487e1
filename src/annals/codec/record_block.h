#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/record_shape.h"
#include "annals/codec/text_column.h"

namespace annals {

/// A block holds at most so many records, which have together at most so many bytes.
inline constexpr std::size_t block_records_max = 1024;
inline constexpr std::size_t block_record_bytes_max = std::size_t{1} << 28U;

/// Packs records, at least one, into fewer bytes: any bytes come back as they were, those of
/// `encode_record` become a tenth.
///
/// Shape:  schema/format.md, "A block of records". The same records give the same block.
/// Cost:   one pass over the records, and one over what differs between them.
[[nodiscard]] std::string pack_records(std::span<const std::string_view> records);

/// Records as `pack_records` packed them.
class RecordBlock {
 public:
  /// Reads a block. No byte is trusted; what it keeps is its own.
  ///
  /// Errors: corrupt, if the bytes are no block or say what no block can.
  [[nodiscard]] static Result<RecordBlock> open(std::string_view packed);

  [[nodiscard]] std::size_t size() const { return records_.size(); }

  /// The bytes of the record at `index`, which must be less than `size()`.
  [[nodiscard]] std::string record(std::size_t index) const;

  /// Bytes that it takes in memory, about.
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Record {
    std::uint32_t shape;  // 0: none, then its bytes are its only text
    std::uint32_t first_text;
    std::uint32_t first_number;
    std::uint32_t size;
  };

  bool read(ColumnSource in);
  bool read_columns(ColumnSource& in);

  std::vector<RecordShape> shapes_;
  std::vector<Record> records_;
  std::string arena_;                   // the texts, each as often as the block says it
  std::vector<TextPlace> texts_;        // record by record, in order of position
  std::vector<std::uint64_t> numbers_;  // likewise
};

}  // namespace annals
