#include "annals/query/span_index.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace annals {
namespace {

/// The moment from which on a span is over, if there is one.
EffectiveTime after(EffectiveTime last) {
  return {.at = last.at + Microseconds{1}};
}

}  // namespace

SpanIndex::SpanIndex(const std::vector<Span>& spans) {
  for (const Span& span : spans) {
    moments_.insert(moments_.end(), {span.first, span.sure_first});
    for (const EffectiveTime last : {span.last, span.sure_last}) {
      if (last != EffectiveTime::latest()) moments_.push_back(after(last));
    }
  }
  std::ranges::sort(moments_);
  const auto repeated = std::ranges::unique(moments_);
  moments_.erase(repeated.begin(), repeated.end());
  moments_.shrink_to_fit();

  std::vector<Rank> firsts;
  firsts.reserve(spans.size());
  for (const Span& span : spans) firsts.push_back(rank(span.first));
  which_.resize(spans.size());
  std::iota(which_.begin(), which_.end(), 0U);
  std::ranges::stable_sort(which_, {}, [&](std::uint32_t each) { return firsts[each]; });
  untils_.emplace_back().reserve(spans.size());
  firsts_.reserve(spans.size());
  margins_.reserve(spans.size());
  for (const std::uint32_t each : which_) {
    firsts_.push_back(firsts[each]);
    untils_.front().push_back(until(spans[each].last));
    margins_.push_back(margins(spans[each]));
  }
  while (untils_.back().size() > fan_out) {
    const std::vector<Rank>& below = untils_.back();
    std::vector<Rank> level;
    level.reserve(below.size() / fan_out + 1);
    for (std::size_t begin = 0; begin < below.size(); begin += fan_out) {
      const auto count = std::min(fan_out, below.size() - begin);
      level.push_back(std::ranges::max(std::span{below}.subspan(begin, count)));
    }
    untils_.push_back(std::move(level));
  }
}

SpanIndex::Rank SpanIndex::rank(EffectiveTime at) const {
  return static_cast<Rank>(std::ranges::lower_bound(moments_, at) - moments_.begin());
}

SpanIndex::Rank SpanIndex::until(EffectiveTime last) const {
  return last == EffectiveTime::latest() ? std::numeric_limits<Rank>::max() : rank(after(last));
}

SpanIndex::Margins SpanIndex::margins(const Span& span) const {
  if (span.sure_last < span.sure_first) return {.before = no_part, .after = 0};
  const Rank before = rank(span.sure_first) - rank(span.first);
  const Rank after = until(span.last) - until(span.sure_last);
  if (before >= no_part || after >= no_part) return {.before = no_part, .after = 0};
  return {.before = static_cast<std::uint16_t>(before), .after = static_cast<std::uint16_t>(after)};
}

struct SpanIndex::Wanted {
  Rank begun;         // how many moments there are up to the one asked for
  std::size_t spans;  // how many have begun by then
};

SpanIndex::Found SpanIndex::around(EffectiveTime at) const {
  Found found;
  if (untils_.empty()) return found;
  const auto begun = static_cast<Rank>(std::ranges::upper_bound(moments_, at) - moments_.begin());
  const auto spans = std::ranges::lower_bound(firsts_, begun) - firsts_.begin();
  collect({.begun = begun, .spans = static_cast<std::size_t>(spans)}, untils_.size() - 1, 0, found);
  sort(found.all);
  sort(found.unsure);
  return found;
}

void SpanIndex::collect(const Wanted& wanted, std::size_t level, std::size_t begin,
                        Found& found) const {
  const std::vector<Rank>& untils = untils_[level];
  std::size_t width = 1;  // of a place of this level, in spans
  for (std::size_t i = 0; i < level; ++i) width *= fan_out;
  const std::size_t end =
      std::min({begin + fan_out, untils.size(), (wanted.spans + width - 1) / width});
  for (std::size_t place = begin; place < end; ++place) {
    if (untils[place] < wanted.begun) continue;
    if (level > 0) {
      collect(wanted, level - 1, place * fan_out, found);
      continue;
    }
    const Margins margins = margins_[place];
    const bool is_sure = margins.before != no_part &&
                         firsts_[place] + margins.before < wanted.begun &&
                         untils[place] - margins.after >= wanted.begun;
    found.all.push_back(which_[place]);
    if (!is_sure) found.unsure.push_back(which_[place]);
  }
}

void SpanIndex::sort(std::vector<std::uint32_t>& found) const {
  // A bit for each span, which are then gone through: quick, unless there are few of many.
  constexpr std::size_t bits = std::numeric_limits<std::uint64_t>::digits;
  if (found.size() * std::bit_width(found.size()) < which_.size() / bits) {
    std::ranges::sort(found);
    return;
  }
  std::vector<std::uint64_t> marks(which_.size() / bits + 1);
  for (const std::uint32_t each : found) marks[each / bits] |= std::uint64_t{1} << each % bits;
  found.clear();
  for (std::size_t word = 0; word < marks.size(); ++word) {
    for (std::uint64_t rest = marks[word]; rest != 0; rest &= rest - 1) {
      found.push_back(static_cast<std::uint32_t>(word * bits) +
                      static_cast<std::uint32_t>(std::countr_zero(rest)));
    }
  }
}

std::size_t SpanIndex::bytes() const {
  std::size_t bytes = moments_.capacity() * sizeof(EffectiveTime) +
                      firsts_.capacity() * sizeof(Rank) + margins_.capacity() * sizeof(Margins) +
                      which_.capacity() * sizeof(std::uint32_t);
  for (const auto& level : untils_) bytes += level.capacity() * sizeof(Rank);
  return bytes;
}

}  // namespace annals
