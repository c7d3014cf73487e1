#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/index/timeline_index.h"
#include "annals/state/corrections.h"
#include "annals/store/packed_cursor.h"
#include "annals/store/store.h"

namespace annals {

/// Reads one relationship after another for a question about so many of them that nothing of it
/// should push out what is kept in memory. Where they come in the order of their names, a page is
/// read once, however many of them it has. Must not outlive its snapshot.
class RelationshipWalk {
 public:
  explicit RelationshipWalk(const Snapshot& snapshot);

  /// What corrects the relationship. Errors: corrupt, io.
  [[nodiscard]] Result<std::vector<Correction>> corrections(std::string_view relationship);

  /// The statements of the relationship's cells that have this term, by key; or of the one that has
  /// this key too. Errors: corrupt, io.
  [[nodiscard]] Result<std::vector<CellStatements>> cells(std::string_view relationship,
                                                          std::string_view term,
                                                          const std::optional<std::string>& key);

 private:
  PackedCursor corrections_;
  PackedCursor timeline_;
};

}  // namespace annals
