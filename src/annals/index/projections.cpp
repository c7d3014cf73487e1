#include "annals/index/projections.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

Entry checkpoint(const Projection& projection, Sequence sequence) {
  if (is_own(projection.column)) {
    return own_entry(projection.name, projection.column,
                     {.version = projection.version, .sequence = sequence});
  }
  std::string value;
  put_big_endian(value, projection.version);
  put_big_endian(value, sequence.value);
  return {.key = fmt::format("projection/{}", projection.name), .value = std::move(value)};
}

void put_checkpoint(const Projection& projection, Sequence sequence, Batch& batch) {
  const Entry entry = checkpoint(projection, sequence);
  batch.put(Column::meta, entry.key, entry.value);
}

/// Says that there is nothing of it.
void drop_checkpoint(const Projection& projection, Batch& batch) {
  if (!is_own(projection.column)) {
    batch.remove(Column::meta, checkpoint(projection, {}).key);
    return;
  }
  const Entry entry =
      own_entry(projection.name, projection.column, {});  // its column stays its own
  batch.put(Column::meta, entry.key, entry.value);
}

Result<Checkpoint> decode_checkpoint(const Projection& projection, std::string_view value) {
  std::string_view bytes = value;
  const auto version = take_big_endian(bytes);
  const auto sequence = take_big_endian(bytes);
  if (version && sequence && bytes.empty()) {
    return Checkpoint{.version = *version, .sequence = {.value = *sequence}};
  }
  return Error{
      .code = ErrorCode::corrupt,
      .message = fmt::format("the checkpoint of the index '{}' cannot be read", projection.name)};
}

}  // namespace

ProjectionList all_projections() {
  static const std::array all{&timeline_projection, &correction_projection, &history_projection,
                              &party_projection,    &value_projection,      &calendar_projection};
  return all;
}

Result<Checkpoint> read_checkpoint(const Snapshot& snapshot, const Projection& projection) {
  const std::string key = checkpoint(projection, {}).key;
  const auto value = snapshot.get(Column::meta, key);
  if (!value) return value.error();
  if (!*value) return Checkpoint{};
  if (!is_own(projection.column)) return decode_checkpoint(projection, **value);
  const auto own = decode_own(key, **value);
  if (own && own->column == projection.column) return own->checkpoint;
  return decode_checkpoint(projection, {});
}

void apply_to_all(ProjectionList projections, const LoggedEvent& event, Batch& batch) {
  for (const Projection* projection : projections) put_rows(*projection, event, batch);
  touch(event, batch.touched());
}

void put_id(const LoggedEvent& event, Batch& batch) {
  if (event.erased) return;
  batch.put(Column::ids, event.event.id, log_key(event.sequence));
}

std::vector<Entry> checkpoints(ProjectionList projections, Sequence sequence) {
  std::vector<Entry> all;
  for (const Projection* projection : projections) {
    all.push_back(checkpoint(*projection, sequence));
  }
  return all;
}

void cut_all(ProjectionList projections, Sequence sequence, Batch& batch) {
  batch.cut(Column::ids);
  for (const Projection* projection : projections) {
    batch.cut(projection->column);
    put_checkpoint(*projection, sequence, batch);
  }
}

Sequence last_in_runs(const RunLayout& layout, Sequence last) {
  return {.value = last.value - last.value % layout.events_per_run};
}

Result<std::vector<const Projection*>> outdated(const Snapshot& snapshot, const RunLayout& layout,
                                                ProjectionList projections) {
  const auto last = LogReader{snapshot}.last();
  if (!last) return last.error();
  const Sequence in_runs = last_in_runs(layout, *last);
  std::vector<const Projection*> behind;
  for (const Projection* projection : projections) {
    const auto checkpoint = read_checkpoint(snapshot, *projection);
    if (!checkpoint) return checkpoint.error();
    if (checkpoint->version > projection->version) {
      return Error{
          .code = ErrorCode::unsupported,
          .message = fmt::format(
              "the index '{}' has version {}, this {} reads {}; use a newer {}", projection->name,
              checkpoint->version, is_own(projection->column) ? "program" : "annals",
              projection->version, is_own(projection->column) ? "program" : "annals")};
    }
    if (checkpoint->sequence != in_runs ||
        (in_runs != Sequence{} && checkpoint->version != projection->version)) {
      behind.push_back(projection);
    }
  }
  return behind;
}

