#include "annals/base/sha256_pair.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#endif

namespace annals {
namespace {

std::pair<Digest, Digest> one_by_one(char prefix, std::string_view a, std::string_view b) {
  const std::string_view first{&prefix, 1};
  return {sha256({first, a}), sha256({first, b})};
}

}  // namespace

#if defined(__x86_64__)

namespace {

constexpr std::size_t block_bytes = 64;
constexpr std::size_t words_in_register = 4;

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4,
// 4.2.2).
alignas(16) constexpr std::array<std::uint32_t, 64> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

bool has_instructions() {
  static const bool has = [] {
    constexpr unsigned ssse3_and_sse41 = 1U << 9U | 1U << 19U;
    constexpr unsigned sha = 1U << 29U;
    constexpr unsigned features = 1;
    constexpr unsigned more_features = 7;
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    if (__get_cpuid(features, &a, &b, &c, &d) == 0 || (c & ssse3_and_sse41) != ssse3_and_sse41) {
      return false;
    }
    return __get_cpuid_count(more_features, 0, &a, &b, &c, &d) != 0 && (b & sha) != 0;
  }();
  return has;
}

/// What is hashed, block by block: the prefix and the text, a bit, zeros, and how many bits.
class Message {
 public:
  Message(char prefix, std::string_view text) : text_{text} {
    first_[0] = static_cast<std::uint8_t>(prefix);
    const std::size_t size = text.size() + 1;
    constexpr std::size_t end_bytes = 1 + sizeof(std::uint64_t);
    blocks_ = (size + end_bytes + block_bytes - 1) / block_bytes;
    // Whole blocks of the text alone are read where they stand.
    const std::size_t whole = size / block_bytes;
    direct_ = std::max<std::size_t>(whole, 1);
    const std::size_t in_first = std::min(text.size(), block_bytes - 1);
    text.copy(reinterpret_cast<char*>(first_.data()) + 1, in_first);
    std::size_t left = 0;  // in `last_`
    std::uint8_t* rest = last_.data();
    if (whole == 0) {
      rest = first_.data();
      left = size;
    } else {
      const std::size_t from = whole * block_bytes - 1;
      left = text.size() - from;
      text.copy(reinterpret_cast<char*>(rest), left, from);
    }
    rest[left] = 0x80;
    const std::uint64_t bits = __builtin_bswap64(std::uint64_t{size} * 8);
    std::uint8_t* const end = blocks_ == 1 ? first_.data() + block_bytes
                                           : last_.data() + (blocks_ - direct_) * block_bytes;
    std::memcpy(end - sizeof bits, &bits, sizeof bits);
  }

  [[nodiscard]] std::size_t blocks() const { return blocks_; }

  [[nodiscard]] const std::uint8_t* block(std::size_t index) const {
    if (index == 0) return first_.data();
    if (index >= direct_) return last_.data() + (index - direct_) * block_bytes;
    return reinterpret_cast<const std::uint8_t*>(text_.data()) + index * block_bytes - 1;
  }

