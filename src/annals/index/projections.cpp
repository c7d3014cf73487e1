#include "annals/index/projections.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
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

/// Drops what is there of a program's own projection; its column stays its own.
void drop_own_rows(std::string_view name, Column column, Batch& batch) {
  batch.clear(column);
  const Entry entry = own_entry(name, column, {});
  batch.put(Column::meta, entry.key, entry.value);
}

/// Drops what is there of a projection.
void drop_rows(const Projection& projection, Batch& batch) {
  if (is_own(projection.column)) return drop_own_rows(projection.name, projection.column, batch);
  batch.clear(projection.column);
  batch.remove(Column::meta, checkpoint(projection, {}).key);
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

/// Drops what is there of some indexes.
Status drop(Store& store, ProjectionList projections, Batch batch) {
  for (const Projection* projection : projections) drop_rows(*projection, batch);
  return store.commit(std::move(batch));
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
  if (auto dropped = drop(store, projections, store.batch()); !dropped) return dropped;
  return replay(store, {.projections = {projections.begin(), projections.end()}}, progress);
}

Status catch_up(Store& store, ProjectionList projections, const Progress& progress) {
  const auto last = LogReader{store.snapshot()}.last();
  if (!last) return last.error();
  std::map<Sequence, std::vector<const Projection*>> by_end;
  for (const Projection* projection : projections) {
    const auto usable = usable_up_to(store.snapshot(), store.layout(), *projection);
    if (!usable) return usable.error();
    by_end[*usable <= *last ? *usable : Sequence{}].push_back(projection);
  }
  for (const auto& [done, behind] : by_end) {
    if (done == Sequence{}) {
      if (auto dropped = drop(store, behind, store.batch()); !dropped) return dropped;
    }
    const auto caught_up = replay(store, {.projections = behind, .done = done}, progress);
    if (!caught_up) return caught_up;
  }
  return Done{};
}

Status rebuild_with_ids(Store& store, ProjectionList projections, const Progress& progress) {
  const auto own = read_own(store.snapshot());
  if (!own) return own.error();
  Batch batch = store.batch();
  batch.clear(Column::ids);
  for (const OwnProjection& each : *own) {
    if (std::ranges::find(projections, each.column, &Projection::column) != projections.end()) {
      continue;
    }
    drop_own_rows(each.name, each.column, batch);
  }
  if (auto dropped = drop(store, projections, std::move(batch)); !dropped) return dropped;
  return replay(store, {.projections = {projections.begin(), projections.end()}, .with_ids = true},
                progress);
}

Status remember_tail(Store& store, ProjectionList projections) {
  const Snapshot snapshot = store.snapshot();
  const LogReader log{snapshot};
  const auto last = log.last();
  if (!last) return last.error();
  Batch batch = store.batch();
  const auto visit = [&](const LoggedEvent& event) -> Status {
    put_id(event, batch);
    for (const Projection* projection : projections) put_rows(*projection, event, batch);
    return Done{};
  };
  const Sequence from = last_in_runs(store.layout(), *last).next();
  if (auto done = log.for_each(from, visit); !done) return done;
  store.remember(std::move(batch));
  return Done{};
}

}  // namespace annals
