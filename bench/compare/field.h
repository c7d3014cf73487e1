#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "compare/settings.h"
#include "peers/peer.h"

namespace annals::bench {

/// Those of `makers()` that are named (none: all) and can be had; tells which cannot, and why.
[[nodiscard]] std::vector<Maker> makers_of(const std::vector<std::string>& names,
                                           const Comparison& comparison);

/// A new peer in a place of its own. Null: it cannot be had.
/// `use` tells apart what one peer is made for; no two are the same.
[[nodiscard]] std::unique_ptr<Peer> make_peer(const Maker& maker, const Comparison& comparison,
                                              const std::string& use);

/// A workload with everything that a peer may want it as.
struct Field {
  Workload workload;
  std::vector<Row> rows;
  std::filesystem::path lines;

  [[nodiscard]] Bulk bulk() const {
    return {.rows = rows, .relationships = workload.relationships(), .lines = lines};
  }
};

/// Makes it, and its file of lines if an earlier run has not left it.
[[nodiscard]] Field make_field(Shape shape, const Comparison& comparison);

}  // namespace annals::bench
