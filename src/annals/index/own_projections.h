#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/sequence.h"
#include "annals/index/projection.h"
#include "annals/store/store.h"

namespace annals {

/// How far a projection has come: which version made it, and up to which event.
struct Checkpoint {
  std::uint64_t version = 0;  ///< 0: there is no such index yet
  Sequence sequence;
};

/// A projection of another program that a database has a column for.
struct OwnProjection {
  std::string name;
  Column column;
  Checkpoint checkpoint;
};

/// The entry of `meta` that says so; and what it says, nothing if it says nothing.
[[nodiscard]] Entry own_entry(std::string_view name, Column column, const Checkpoint& checkpoint);
[[nodiscard]] std::optional<OwnProjection> decode_own(std::string_view key, std::string_view value);

/// All that a database has a column for, by name. Errors: corrupt, io. Cost: one seek, and those.
[[nodiscard]] Result<std::vector<OwnProjection>> read_own(const Snapshot& snapshot);

/// The projections that a program keeps up in a database: those of this build, and its own.
class ProjectionSet {
 public:
  /// Those of this build.
  ProjectionSet();

  /// Adds a program's own with the column that the database has for it.
  void add(const Projection& own, Column column);

  /// Those of this build first; valid as long as the set, also if that is moved.
  [[nodiscard]] ProjectionList all() const { return all_; }

  /// The program's own with this name; null if it is none of the set.
  [[nodiscard]] const Projection* own(std::string_view name) const;

  /// The columns that they and the ids are in.
  [[nodiscard]] std::vector<Column> columns() const;

 private:
  struct Named {
    std::string name;
    Projection projection;
  };
  std::vector<std::unique_ptr<const Named>> own_;
  std::vector<const Projection*> all_;
};

/// Refuses projections that no database can take: names that are none, that we use or that come
/// twice, no version, no function. Errors: invalid_input.
[[nodiscard]] Status expect_own(ProjectionList own);

/// Projections, and whether a database has a column for them.
struct PlacedProjections {
  ProjectionSet known;                       ///< those of this build too
  std::vector<const Projection*> missing{};  ///< those that have none
};

/// Looks for the columns of `own`. Errors: corrupt, io.
[[nodiscard]] Result<PlacedProjections> find_columns(const Snapshot& snapshot, ProjectionList own);

/// Gives a column to each of `own` that has none. Errors: unsupported, if all are taken (the
/// message says by which); corrupt, io.
[[nodiscard]] Status give_columns(Store& store, ProjectionList own);

/// Forgets a projection with all its rows. Errors: invalid_input, if the database has none of this
/// name; corrupt, io.
[[nodiscard]] Status drop_own(Store& store, std::string_view name);

}  // namespace annals
