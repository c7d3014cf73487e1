#include "annals/query/source_snapshots.h"

#include <fmt/core.h>

#include <utility>

#include "annals/base/big_endian.h"
#include "annals/event/snapshot_id.h"
#include "annals/log/log_reader.h"

namespace annals {
namespace {

/// Takes the id of one event into the history; the ids come in no particular order.
void take(const SnapshotId& id, std::string_view text, Sequence sequence,
          SnapshotHistory& history) {
  if (sequence > history.last) {
    history.last = sequence;
    history.last_known = id.known;
  }
  if (id.row.empty()) return;
  RowHistory& row = history.rows[id.row];
  if (row.first == Sequence{} || sequence < row.first) {
    row.first = sequence;
    row.first_known = id.known;
  }
  if (sequence > row.last) {
    row.last = sequence;
    row.last_known = id.known;
  }
  SlotHistory& slot = row.slots[id.slot];
  if (id.step == SnapshotStep::ended) slot.ends.emplace(text, sequence);
  if (id.step == SnapshotStep::says && sequence > slot.said) {
    slot.said = sequence;
    slot.known = id.known;
  }
  if (sequence > slot.last) {
    slot.last = sequence;
    slot.is_there = id.step == SnapshotStep::says || id.step == SnapshotStep::resumed;
  }
}

}  // namespace

Result<SnapshotHistory> read_snapshots(const Snapshot& snapshot, std::string_view name) {
  const std::string prefix = std::string{name} + "/";
  SnapshotHistory history;
  std::vector<std::pair<SnapshotId, Sequence>> resumed;
  Cursor cursor = snapshot.scan(Column::ids, prefix);
  for (; cursor.valid(); cursor.next()) {
    auto id = parse_snapshot_id(cursor.key());
    if (!id) continue;  // somebody else's id that begins alike
    std::string_view value = cursor.value();
    const auto sequence = take_big_endian(value);
    if (!sequence || !value.empty()) {
      return Error{.code = ErrorCode::corrupt,
                   .message = fmt::format("the id '{}' leads to no sequence", cursor.key())};
    }
    take(*id, cursor.key(), {.value = *sequence}, history);
    if (id->step == SnapshotStep::resumed) {
      resumed.emplace_back(*std::move(id), Sequence{.value = *sequence});
    }
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  for (const auto& [id, sequence] : resumed) {
    const auto event = LogReader{snapshot}.read(sequence);
    if (!event) return event.error();
    const auto retraction = retraction_of(event->event);
    if (retraction) history.rows[id.row].slots[id.slot].ends.erase(std::string{retraction->target});
  }
  return history;
}

}  // namespace annals
