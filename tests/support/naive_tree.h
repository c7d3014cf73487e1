#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/sha256.h"

// The Merkle tree and its proofs, word for word from the recursive definitions of RFC 9162, 2.1:
// what everything cleverer is compared with.
namespace annals::support {

/// The largest power of two below `size`, which is at least 2.
inline std::size_t split_of(std::size_t size) {
  return std::bit_floor(size - 1);
}

/// MTH(D[n]), 2.1.1.
inline Digest naive_head(std::span<const std::string> all) {
  if (all.empty()) return sha256({});
  if (all.size() == 1) return sha256({std::string_view{"\x00", 1}, all.front()});
  const std::size_t k = split_of(all.size());
  const Digest left = naive_head(all.first(k));
  const Digest right = naive_head(all.subspan(k));
  return sha256({std::string_view{"\x01", 1}, left.view(), right.view()});
}

/// PATH(m, D[n]), 2.1.3.1.
inline std::vector<Digest> naive_path(std::size_t m, std::span<const std::string> all) {
  if (all.size() == 1) return {};
  const std::size_t k = split_of(all.size());
  const bool is_left = m < k;
  auto path = is_left ? naive_path(m, all.first(k)) : naive_path(m - k, all.subspan(k));
  path.push_back(naive_head(is_left ? all.subspan(k) : all.first(k)));
  return path;
}

/// SUBPROOF(m, D[n], b), 2.1.4.1.
inline std::vector<Digest> naive_subproof(std::size_t m, std::span<const std::string> all,
                                          bool is_whole) {
  if (m == all.size()) return is_whole ? std::vector<Digest>{} : std::vector{naive_head(all)};
  const std::size_t k = split_of(all.size());
  auto proof = m <= k ? naive_subproof(m, all.first(k), is_whole)
                      : naive_subproof(m - k, all.subspan(k), false);
  proof.push_back(naive_head(m <= k ? all.subspan(k) : all.first(k)));
  return proof;
}

/// PROOF(m, D[n]), 2.1.4.1.
inline std::vector<Digest> naive_proof(std::size_t m, std::span<const std::string> all) {
  return naive_subproof(m, all, true);
}

}  // namespace annals::support
