#include "annals/index/projections.h"

#include <fmt/core.h>

#include <array>
#include <string>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/index/calendar_index.h"
#include "annals/index/correction_index.h"
#include "annals/index/history_index.h"
#include "annals/index/party_index.h"
#include "annals/index/timeline_index.h"
#include "annals/index/touched.h"
#include "annals/index/value_index.h"
#include "annals/log/log_reader.h"

namespace annals {
namespace {

std::string checkpoint_key(const Projection& projection) {
  return fmt::format("projection/{}", projection.name);
}

Entry checkpoint(const Projection& projection, Sequence sequence) {
  std::string value;
  put_big_endian(value, projection.version);
  put_big_endian(value, sequence.value);
  return {.key = checkpoint_key(projection), .value = std::move(value)};
}

void put_checkpoint(const Projection& projection, Sequence sequence, Batch& batch) {
  const Entry entry = checkpoint(projection, sequence);
  batch.put(Column::meta, entry.key, entry.value);
}

}  // namespace

std::span<const Projection* const> all_projections() {
  static const std::array all{&timeline_projection, &correction_projection, &history_projection,
                              &party_projection,    &value_projection,      &calendar_projection};
  return all;
}

Result<Checkpoint> read_checkpoint(const Snapshot& snapshot, const Projection& projection) {
  const auto value = snapshot.get(Column::meta, checkpoint_key(projection));
  if (!value) return value.error();
  if (!*value) return Checkpoint{};
  std::string_view bytes = **value;
  const auto version = take_big_endian(bytes);
  const auto sequence = take_big_endian(bytes);
  if (!version || !sequence || !bytes.empty()) {
    return Error{
        .code = ErrorCode::corrupt,
        .message = fmt::format("the checkpoint of the index '{}' cannot be read", projection.name)};
  }
  return Checkpoint{.version = *version, .sequence = {.value = *sequence}};
}

void apply_to_all(const LoggedEvent& event, Batch& batch) {
  for (const Projection* projection : all_projections()) projection->apply(event, batch);
  touch(event, batch.touched());
}

void put_id(const LoggedEvent& event, Batch& batch) {
  if (event.erased) return;
  batch.put(Column::ids, event.event.id, log_key(event.sequence));
}

std::vector<Entry> checkpoints(Sequence sequence) {
  std::vector<Entry> all;
  for (const Projection* projection : all_projections()) {
    all.push_back(checkpoint(*projection, sequence));
  }
  return all;
}

void cut_all(Sequence sequence, Batch& batch) {
  batch.cut(Column::ids);
  for (const Projection* projection : all_projections()) batch.cut(projection->column);
  for (const Entry& entry : checkpoints(sequence)) batch.put(Column::meta, entry.key, entry.value);
}

Sequence last_in_runs(const RunLayout& layout, Sequence last) {
  return {.value = last.value - last.value % layout.events_per_run};
}

Result<std::vector<const Projection*>> outdated(const Snapshot& snapshot, const RunLayout& layout) {
  const auto last = LogReader{snapshot}.last();
  if (!last) return last.error();
  const Sequence in_runs = last_in_runs(layout, *last);
  std::vector<const Projection*> behind;
  for (const Projection* projection : all_projections()) {
    const auto checkpoint = read_checkpoint(snapshot, *projection);
    if (!checkpoint) return checkpoint.error();
    if (checkpoint->version > projection->version) {
      return Error{
          .code = ErrorCode::unsupported,
          .message = fmt::format("the index '{}' has version {}, this annals reads {}; "
                                 "use a newer annals",
                                 projection->name, checkpoint->version, projection->version)};
    }
    if (checkpoint->sequence != in_runs ||
        (in_runs != Sequence{} && checkpoint->version != projection->version)) {
      behind.push_back(projection);
    }
  }
  return behind;
}

namespace {

/// Replays the log into some indexes, as far as it makes runs, a few runs at a time.
class Replay {
 public:
  Replay(Store& store, std::span<const Projection* const> projections, bool with_ids)
      : store_{store}, projections_{projections}, with_ids_{with_ids}, batch_{store.batch()} {
    if (with_ids_) batch_.clear(Column::ids);
    for (const Projection* projection : projections_) {
      batch_.clear(projection->column);
      batch_.remove(Column::meta, checkpoint_key(*projection));
    }
  }

  /// Adds an event to the open batch, and commits that if it is large. Says whether it did.
  Result<bool> add(const LoggedEvent& event) {
    constexpr std::size_t batch_bytes_max = 8 << 20;
    for (const Projection* projection : projections_) projection->apply(event, batch_);
    if (with_ids_) put_id(event, batch_);
    if (event.sequence.value % store_.layout().events_per_run != 0) return false;
    if (with_ids_) batch_.cut(Column::ids);
    for (const Projection* projection : projections_) {
      batch_.cut(projection->column);
      put_checkpoint(*projection, event.sequence, batch_);
    }
    if (batch_.bytes() < batch_bytes_max) return false;
    if (auto committed = commit(); !committed) return std::move(committed).error();
    return true;
  }

  Status commit() {
    if (auto committed = store_.commit(std::move(batch_)); !committed) return committed;
    batch_ = store_.batch();
    return Done{};
  }

 private:
  Store& store_;
  std::span<const Projection* const> projections_;
  bool with_ids_;
  Batch batch_;
};

/// Replays the whole log.
Status replay_all(Store& store, Replay replay, const Progress& progress) {
  const Snapshot snapshot = store.snapshot();
  const LogReader log{snapshot};
  const auto last = log.last();
  if (!last) return last.error();
  const auto visit = [&](const LoggedEvent& event) -> Status {
    const auto committed = replay.add(event);
    if (!committed) return committed.error();
    if (!*committed || progress(event.sequence.value, last->value)) return Done{};
    return Error{.code = ErrorCode::not_found, .message = "the rebuild was interrupted"};
  };
  if (auto done = log.for_each({.value = 1}, visit); !done) return done;
  if (auto done = replay.commit(); !done) return done;
  return store.flush();
}

}  // namespace

Status rebuild(Store& store, std::span<const Projection* const> projections,
               const Progress& progress) {
  return replay_all(store, Replay{store, projections, false}, progress);
}

Status rebuild_with_ids(Store& store, const Progress& progress) {
  return replay_all(store, Replay{store, all_projections(), true}, progress);
}

Status remember_tail(Store& store) {
  const Snapshot snapshot = store.snapshot();
  const LogReader log{snapshot};
  const auto last = log.last();
  if (!last) return last.error();
  Batch batch = store.batch();
  const auto visit = [&](const LoggedEvent& event) -> Status {
    put_id(event, batch);
    apply_to_all(event, batch);
    return Done{};
  };
  const Sequence from = last_in_runs(store.layout(), *last).next();
  if (auto done = log.for_each(from, visit); !done) return done;
  store.remember(std::move(batch));
  return Done{};
}

}  // namespace annals
