#include "naive.h"

#include <algorithm>
#include <tuple>

#include "annals/base/check.h"

namespace annals::bench {
namespace {

auto order_of(const Naive::Claim& claim) {
  return std::tuple{claim.day, claim.sequence};
}

}  // namespace

Naive::Naive(const Workload& workload) : by_relationship_(workload.relationships()) {
  check(workload.shape() != Shape::w, "the naive rule is for precise dates without corrections");
  std::uint64_t sequence = 0;
  for (const Fact& fact : workload.facts()) {
    by_relationship_[fact.relationship].push_back(
        {.day = fact.day, .sequence = ++sequence, .cell = fact.cell, .value = fact.value});
  }
}

std::optional<Naive::Claim> Naive::at(const Point& point) const {
  std::optional<Claim> latest;
  for (const Claim& claim : by_relationship_[point.relationship]) {
    const bool counts =
        claim.cell == point.cell && claim.day <= point.day && claim.sequence <= point.events_known;
    if (counts && (!latest || order_of(*latest) < order_of(claim))) latest = claim;
  }
  return latest;
}

std::vector<Naive::Claim> Naive::newest_first(const Point& point) const {
  std::vector<Claim> claims;
  for (const Claim& claim : by_relationship_[point.relationship]) {
    if (claim.cell == point.cell && claim.sequence <= point.events_known) claims.push_back(claim);
  }
  std::ranges::sort(claims, std::ranges::greater{}, order_of);
  return claims;
}

std::vector<Naive::Claim> Naive::changes(const Point& point) const {
  std::vector<Claim> claims = newest_first(point);
  std::ranges::reverse(claims);
  std::vector<Claim> begun;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    // Of the claims that begin on one day only the last in the log is ever seen.
    const bool is_seen = i + 1 == claims.size() || claims[i + 1].day != claims[i].day;
    if (is_seen && (begun.empty() || begun.back().value != claims[i].value)) {
      begun.push_back(claims[i]);
    }
  }
  return begun;
}

std::string_view word_of(const Naive::Claim& claim) {
  return cell_words()[claim.cell].values[claim.value];
}

}  // namespace annals::bench
