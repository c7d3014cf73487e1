#include "annals/store/column_load.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "annals/base/check.h"
#include "annals/store/packing.h"
#include "annals/store/page.h"

namespace annals {
namespace {

bool contains(const RunSpan& outer, const RunSpan& inner) {
  return outer.first <= inner.first && inner.last <= outer.last;
}

}  // namespace

void ColumnLoad::add(SharedLooseRows rows) {
  if (!rows->empty()) open_.push_back(std::move(rows));
}

void ColumnLoad::cut() {
  // What was in no run before the load is older than what the load brought.
  std::vector<SharedLooseRows> parts;
  for (const auto& rows : std::exchange(state_.tail, {})) {
    parts.push_back(std::make_shared<const LooseRows>(*rows));
  }
  std::ranges::move(open_, std::back_inserter(parts));
  open_.clear();
  cuts_.push_back(std::move(parts));
}

bool ColumnLoad::completes_last() const {
  const RunSpan span = span_of(place_.layout, {.level = place_.layout.levels - 1, .index = 0});
  return !cuts_.empty() && count() % span.last == 0;
}

Status ColumnLoad::write_last() {
  const unsigned level = place_.layout.levels - 1;
  const RunSpan first = span_of(place_.layout, {.level = level, .index = 0});
  const RunId run{.level = level, .index = static_cast<std::uint32_t>(count() / first.last - 1)};
  if (!last_) last_ = new_file("last");
  replace_within(span_of(place_.layout, run));
  if (auto done = write_run(run, *last_); !done) return done;
  first_ = count();
  cuts_.clear();
  return Done{};
}

std::unique_ptr<SortedFile> ColumnLoad::new_file(std::string_view what) const {
  return std::make_unique<SortedFile>(
      place_.database, place_.family,
      place_.folder / fmt::format("runs-{}-{}.sst", static_cast<int>(column_), what));
}

void ColumnLoad::replace_within(const RunSpan& span) {
  std::erase_if(state_.runs, [&](const auto& run) {
    const bool is_within = contains(span, span_of(place_.layout, run->id()));
    if (is_within) gone_.push_back(run);
    return is_within;
  });
}

Result<std::vector<SharedLooseRows>> ColumnLoad::parts_of(const RunSpan& span) {
  std::vector<SharedLooseRows> parts;
  for (const auto& run : gone_) {
    if (!contains(span, span_of(place_.layout, run->id()))) continue;
    auto rows = loose_rows_of(*run, place_.read);
    if (!rows) return std::move(rows).error();
    parts.push_back(*std::move(rows));
  }
  for (auto made = std::max(span.first, first_); made < span.last; ++made) {
    std::ranges::move(cuts_[made - first_], std::back_inserter(parts));
    cuts_[made - first_].clear();
  }
  return parts;
}

void ColumnLoad::read_page(std::span<const RowPlace> places, std::size_t begin,
                           std::vector<RowView>& rows) const {
  const std::size_t page = place_.layout.page_rows;
  const std::size_t end = std::min(places.size(), begin + page);
  rows.clear();
  for (std::size_t i = begin; i < end; ++i) rows.push_back(LooseRows::row(places[i].at));
  // They lie all over the memory: those of the next page are looked at when this one is packed.
  constexpr std::size_t line_bytes = 64;
  for (std::size_t i = end; i < std::min(places.size(), end + page); ++i) {
    __builtin_prefetch(places[i].at);
    __builtin_prefetch(places[i].at + line_bytes);
  }
}

Status ColumnLoad::write_run(const RunId& run, SortedFile& file) {
  const auto parts = parts_of(span_of(place_.layout, run));
  if (!parts) return parts.error();
  const std::vector<RowPlace> places = in_order(*parts);
  const RowShape& shape = row_shape(column_);
  DirectoryBuilder builder{column_, run};
  std::vector<RowView> page_rows;
  for (std::size_t begin = 0; begin < places.size(); begin += place_.layout.page_rows) {
    read_page(places, begin, page_rows);
    const PackedPage page = pack(shape, page_rows);
    if (auto put = file.put(page_key(column_, run, builder.pages()), page.bytes); !put) {
      return put;
    }
    builder.add(page_rows.front().key, page);
  }
  Directory directory = std::move(builder).finish();
  for (const RunValue& each : values_of(column_, run, directory)) {
    if (auto put = file.put(each.key, each.value); !put) return put;
  }
  state_.runs.push_back(std::make_shared<const SortedRun>(column_, run, std::move(directory)));
  return Done{};
}

Status ColumnLoad::write_gone(unsigned level, SortedFile& file) {
  for (const auto& run : gone_) {
    if (run->id().level != level) continue;
    const auto keys = keys_of(*run, place_.read);
    if (!keys) return keys.error();
    for (const std::string& key : *keys) {
      if (auto removed = file.remove(key); !removed) return removed;
    }
  }
  return Done{};
}

Status ColumnLoad::write_level(unsigned level, const std::vector<RunId>& missing,
                               SortedFile& file) {
  // The runs that go are older than those that come: their keys stand before.
  if (auto done = write_gone(level, file); !done) return done;
  for (const RunId& run : missing) {
    if (run.level != level) continue;
    if (auto done = write_run(run, file); !done) return done;
  }
  return Done{};
}

Status ColumnLoad::finish() {
  const std::vector<RunId> live = live_runs(place_.layout, count());
  const auto is_there = [&](const RunId& id) {
    return std::ranges::any_of(state_.runs, [&](const auto& run) { return run->id() == id; });
  };
  std::vector<RunId> missing;
  for (const RunId& id : live) {
    if (!is_there(id)) missing.push_back(id);
  }
  for (const RunId& id : missing) replace_within(span_of(place_.layout, id));
  std::ranges::sort(gone_, {}, [](const auto& run) { return run->id(); });
  const auto rest = new_file("rest");
  for (unsigned level = 0; level < place_.layout.levels; ++level) {
    if (auto done = write_level(level, missing, *rest); !done) return done;
  }
  state_.count = count();
  std::ranges::sort(state_.runs, {},
                    [&](const auto& run) { return span_of(place_.layout, run->id()).first; });
  check(state_.runs.size() == live.size(), "every live run has been made");
  for (const SharedLooseRows& part : open_) {
    add_to_tail(column_, state_.tail, sorted(*part));
  }
  open_.clear();
  if (auto done = close(*rest); !done) return done;
  return last_ ? close(*last_) : Done{};
}

Status ColumnLoad::close(SortedFile& file) {
  const auto written = file.finish();
  if (!written) return written.error();
  if (*written) files_.push_back(file.path());
  return Done{};
}

}  // namespace annals