 private:
  std::string_view text_;
  std::size_t blocks_ = 0;
  std::size_t direct_ = 0;  // of these all but the first stand in the text
  std::array<std::uint8_t, block_bytes> first_{};
  std::array<std::uint8_t, 2 * block_bytes> last_{};
};

/// The eight words of a hash, as the instructions want them: a, b, e, f and c, d, g, h.
struct State {
  __m128i abef;
  __m128i cdgh;
};

/// Takes in one block of each of `Count` messages. Source: FIPS 180-4, 6.2.2.
template <std::size_t Count>
__attribute__((target("sha,sse4.1,ssse3"))) inline void take_blocks(
    std::array<State*, Count> states, std::array<const std::uint8_t*, Count> blocks) {
  constexpr std::size_t registers = block_bytes / sizeof(__m128i);
  constexpr std::size_t steps = round_constants.size() / words_in_register;
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i words[Count][registers];
  __m128i abef[Count];
  __m128i cdgh[Count];
#pragma GCC unroll 2
  for (std::size_t i = 0; i < Count; ++i) {
    const auto* const from = reinterpret_cast<const __m128i*>(blocks[i]);
#pragma GCC unroll 4
    for (std::size_t j = 0; j < registers; ++j) {
      words[i][j] = _mm_shuffle_epi8(_mm_loadu_si128(from + j), big_endian);
    }
    abef[i] = states[i]->abef;
    cdgh[i] = states[i]->cdgh;
  }
#pragma GCC unroll 16
  for (std::size_t step = 0; step < steps; ++step) {
    const auto* const constants = reinterpret_cast<const __m128i*>(round_constants.data()) + step;
#pragma GCC unroll 2
    for (std::size_t i = 0; i < Count; ++i) {
      __m128i& word = words[i][step % registers];
      const __m128i& next = words[i][(step + 1) % registers];
      const __m128i& third = words[i][(step + 2) % registers];
      const __m128i& last = words[i][(step + 3) % registers];
      __m128i sum = _mm_add_epi32(word, _mm_load_si128(constants));
      cdgh[i] = _mm_sha256rnds2_epu32(cdgh[i], abef[i], sum);
      sum = _mm_shuffle_epi32(sum, 0x0E);
      abef[i] = _mm_sha256rnds2_epu32(abef[i], cdgh[i], sum);
      if (step + registers >= steps) continue;
      const __m128i seventh = _mm_alignr_epi8(last, third, sizeof(std::uint32_t));
      const __m128i mixed = _mm_add_epi32(_mm_sha256msg1_epu32(word, next), seventh);
      word = _mm_sha256msg2_epu32(mixed, last);
    }
  }
#pragma GCC unroll 2
  for (std::size_t i = 0; i < Count; ++i) {
    states[i]->abef = _mm_add_epi32(states[i]->abef, abef[i]);
    states[i]->cdgh = _mm_add_epi32(states[i]->cdgh, cdgh[i]);
  }
}

/// As every hash begins: parts of the square roots of the first eight primes (FIPS 180-4, 5.3.3).
State initial_state() {
  const auto pair = [](std::uint64_t high, std::uint64_t low) {
    return static_cast<long long>(high << 32U | low);
  };
  return {.abef = _mm_set_epi64x(pair(0x6a09e667, 0xbb67ae85), pair(0x510e527f, 0x9b05688c)),
          .cdgh = _mm_set_epi64x(pair(0x3c6ef372, 0xa54ff53a), pair(0x1f83d9ab, 0x5be0cd19))};
}

Digest digest_of(const State& state) {
  std::array<std::uint32_t, 8> words{};
  std::memcpy(words.data(), &state.abef, sizeof state.abef);
  std::memcpy(words.data() + words_in_register, &state.cdgh, sizeof state.cdgh);
  // Both have their words from the last to the first.
  constexpr std::array<std::size_t, 8> from{3, 2, 7, 6, 1, 0, 5, 4};
  Digest digest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint32_t word = __builtin_bswap32(words[from[i]]);
    std::memcpy(digest.bytes.data() + i * sizeof word, &word, sizeof word);
  }
  return digest;
}

__attribute__((target("sha,sse4.1,ssse3"))) std::pair<Digest, Digest> both_at_once(
    const Message& a, const Message& b) {
  State of_a = initial_state();
  State of_b = of_a;
  const std::size_t together = std::min(a.blocks(), b.blocks());
  for (std::size_t i = 0; i < together; ++i) {
    take_blocks<2>({&of_a, &of_b}, {a.block(i), b.block(i)});
  }
  for (std::size_t i = together; i < a.blocks(); ++i) take_blocks<1>({&of_a}, {a.block(i)});
  for (std::size_t i = together; i < b.blocks(); ++i) take_blocks<1>({&of_b}, {b.block(i)});
  return {digest_of(of_a), digest_of(of_b)};
}

}  // namespace

std::pair<Digest, Digest> sha256_pair(char prefix, std::string_view a, std::string_view b) {
  if (!has_instructions()) return one_by_one(prefix, a, b);
  return both_at_once(Message{prefix, a}, Message{prefix, b});
}

#else

std::pair<Digest, Digest> sha256_pair(char prefix, std::string_view a, std::string_view b) {
  return one_by_one(prefix, a, b);
}

#endif

}  // namespace annals
