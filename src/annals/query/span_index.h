#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "annals/time/instant.h"

namespace annals {

/// Closed spans of time, so that those around a moment are found without looking at the others.
///
/// Bounds are kept as places among all moments that there are, so that a span takes 17 bytes.
class SpanIndex {
 public:
  struct Span {
    EffectiveTime first;
    EffectiveTime last;
    EffectiveTime sure_first;  ///< a part of it about which something is known; none if it ends
    EffectiveTime sure_last;   ///< before it begins
  };

  /// Spans, each as its place among those that the index was made of, in ascending order.
  struct Found {
    std::vector<std::uint32_t> all;
    std::vector<std::uint32_t> unsure;  ///< those of them of which the moment is in no sure part
  };

  SpanIndex() = default;
  /// Cost: O(n log n).
  explicit SpanIndex(const std::vector<Span>& spans);

  /// The spans around `at`. Now and then a moment in a sure part counts as unsure.
  /// Cost for k of n: O(log n + k log k), or n / 64 where that is less than k log k.
  [[nodiscard]] Found around(EffectiveTime at) const;

  [[nodiscard]] std::size_t bytes() const;

 private:
  using Rank = std::uint32_t;  // how many moments lie before

  // How many of one level share a place of the next.
  static constexpr std::size_t fan_out = 16;

  struct Wanted;
  void collect(const Wanted& wanted, std::size_t level, std::size_t begin, Found& found) const;
  void sort(std::vector<std::uint32_t>& found) const;

  /// How far the sure part lies within a span, in moments.
  struct Margins {
    std::uint16_t before;  // or `no_part`
    std::uint16_t after;
  };
  static constexpr std::uint16_t no_part = 0xFFFF;  // or one that lies too far within
  [[nodiscard]] Margins margins(const Span& span) const;
  [[nodiscard]] Rank rank(EffectiveTime at) const;
  [[nodiscard]] Rank until(EffectiveTime last) const;

  std::vector<EffectiveTime> moments_;     // at which something begins or is over, in order
  std::vector<Rank> firsts_;               // when spans begin, in order
  std::vector<Margins> margins_;           // in the order of `firsts_`
  std::vector<std::vector<Rank>> untils_;  // when they are over, and the latest of each 16
  std::vector<std::uint32_t> which_;       // in the order of `firsts_`
};

}  // namespace annals
