#include "annals/store/packing.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "annals/base/check.h"
#include "annals/store/packed_cursor.h"

namespace annals {
namespace {

void expect(const rocksdb::Status& status) {
  check(status.ok(), "a batch without a limit takes every change");
}

/// Whether the runs of level 0 in `inner` are all in `outer`.
bool contains(const RunSpan& outer, const RunSpan& inner) {
  return outer.first <= inner.first && inner.last <= outer.last;
}

}  // namespace

Status Packing::remove(const SortedRun& run) {
  const auto keys = keys_of(run, read);
  if (!keys) return keys.error();
  for (const std::string& key : *keys) expect(changes.Delete(family, key));
  return Done{};
}

Result<std::shared_ptr<const SortedRun>> Packing::make_run(const RunId& run, PackedState& state,
                                                           std::vector<Rows>& runs) {
  const RunSpan span = span_of(layout, run);
  std::vector<std::unique_ptr<RowSource>> sources;
  for (const auto& old : state.runs) {
    if (!contains(span, span_of(layout, old->id()))) continue;
    sources.push_back(source_of(old, read));
    if (auto removed = remove(*old); !removed) return std::move(removed).error();
  }
  if (contains(span, {.first = state.count, .last = state.count + 1})) {
    for (auto& rows : std::exchange(state.tail, {})) sources.push_back(source_of(std::move(rows)));
  }
  for (std::uint64_t made = std::max(span.first, state.count); made < span.last; ++made) {
    Rows rows = std::exchange(runs[made - state.count], Rows{});
    rows.sort();
    sources.push_back(source_of(std::make_shared<const Rows>(std::move(rows))));
  }
  PackedCursor cursor{std::move(sources)};
  RunWriter writer{column, run, layout.page_rows, [this](const std::string& key, auto value) {
                     expect(changes.Put(family, key, rocksdb::Slice{value.data(), value.size()}));
                   }};
  for (cursor.seek({}); cursor.valid(); cursor.next()) {
    writer.add({.key = cursor.key(), .value = cursor.value()});
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return writer.finish();
}

Status Packing::apply(PackedChanges& rows, PackedState& state) {
  if (rows.is_cleared) state = PackedState{};
  if (!rows.runs.empty()) {
    const std::uint64_t count = state.count + rows.runs.size();
    std::vector<std::shared_ptr<const SortedRun>> made;
    for (const RunId& id : live_runs(layout, count)) {
      const auto there =
          std::ranges::find(state.runs, id, [](const auto& run) { return run->id(); });
      if (there != state.runs.end()) {
        made.push_back(*there);
        continue;
      }
      auto run = make_run(id, state, rows.runs);
      if (!run) return std::move(run).error();
      made.push_back(*std::move(run));
    }
    state.runs = std::move(made);
    state.count = count;
  }
  rows.rest.sort();
  add_to_tail(column, state.tail, std::move(rows.rest));
  return Done{};
}

}  // namespace annals
