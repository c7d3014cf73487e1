#include "annals/store/packing.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <memory>
#include <thread>
#include <utility>

#include "annals/base/check.h"
#include "annals/store/packed_cursor.h"
#include "annals/store/row_order.h"

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

Result<SharedLooseRows> loose_rows_of(const SortedRun& run, const ReadValue& read) {
  const auto directory = run.directory(read);
  if (!directory) return directory.error();
  auto rows = std::make_shared<LooseRows>();
  std::string key;
  std::string value;
  for (std::size_t i = 0; i < (*directory)->pages(); ++i) {
    const auto page = run.page(i, read);
    if (!page) return page.error();
    std::size_t group = 0;
    for (std::size_t row = 0; row < (*page)->size(); ++row) {
      (*page)->read(row, group, key, value);
      rows->add({.key = key, .value = value});
    }
  }
  return SharedLooseRows{std::move(rows)};
}

RunWriter Packing::writer_of(const RunId& run) {
  return {column, run, layout.page_rows, [this](const std::string& key, std::string_view value) {
            expect(changes.Put(family, key, rocksdb::Slice{value.data(), value.size()}));
          }};
}

Result<std::shared_ptr<const SortedRun>> Packing::write_parts(const RunId& run,
                                                              std::vector<SharedLooseRows> parts) {
  RunWriter writer = writer_of(run);
  for (const RowPlace& place : in_order(parts)) writer.add(LooseRows::row(place.at));
  return run.level == 0 ? writer.finish(std::move(parts)) : writer.finish();
}

Result<std::shared_ptr<const SortedRun>> Packing::write_runs(
    const RunId& run, std::span<const std::shared_ptr<const SortedRun>> old,
    std::span<const SharedRows> newer) {
  std::vector<std::unique_ptr<RowSource>> sources;
  for (const auto& each : old) sources.push_back(source_of(each, read));
  for (const auto& each : newer) sources.push_back(source_of(each));
  PackedCursor cursor{std::move(sources)};
  RunWriter writer = writer_of(run);
  for (cursor.seek({}); cursor.valid(); cursor.next()) {
    writer.add({.key = cursor.key(), .value = cursor.value()});
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return writer.finish();
}

Result<std::shared_ptr<const SortedRun>> Packing::make_run(const RunId& run, PackedState& state,
                                                           std::vector<LooseRows>& runs) {
  const RunSpan span = span_of(layout, run);
  std::vector<std::shared_ptr<const SortedRun>> old;
  for (const auto& each : state.runs) {
    if (!contains(span, span_of(layout, each->id()))) continue;
    old.push_back(each);
    if (auto removed = remove(*each); !removed) return std::move(removed).error();
  }
  std::vector<SharedRows> tail;
  if (contains(span, {.first = state.count, .last = state.count + 1})) {
    tail = std::exchange(state.tail, {});
  }
  // To sort all again takes a third of the time that it takes to merge, row by row, what is sorted;
  // but then all has to be in memory.
  constexpr std::uint64_t sorted_events_max = 1 << 17;
  const bool is_sorted_again =
      (span.last - span.first) * layout.events_per_run <= sorted_events_max;
  std::vector<LooseRows> newer;
  for (std::uint64_t made = std::max(span.first, state.count); made < span.last; ++made) {
    newer.push_back(std::exchange(runs[made - state.count], LooseRows{}));
  }
  if (!is_sorted_again) {
    for (const LooseRows& each : newer) tail.push_back(std::make_shared<const Rows>(sorted(each)));
    return write_runs(run, old, tail);
  }
  std::vector<SharedLooseRows> parts;
  for (const auto& each : old) {
    if (!each->kept_rows().empty()) {
      std::ranges::copy(each->kept_rows(), std::back_inserter(parts));
      continue;
    }
    auto rows = loose_rows_of(*each, read);
    if (!rows) return std::move(rows).error();
    parts.push_back(*std::move(rows));
  }
  for (const SharedRows& each : tail) parts.push_back(std::make_shared<const LooseRows>(*each));
  for (LooseRows& each : newer) parts.push_back(std::make_shared<const LooseRows>(std::move(each)));
  return write_parts(run, std::move(parts));
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
  add_to_tail(column, state.tail, sorted(rows.rest));
  return Done{};
}

namespace {

/// Adds to a batch, whose changes are all of one column family, what another has.
class AddTo final : public rocksdb::WriteBatch::Handler {
 public:
  AddTo(rocksdb::WriteBatch& all, rocksdb::ColumnFamilyHandle* family)
      : all_{all}, family_{family} {}

  rocksdb::Status PutCF(std::uint32_t /*family*/, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    return all_.Put(family_, key, value);
  }
  rocksdb::Status DeleteCF(std::uint32_t /*family*/, const rocksdb::Slice& key) override {
    return all_.Delete(family_, key);
  }

 private:
  rocksdb::WriteBatch& all_;
  rocksdb::ColumnFamilyHandle* family_;
};

}  // namespace

Status pack_columns(const PackingPlace& place, std::span<PackedChanges> changes,
                    std::span<PackedState> states, rocksdb::WriteBatch& pages) {
  const auto pack_one = [&](std::size_t i, rocksdb::WriteBatch& to) {
    Packing packing{.column = packed_column_at(i),
                    .layout = place.layout,
                    .read = place.read,
                    .changes = to,
                    .family = place.family};
    return packing.apply(changes[i], states[i]);
  };
  const auto makes_runs = [](const PackedChanges& each) { return !each.runs.empty(); };
  if (std::ranges::count_if(changes, makes_runs) < 2) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (auto done = pack_one(i, pages); !done) return done;
    }
    return Done{};
  }
  std::vector<rocksdb::WriteBatch> parts(changes.size());
  std::vector<Status> outcomes(changes.size(), Done{});
  std::atomic<std::size_t> next = 0;
  const auto pack_some = [&] {
    for (std::size_t i = next++; i < changes.size(); i = next++)
      outcomes[i] = pack_one(i, parts[i]);
  };
  {
    constexpr unsigned threads_max = 4;
    const unsigned threads = std::min(std::thread::hardware_concurrency(), threads_max);
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < threads; ++i) helpers.emplace_back(pack_some);
    pack_some();
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!outcomes[i]) return std::move(outcomes[i]);
    AddTo add{pages, place.family};
    expect(parts[i].Iterate(&add));
  }
  return Done{};
}

}  // namespace annals
