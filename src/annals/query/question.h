#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/index/timeline_index.h"
#include "annals/query/relationship_view.h"
#include "annals/state/condition.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// Whose word counts, by the publisher that an event's source names.
///
/// An event whose publisher is left out is treated as one that was never seen: it says nothing and
/// corrects nothing. A correction that names no publisher is the record keeper's own and stands.
struct SourceFilter {
  std::vector<std::string> only = {};     ///< these alone; empty: everybody, named or not
  std::vector<std::string> without = {};  ///< all but these

  [[nodiscard]] bool is_everybody() const { return only.empty() && without.empty(); }

  /// Whether what `publisher` says counts; the empty text is nobody in particular.
  [[nodiscard]] bool counts(std::string_view publisher) const;

  friend bool operator==(const SourceFilter&, const SourceFilter&) = default;
};

/// What a question leaves out means: all that is known, the whole log, everybody's word.
struct Perspective {
  std::optional<KnownTime> known = {};
  std::optional<Sequence> basis = {};
  std::optional<RecordedTime> recorded = {};  ///< the basis is the log as it stood at this moment
  SourceFilter sources = {};
};

/// What an answer may rest on: how far to look, and whose word counts.
struct Scope {
  Horizon horizon;
  SourceFilter sources;

  // NOLINTNEXTLINE(google-explicit-constructor): a horizon is a scope in which everybody counts
  Scope(Horizon looked, SourceFilter heard = {}) : horizon{looked}, sources{std::move(heard)} {}
};

/// Turns a perspective into what an answer may rest on.
/// Errors: invalid_input for a basis beyond the last sequence, or both `basis` and `recorded`.
[[nodiscard]] Result<Scope> resolve(const Snapshot& snapshot, const Perspective& perspective);

/// Whether nothing that the snapshot holds is left out. Errors: corrupt, io. Cost: one seek.
[[nodiscard]] Result<bool> may_know_all(const Snapshot& snapshot, const Scope& scope);

/// A relationship as it can be asked about: what its answers within one scope may not rest on.
struct Evidence {
  Horizon horizon;
  Withdrawals withdrawals;
  std::unordered_set<std::uint64_t> unheard;     ///< events whose source does not count
  std::shared_ptr<const RelationshipView> view;  ///< what is kept of it in memory, if it is
};

/// Reads what corrects the relationship. Errors: corrupt, io.
/// Cost: of a relationship in memory, its corrections; else one seek and those. Where a source is
///       left out, its history too.
[[nodiscard]] Result<Evidence> read_evidence(const Snapshot& snapshot,
                                             std::string_view relationship, const Scope& scope,
                                             Keeping keeping = Keeping::if_wanted);

/// The same of a relationship that is in memory.
[[nodiscard]] Result<Evidence> evidence_of(const Snapshot& snapshot, std::string_view relationship,
                                           const Scope& scope,
                                           std::shared_ptr<const RelationshipView> view);

/// The statements of the cell asked about, or of every cell, by sources that count.
/// Errors: corrupt, io.
[[nodiscard]] Result<std::vector<CellStatements>> read_asked(const Snapshot& snapshot,
                                                             std::string_view relationship,
                                                             const std::optional<Cell>& cell,
                                                             const Evidence& evidence);

/// The statements of the cells that a condition names, by sources that count. Errors: corrupt, io.
[[nodiscard]] Result<std::vector<CellStatements>> read_named(const Snapshot& snapshot,
                                                             std::string_view relationship,
                                                             const Condition& condition,
                                                             const Evidence& evidence);

/// Whether any event up to `basis` is about the relationship. Errors: corrupt, io.
[[nodiscard]] Result<bool> is_named(const Snapshot& snapshot, std::string_view relationship,
                                    Sequence basis);

}  // namespace annals
