#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"

namespace annals {

/// Packs records, at least one.
[[nodiscard]] std::string pack_records(std::span<const std::string_view> records);

/// Records that were packed together, opened for reading.
class RecordBlock {
 public:
  /// Errors: corrupt.
  [[nodiscard]] static Result<RecordBlock> open(std::string_view packed);

  [[nodiscard]] std::size_t size() const { return records_.size(); }
  [[nodiscard]] std::string record(std::size_t index) const { return records_[index]; }

 private:
  std::vector<std::string> records_;
};

}  // namespace annals
