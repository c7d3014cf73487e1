#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "annals/event/value.h"

namespace annals {

/// Where something lies in one piece of memory: bytes from its beginning.
using Place = std::uint32_t;

/// Reads what lies behind an object that is only the beginning of one piece of memory. Nothing
/// needs to be aligned. Whoever reads has to know what was put there (`PieceWriter`).
class PieceReader {
 public:
  explicit PieceReader(const void* begin) : begin_{static_cast<const std::byte*>(begin)} {}

  [[nodiscard]] const std::byte* at(Place place) const { return begin_ + place; }

  /// The number, or whatever else is plain bytes, that lies at `index` of an array of them.
  template <typename T>
  [[nodiscard]] T read(Place place, std::size_t index = 0) const {
    static_assert(std::is_trivially_copyable_v<T>);
    T what;
    std::memcpy(&what, at(place) + index * sizeof(T), sizeof(T));
    return what;
  }

  /// The text lives as long as the piece.
  [[nodiscard]] std::string_view text(Place place, std::size_t size) const {
    return {reinterpret_cast<const char*>(at(place)), size};
  }

  [[nodiscard]] Value value(Place place) const;

  /// Asks for the memory from one place to another, so that its lines are waited for together; of
  /// what is long only for the beginning.
  void expect(Place begin, std::size_t end) const {
    constexpr std::size_t line_bytes = 64;
    constexpr std::size_t bytes_max = 8 * line_bytes;
    const std::size_t bytes = end - begin < bytes_max ? end - begin : bytes_max;
    for (std::size_t i = 0; i < bytes; i += line_bytes) __builtin_prefetch(at(begin) + i);
  }

 private:
  const std::byte* begin_;
};

/// Puts one thing behind the other into one piece of memory. Places are right up to 4 GiB; what
/// is longer is to be thrown away.
class PieceWriter {
 public:
  /// `head_bytes` are left for the object that the piece begins with.
  explicit PieceWriter(std::size_t head_bytes) : bytes_(head_bytes) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] Place end() const { return static_cast<Place>(bytes_.size()); }

  template <typename T>
  void put(const T& what) {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::size_t begin = bytes_.size();
    bytes_.resize(begin + sizeof(T));
    std::memcpy(&bytes_[begin], &what, sizeof(T));
  }
  void put_text(std::string_view text);

  /// Leaves room for something that is put there later.
  Place leave(std::size_t size) {
    const Place begin = end();
    bytes_.resize(bytes_.size() + size);
    return begin;
  }
  template <typename T>
  void put_at(Place place, std::size_t index, const T& what) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::memcpy(&bytes_[place + index * sizeof(T)], &what, sizeof(T));
  }

  /// Where a value lies; it is put there if it is not in the piece yet.
  [[nodiscard]] Place value(const Value& value);

  /// The memory of a piece that begins with `head`.
  template <typename Head>
  [[nodiscard]] std::shared_ptr<const Head> finish(const Head& head) const {
    static_assert(std::is_trivially_copyable_v<Head> && alignof(Head) <= alignof(Unit));
    const auto memory = copy();
    return {memory, new (memory.get()) Head{head}};
  }

  /// What `finish` takes in memory, beside the piece, for the counts of owners and the allocator.
  static constexpr std::size_t counts_bytes = 48;

 private:
  struct alignas(std::max_align_t) Unit {
    std::byte bytes[alignof(std::max_align_t)];  // NOLINT(modernize-avoid-c-arrays)
  };

  [[nodiscard]] std::shared_ptr<Unit[]> copy() const;  // NOLINT(modernize-avoid-c-arrays)

  std::vector<std::byte> bytes_;
  std::map<Value, Place> values_;
};

}  // namespace annals
