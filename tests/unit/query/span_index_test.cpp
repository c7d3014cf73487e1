#include "annals/query/span_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace annals {
namespace {

EffectiveTime at(std::int64_t microseconds) {
  return EffectiveTime::from_microseconds(microseconds);
}

std::vector<SpanIndex::Span> any_spans(std::mt19937& random, std::size_t count) {
  std::vector<SpanIndex::Span> spans;
  for (std::size_t i = 0; i < count; ++i) {
    const auto first = static_cast<std::int64_t>(random() % 300);
    const auto last = first + static_cast<std::int64_t>(random() % (random() % 4 == 0 ? 300 : 4));
    spans.push_back({.first = random() % 20 == 0 ? EffectiveTime::earliest() : at(first),
                     .last = random() % 9 == 0 ? EffectiveTime::latest() : at(last),
                     .sure_first = at(first + static_cast<std::int64_t>(random() % 2)),
                     .sure_last = random() % 4 == 0 ? at(first - 1) : at(last)});
    // A part that is none, or that is within.
    if (random() % 8 == 0) {
      spans.back().sure_first = spans.back().first;
      spans.back().sure_last = spans.back().last;
    }
  }
  return spans;
}

// Few spans are put in order one way, many another: both must be met.
TEST(SpanIndex, FindsThoseAroundAMomentAndNoOthers) {
  int asked = 0;
  int exact = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    std::mt19937 random{seed};
    const auto spans = any_spans(random, seed == 0 ? 0 : seed * seed * 2);
    const SpanIndex index{spans};
    std::vector<EffectiveTime> moments{EffectiveTime::earliest(), EffectiveTime::latest()};
    for (std::int64_t moment = -1; moment < 610; moment += 7) moments.push_back(at(moment));
    for (const EffectiveTime moment : moments) {
      SpanIndex::Found expected;
      for (std::size_t i = 0; i < spans.size(); ++i) {
        const SpanIndex::Span& span = spans[i];
        if (moment < span.first || span.last < moment) continue;
        const auto which = static_cast<std::uint32_t>(i);
        expected.all.push_back(which);
        if (moment < span.sure_first || span.sure_last < moment) expected.unsure.push_back(which);
      }
      const auto found = index.around(moment);
      EXPECT_EQ(found.all, expected.all) << moment.microseconds();
      // Of a part whose end is far from that of its span nothing is kept.
      EXPECT_TRUE(std::ranges::includes(found.unsure, expected.unsure)) << moment.microseconds();
      if (found.unsure == expected.unsure) ++exact;
      ++asked;
    }
  }
  EXPECT_GT(exact, asked / 10);
}

TEST(SpanIndex, TakesFewBytesForASpan) {
  std::mt19937 random{1};
  EXPECT_LT(SpanIndex{any_spans(random, 10'000)}.bytes(), 18 * 10'000U);
}

}  // namespace
}  // namespace annals
