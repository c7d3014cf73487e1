// What every fuzz target has: the entry that libFuzzer and replay.cpp call, and a way to fail.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

/// Gives one input to the code under test; stops the program if a promise is broken. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace annals::fuzz {

/// The input as text; never a null pointer.
inline std::string_view view_of(const std::uint8_t* data, std::size_t size) {
  return size == 0 ? std::string_view{""}
                   : std::string_view{reinterpret_cast<const char*>(data), size};
}

/// Stops the program, as a sanitizer would, where `holds` is false.
inline void expect(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "fuzz: broken promise: %s\n", promise);
  std::abort();
}

/// Numbers and texts off the front of an input; zeros once it is used up.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : rest_{bytes} {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return first;
  }

  /// A number below `count`, which is at least 1 and at most 256.
  unsigned below(unsigned count) { return byte() % count; }

  /// At most `size` bytes.
  std::string_view take(std::size_t size) {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace annals::fuzz
