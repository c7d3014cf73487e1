#include "annals/codec/flat_writer.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>

namespace annals {
namespace {

static_assert(std::endian::native == std::endian::little, "FlatBuffers are little-endian");

constexpr std::size_t offset_bytes = sizeof(std::uint32_t);
constexpr std::size_t vtable_head_entries = 2;

/// Mixes the length and both ends of `text`: what the texts of one event differ in.
std::size_t hash_of(std::string_view text) {
  std::uint64_t front = 0;
  std::uint64_t back = 0;
  const auto load = [&](auto width) {
    std::memcpy(&front, text.data(), width);
    std::memcpy(&back, text.data() + text.size() - width, width);
  };
  using Eight = std::integral_constant<std::size_t, 8>;
  using Four = std::integral_constant<std::size_t, 4>;
  if (text.size() >= Eight::value) {
    load(Eight{});
  } else if (text.size() >= Four::value) {
    load(Four{});
  } else {
    for (const char byte : text) front = front << 8U | static_cast<unsigned char>(byte);
  }
  // The odd number is 2^64 divided by the golden ratio (Knuth, volume 3, 6.4).
  const std::uint64_t mixed = (front ^ std::rotl(back, 29) ^ text.size()) * 0x9e3779b97f4a7c15ULL;
  return static_cast<std::size_t>(mixed >> 32U);
}

}  // namespace

FlatWriter::Reference FlatWriter::begin(std::string_view identifier) {
  check(identifier.size() == offset_bytes, "an identifier has four bytes");
  size_ = 0;
  vtables_.clear();
  pending_.clear();
  make_room(2 * offset_bytes);
  const Reference root = offsets_here(1);
  std::memcpy(bytes_.data() + size_, identifier.data(), identifier.size());
  size_ += identifier.size();
  return root;
}

void FlatWriter::begin_table(Reference from, std::size_t widest_bytes) {
  constexpr std::size_t bytes_max = vtable_entries_max * (sizeof(double) + sizeof(FieldId));
  make_room(bytes_max + 2 * sizeof(double));
  align(widest_bytes, offset_bytes);  // the fields begin behind the offset of the vtable
  table_ = size_;
  refer(from.at, table_);
  put(std::uint32_t{0});
  vtable_.fill(0);
  vtable_entries_ = vtable_head_entries;
  shape_ = 0;
}

void FlatWriter::end_table() {
  vtable_[0] = static_cast<std::uint16_t>(vtable_entries_ * sizeof(FieldId));
  vtable_[1] = static_cast<std::uint16_t>(size_ - table_);
  shape_ ^= vtable_[1];
  const std::size_t vtable_bytes = vtable_[0];
  const auto is_same = [&](const Vtable& known) {
    return known.shape == shape_ &&
           std::memcmp(bytes_.data() + known.at, vtable_.data(), vtable_bytes) == 0;
  };
  auto found = std::ranges::find_if(vtables_, is_same);
  if (found == vtables_.end()) {
    align(sizeof(FieldId), 0);
    vtables_.push_back({.shape = shape_, .at = static_cast<std::uint32_t>(size_)});
    found = vtables_.end() - 1;
    std::memcpy(bytes_.data() + size_, vtable_.data(), vtable_bytes);
    size_ += vtable_bytes;
  }
  // The vtable stands at the table's own place minus this number, which may be negative.
  const auto back = static_cast<std::uint32_t>(table_) - found->at;
  std::memcpy(bytes_.data() + table_, &back, sizeof back);
}

void FlatWriter::begin_vector(Reference from, std::size_t count) {
  make_room((count + 2) * offset_bytes);
  align(offset_bytes, 0);
  refer(from.at, size_);
  put(static_cast<std::uint32_t>(count));
}

FlatWriter::Reference FlatWriter::offsets_here(std::size_t count) {
  const Reference first{.at = static_cast<std::uint32_t>(size_)};
  for (std::size_t i = 0; i < count; ++i) put(std::uint32_t{0});
  return first;
}

void FlatWriter::write_texts() {
  // Only what stands before a text can refer to it, so that each group has a hash table of its own.
  written_.assign(std::bit_ceil(4 * pending_.size() + 1), 0);
  for (std::size_t i = 0; i < pending_.size(); ++i) place(i);
  pending_.clear();
}

std::string_view FlatWriter::finish() {
  write_texts();
  align(offset_bytes, 0);
  return std::string_view{bytes_}.substr(0, size_);
}

/// Refers to the text where an equal one stands, or writes it.
void FlatWriter::place(std::size_t index) {
  PendingText& text = pending_[index];
  const std::size_t mask = written_.size() - 1;
  std::size_t slot = hash_of(text.value) & mask;
  while (written_[slot] != 0 && pending_[written_[slot] - 1].value != text.value) {
    slot = (slot + 1) & mask;
  }
  if (written_[slot] == 0) {
    written_[slot] = static_cast<std::uint32_t>(index + 1);
    text.at = write_text(text.value);
  }
  refer(text.from, pending_[written_[slot] - 1].at);
}

std::uint32_t FlatWriter::write_text(std::string_view value) {
  make_room(value.size() + 4 * offset_bytes);
  align(offset_bytes, 0);
  const auto at = static_cast<std::uint32_t>(size_);
  put(static_cast<std::uint32_t>(value.size()));
  std::memcpy(bytes_.data() + size_, value.data(), value.size());
  size_ += value.size();
  put('\0');
  return at;
}

void FlatWriter::make_room(std::size_t bytes) {
  if (size_ + bytes <= bytes_.size()) return;
  constexpr std::size_t bytes_least = 4096;
  bytes_.resize(std::max(bytes_least, 2 * (size_ + bytes)));
}

/// Zeroes up to where `beyond` more bytes end at a multiple of `bytes`.
void FlatWriter::align(std::size_t bytes, std::size_t beyond) {
  while ((size_ + beyond) % bytes != 0) put('\0');
}

void FlatWriter::refer(std::uint32_t from, std::size_t target) {
  const auto distance = static_cast<std::uint32_t>(target - from);
  std::memcpy(bytes_.data() + from, &distance, sizeof distance);
}

}  // namespace annals
