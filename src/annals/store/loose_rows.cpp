#include "annals/store/loose_rows.h"

#include <limits>

#include "annals/base/check.h"

namespace annals {
namespace {

constexpr std::size_t size_bytes(std::size_t size, std::size_t large) {
  return size < large ? 1 : 1 + sizeof(std::uint32_t);
}

}  // namespace

LooseRows::LooseRows(const Rows& rows) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const RowView row = rows[i];
    bytes += size_bytes(row.key.size(), is_large) + size_bytes(row.value.size(), is_large) +
             row.key.size() + row.value.size();
  }
  bytes_.reserve(bytes);
  for (std::size_t i = 0; i < rows.size(); ++i) add(rows[i]);
}

void LooseRows::add(const RowView& row) {
  put_size(row.key.size());
  put_size(row.value.size());
  bytes_ += row.key;
  bytes_ += row.value;
  ++size_;
}

void LooseRows::put_size(std::size_t size) {
  if (size < is_large) {
    bytes_ += static_cast<char>(size);
    return;
  }
  check(size <= std::numeric_limits<std::uint32_t>::max(), "keys and values are not so long");
  const auto whole = static_cast<std::uint32_t>(size);
  bytes_ += static_cast<char>(is_large);
  bytes_.append(reinterpret_cast<const char*>(&whole), sizeof whole);
}

}  // namespace annals