namespace {

/// Where the log is to be replayed into an index from.
struct Replayed {
  const Projection* projection;
  Sequence done;  ///< up to here its rows are in runs
};

/// Replays the log into some indexes, as far as it makes runs, a few runs at a time.
class Replay {
 public:
  /// Drops what is there of indexes that are to be replayed from the beginning.
  Replay(Store& store, std::vector<Replayed> indexes, bool with_ids)
      : store_{store}, indexes_{std::move(indexes)}, with_ids_{with_ids}, batch_{store.batch()} {
    if (with_ids_) batch_.clear(Column::ids);
    for (const auto& [projection, done] : indexes_) {
      if (done != Sequence{}) continue;
      batch_.clear(projection->column);
      drop_checkpoint(*projection, batch_);
    }
  }

  /// Drops what is there of projections that this program does not know.
  void forget(std::span<const OwnProjection> unknown) {
    for (const OwnProjection& each : unknown) {
      batch_.clear(each.column);
      const Entry entry = own_entry(each.name, each.column, {});
      batch_.put(Column::meta, entry.key, entry.value);
    }
  }

  /// The first event that an index lacks.
  [[nodiscard]] Sequence begin() const {
    if (with_ids_ || indexes_.empty()) return {.value = 1};
    return std::ranges::min(indexes_, {}, &Replayed::done).done.next();
  }

  /// Adds an event to the open batch, and commits that if it is large. Says whether it did.
  Result<bool> add(const LoggedEvent& event) {
    constexpr std::size_t batch_bytes_max = 8 << 20;
    const bool ends_run = event.sequence.value % store_.layout().events_per_run == 0;
    if (with_ids_) put_id(event, batch_);
    if (with_ids_ && ends_run) batch_.cut(Column::ids);
    for (const auto& [projection, done] : indexes_) {
      if (event.sequence <= done) continue;
      put_rows(*projection, event, batch_);
      if (!ends_run) continue;
      batch_.cut(projection->column);
      put_checkpoint(*projection, event.sequence, batch_);
    }
    if (!ends_run || batch_.bytes() < batch_bytes_max) return false;
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
  std::vector<Replayed> indexes_;
  bool with_ids_;
  Batch batch_;
};

/// Replays what the indexes lack of the log.
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
  if (auto done = log.for_each(replay.begin(), visit); !done) return done;
  if (auto done = replay.commit(); !done) return done;
  return store.flush();
}

std::vector<Replayed> from_the_beginning(ProjectionList projections) {
  std::vector<Replayed> indexes;
  for (const Projection* projection : projections) {
    indexes.push_back({.projection = projection, .done = {}});
  }
  return indexes;
}

/// Up to where the rows of an index are in runs and can stay there.
Result<Sequence> usable_up_to(const Snapshot& snapshot, const RunLayout& layout,
                              const Projection& projection) {
  const auto checkpoint = read_checkpoint(snapshot, projection);
  if (!checkpoint) return checkpoint.error();
  const std::uint64_t events = snapshot.packed(projection.column).count * layout.events_per_run;
  const bool is_usable =
      checkpoint->version == projection.version && checkpoint->sequence.value == events;
  return is_usable ? checkpoint->sequence : Sequence{};
}

}  // namespace

Status rebuild(Store& store, ProjectionList projections, const Progress& progress) {
  return replay_all(store, Replay{store, from_the_beginning(projections), false}, progress);
}

Status catch_up(Store& store, ProjectionList projections, const Progress& progress) {
  const Snapshot snapshot = store.snapshot();
  const auto last = LogReader{snapshot}.last();
  if (!last) return last.error();
  std::vector<Replayed> indexes;
  for (const Projection* projection : projections) {
    const auto done = usable_up_to(snapshot, store.layout(), *projection);
    if (!done) return done.error();
    indexes.push_back({.projection = projection, .done = *done <= *last ? *done : Sequence{}});
  }
  return replay_all(store, Replay{store, std::move(indexes), false}, progress);
}

Status rebuild_with_ids(Store& store, ProjectionList projections, const Progress& progress) {
  auto unknown = read_own(store.snapshot());
  if (!unknown) return std::move(unknown).error();
  std::erase_if(*unknown, [&](const OwnProjection& each) {
    return std::ranges::find(projections, each.column, &Projection::column) != projections.end();
  });
  Replay replay{store, from_the_beginning(projections), true};
  replay.forget(*unknown);
  return replay_all(store, std::move(replay), progress);
}

Status remember_tail(Store& store, ProjectionList projections) {
  const Snapshot snapshot = store.snapshot();
  const LogReader log{snapshot};
  const auto last = log.last();
  if (!last) return last.error();
  Batch batch = store.batch();
  const auto visit = [&](const LoggedEvent& event) -> Status {
    put_id(event, batch);
    apply_to_all(projections, event, batch);
    return Done{};
  };
  const Sequence from = last_in_runs(store.layout(), *last).next();
  if (auto done = log.for_each(from, visit); !done) return done;
  store.remember(std::move(batch));
  return Done{};
}

}  // namespace annals
