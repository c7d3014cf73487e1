#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/index/projection.h"
#include "annals/store/store.h"

namespace annals {

/// Every projection of this build.
[[nodiscard]] std::span<const Projection* const> all_projections();

/// How far a projection has come: which version made it, and up to which event.
struct Checkpoint {
  std::uint64_t version = 0;  ///< 0: there is no such index yet
  Sequence sequence;
};

/// Errors: corrupt, io.
[[nodiscard]] Result<Checkpoint> read_checkpoint(const Snapshot& snapshot,
                                                 const Projection& projection);

/// Puts what the event adds to every index into `batch`, and what it touches.
void apply_to_all(const LoggedEvent& event, Batch& batch);

/// Says in `batch` that every index has come up to `sequence`.
void put_checkpoints(Sequence sequence, Batch& batch);

/// The projections whose index another version made, or that are behind the log.
/// Errors: unsupported, if a newer build made one; corrupt, io.
[[nodiscard]] Result<std::vector<const Projection*>> outdated(const Snapshot& snapshot);

/// Told how many of how many events have been replayed; returns false to stop.
using Progress = std::function<bool(std::uint64_t done, std::uint64_t total)>;

/// Drops the indexes and replays the log into them. What is interrupted is taken up on the next
/// opening: until then nobody reads an index that is behind the log.
/// Errors: corrupt, io; not_found if `progress` stopped it.
[[nodiscard]] Status rebuild(Store& store, std::span<const Projection* const> projections,
                             const Progress& progress);

}  // namespace annals
