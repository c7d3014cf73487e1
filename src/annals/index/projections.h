#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/index/own_projections.h"
#include "annals/index/projection.h"
#include "annals/index/replay.h"
#include "annals/store/store.h"

namespace annals {

/// Every projection of this build.
[[nodiscard]] ProjectionList all_projections();

/// How far a projection has come. Errors: corrupt, io.
[[nodiscard]] Result<Checkpoint> read_checkpoint(const Snapshot& snapshot,
                                                 const Projection& projection);

/// Puts what the event adds to every index into `batch`, and what it touches.
void apply_to_all(ProjectionList projections, const LoggedEvent& event, Batch& batch);

/// Puts what the column `ids` has of the event: nothing, if it was erased.
void put_id(const LoggedEvent& event, Batch& batch);

/// What says in the column `meta` that the runs of every index have come up to `sequence`.
[[nodiscard]] std::vector<Entry> checkpoints(ProjectionList projections, Sequence sequence);

/// Makes a run, in `batch`, of what every index and the ids have got up to `sequence`, the last
/// that the layout's number of events divides.
void cut_all(ProjectionList projections, Sequence sequence, Batch& batch);

/// The last event whose rows are in runs, where `last` is the last of the log.
[[nodiscard]] Sequence last_in_runs(const RunLayout& layout, Sequence last);

/// The projections whose runs another version made, or that are behind the log.
/// Errors: unsupported, if a newer build made one; corrupt, io.
[[nodiscard]] Result<std::vector<const Projection*>> outdated(
    const Snapshot& snapshot, const RunLayout& layout,
    ProjectionList projections = all_projections());

/// Works out the rows of the events that are in no run yet, in a store that has just been opened.
/// Errors: corrupt, io. Cost: a microsecond or two for each, of which there are fewer than make a
/// run.
[[nodiscard]] Status remember_tail(Store& store, ProjectionList projections = all_projections());

/// Drops the indexes and replays the log into them. What is interrupted is taken up on the next
/// opening: until then nobody reads an index that is behind the log, and nothing more is written.
/// Errors: corrupt, io; not_found if `progress` stopped it.
[[nodiscard]] Status rebuild(Store& store, ProjectionList projections, const Progress& progress);

/// The same, but what another version has not made is kept, and only what came later is replayed.
[[nodiscard]] Status catch_up(Store& store, ProjectionList projections, const Progress& progress);

/// The same as `rebuild` for these, which have all of this build's among them, and the column
/// `ids`. Of projections that this program does not know, all rows are dropped: they are made anew
/// by one that does.
[[nodiscard]] Status rebuild_with_ids(Store& store, ProjectionList projections,
                                      const Progress& progress);

}  // namespace annals
