#include "annals/store/packed_column.h"

#include <span>
#include <utility>

namespace annals {
namespace {

std::shared_ptr<const KeyFilter> filter_of(std::span<const std::uint64_t> hashes) {
  auto filter = std::make_shared<KeyFilter>(hashes.size());
  for (const std::uint64_t hash : hashes) filter->add(hash);
  return filter;
}

}  // namespace

Result<std::shared_ptr<const Directory>> SortedRun::directory(const ReadValue& read) const {
  const std::scoped_lock lock{mutex_};
  if (directory_) return directory_;
  auto bytes = read(directory_key(column_, id_));
  if (!bytes) return std::move(bytes).error();
  if (!*bytes) return corrupt_run(column_, id_, "without a directory");
  auto directory = Directory::decode(column_, id_, **bytes);
  if (!directory) return corrupt_run(column_, id_, "whose directory cannot be read");
  directory_ = std::make_shared<const Directory>(*std::move(directory));
  return directory_;
}

Result<std::shared_ptr<const Page>> SortedRun::page(std::size_t page, const ReadValue& read,
                                                    const Decoded* memory) const {
  const std::string key = page_key(column_, id_, page);
  if (memory != nullptr) {
    if (auto kept = memory->find<Page>(Subject::page(key))) return kept;
  }
  auto bytes = read(key);
  if (!bytes) return std::move(bytes).error();
  if (!*bytes) return corrupt_run(column_, id_, "that lacks a page");
  auto opened = Page::open(row_shape(column_), **bytes);
  if (!opened) return corrupt_run(column_, id_, "with a page that cannot be read");
  auto shared = std::make_shared<const Page>(*std::move(opened));
  if (memory != nullptr && memory->is_wanted<Page>(Subject::page(key))) {
    memory->keep<Page>(Subject::page(key), {}, shared, shared->bytes());
  }
  return shared;
}

Result<std::shared_ptr<const KeyFilter>> SortedRun::read_keys(const ReadValue& read) const {
  const auto directory = this->directory(read);
  if (!directory) return directory.error();
  std::vector<std::uint64_t> hashes;
  std::string key;
  std::string value;
  for (std::size_t i = 0; i < (*directory)->pages(); ++i) {
    const auto page = this->page(i, read);
    if (!page) return page.error();
    for (std::size_t row = 0; row < (*page)->size(); ++row) {
      (*page)->read(row, key, value);
      hashes.push_back(KeyFilter::hash(key));
    }
  }
  return filter_of(hashes);
}

Result<bool> SortedRun::may_have(std::uint64_t key_hash, const ReadValue& read) const {
  // Looking for a key costs about as much as reading eight.
  constexpr std::uint64_t lookup_in_rows = 8;
  {
    const std::scoped_lock lock{mutex_};
    if (filter_) return filter_->may_have(key_hash);
  }
  const auto directory = this->directory(read);
  if (!directory) return directory.error();
  {
    const std::scoped_lock lock{mutex_};
    constexpr std::uint64_t rows_in_page = RunLayout{}.page_rows;
    if (++asked_ * lookup_in_rows < (*directory)->pages() * rows_in_page) return true;
  }
  auto filter = read_keys(read);
  if (!filter) return std::move(filter).error();
  const std::scoped_lock lock{mutex_};
  filter_ = *std::move(filter);
  return filter_->may_have(key_hash);
}

Result<std::vector<std::string>> keys_of(const SortedRun& run, const ReadValue& read) {
  const auto directory = run.directory(read);
  if (!directory) return directory.error();
  std::vector<std::string> keys;
  for (std::size_t page = 0; page < (*directory)->pages(); ++page) {
    keys.push_back(page_key(run.column(), run.id(), page));
  }
  for (std::size_t section = 0; section < (*directory)->stored_sections(); ++section) {
    keys.push_back(section_key(run.column(), run.id(), section));
  }
  keys.push_back(directory_key(run.column(), run.id()));
  return keys;
}

std::vector<RunValue> values_of(Column column, const RunId& run, const Directory& directory) {
  std::vector<RunValue> values;
  for (std::size_t section = 0; section < directory.stored_sections(); ++section) {
    values.push_back(
        {.key = section_key(column, run, section), .value = directory.encode_section(section)});
  }
  values.push_back({.key = directory_key(column, run), .value = directory.encode()});
  return values;
}

void add_to_tail(Column column, std::vector<std::shared_ptr<const Rows>>& tail, Rows rows) {
  if (rows.empty()) return;
  while (!tail.empty() && tail.back()->size() <= rows.size()) {
    rows = merge(*tail.back(), rows);
    tail.pop_back();
  }
  // Only questions about cells are asked with an early `known`.
  if (column == Column::timeline) rows.note_bounds(row_shape(column));
  tail.push_back(std::make_shared<const Rows>(std::move(rows)));
}

void RunWriter::add(const RowView& row) {
  rows_.add(row.key, row.value);
  if (is_looked_up(column_)) key_hashes_.push_back(KeyFilter::hash(row.key));
  if (rows_.size() >= page_rows_) write_page();
}

void RunWriter::write_page() {
  std::vector<RowView> views;
  views.reserve(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) views.push_back(rows_[i]);
  const PackedPage page = pack(row_shape(column_), views);
  put_(page_key(column_, id_, directory_.pages()), page.bytes);
  directory_.add(views.front().key, page);
  rows_ = Rows{};
}

std::shared_ptr<const SortedRun> RunWriter::finish(std::vector<SharedLooseRows> rows) {
  if (!rows_.empty()) write_page();
  Directory directory = std::move(directory_).finish();
  for (const RunValue& each : values_of(column_, id_, directory)) put_(each.key, each.value);
  auto filter = is_looked_up(column_) ? filter_of(key_hashes_) : nullptr;
  return std::make_shared<const SortedRun>(column_, id_, std::move(directory), std::move(filter),
                                           std::move(rows));
}

}  // namespace annals
