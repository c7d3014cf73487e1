#include "annals/store/run_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/base/sha256.h"
#include "annals/store/directory.h"
#include "annals/store/page.h"

namespace annals {
namespace {

/// What stands under a key of a run. What RocksDB finds damaged is damage; all else is an error.
struct Bytes {
  std::optional<std::string> there;
  std::optional<std::string> damage;
};

Result<Bytes> read_bytes(const Snapshot& snapshot, std::string_view key) {
  auto bytes = snapshot.packed_bytes(key);
  if (bytes) return Bytes{.there = *std::move(bytes), .damage = {}};
  if (bytes.error().code != ErrorCode::corrupt) return std::move(bytes).error();
  return Bytes{.there = {}, .damage = bytes.error().message};
}

/// The rows of a page.
std::vector<std::pair<std::string, std::string>> rows_of(const Page& page) {
  std::vector<std::pair<std::string, std::string>> rows{page.size()};
  std::size_t group = 0;
  for (std::size_t i = 0; i < page.size(); ++i) {
    page.read(i, group, rows[i].first, rows[i].second);
  }
  return rows;
}

/// Reads the pages of a run one after the other.
class RunReader {
 public:
  RunReader(const Snapshot& snapshot, const SortedRun& run)
      : snapshot_{snapshot}, run_{run}, directory_{run.column(), run.id()} {}

  Result<RunReading> read() {
    auto stored = read_bytes(snapshot_, directory_key(run_.column(), run_.id()));
    if (!stored) return std::move(stored).error();
    const auto directory = stored->there
                               ? Directory::decode(run_.column(), run_.id(), *stored->there)
                               : std::optional<Directory>{};
    has_directory_ = directory.has_value();
    const std::size_t expected = directory ? directory->pages() : 0;
    for (bool goes_on = true; goes_on; ++reading_.pages) {
      const auto there = read_page(reading_.pages, !directory || reading_.pages < expected);
      if (!there) return there.error();
      goes_on = *there || reading_.pages < expected;
      if (!goes_on) break;
    }
    if (stored->damage) {
      note({}, "its directory cannot be read: " + *stored->damage);
    } else if (!stored->there) {
      note({}, "its directory is missing");
    } else if (!directory) {
      note({}, "its directory cannot be read");
    } else if (reading_.damage.empty()) {
      if (auto compared = compare_directory(); !compared) return std::move(compared).error();
    }
    return std::move(reading_);
  }

 private:
  void note(std::optional<std::size_t> page, std::string what) {
    reading_.damage.push_back({.page = page, .what = std::move(what)});
  }

  /// Compares what stands behind the pages with what these say, of which there is no damage.
  Status compare_directory() {
    const Directory expected = std::move(directory_).finish();
    for (const RunValue& each : values_of(run_.column(), run_.id(), expected)) {
      const auto stored = read_bytes(snapshot_, each.key);
      if (!stored) return stored.error();
      if (stored->damage) {
        note({}, "its directory cannot be read: " + *stored->damage);
      } else if (stored->there != each.value) {
        note({}, "its directory does not say what the pages hold");
      }
    }
    return Done{};
  }

  /// Notes that a page is lost.
  void lose(std::size_t page, std::string what) {
    note(page, std::move(what));
    reading_.is_whole = false;
  }

  /// Whether there is such a page. One that is not expected may be missing.
  Result<bool> read_page(std::size_t number, bool is_expected) {
    auto bytes = read_bytes(snapshot_, page_key(run_.column(), run_.id(), number));
    if (!bytes) return std::move(bytes).error();
    if (!bytes->there) {
      // Without a directory nobody knows where the pages end.
      const bool is_lost = is_expected && (has_directory_ || bytes->damage);
      if (is_lost) lose(number, bytes->damage.value_or("it is missing"));
      return false;
    }
    const RowShape& shape = row_shape(run_.column());
    const auto page = Page::open(shape, *bytes->there);
    if (!page) {
      lose(number, "it cannot be read");
      return true;
    }
    add(number, *page, *bytes->there);
    return true;
  }

  void add(std::size_t number, const Page& page, std::string_view bytes) {
    const auto rows = rows_of(page);
    std::vector<RowView> views;
    views.reserve(rows.size());
    bool ascends = true;
    for (const auto& [key, value] : rows) {
      views.push_back({.key = key, .value = value});
      reading_.rows.add(views.back());
      ascends = ascends && (is_first_ || last_key_ < key);
      last_key_ = key;
      is_first_ = false;
    }
    if (!ascends) note(number, "its keys do not ascend");
    if (views.empty()) return note(number, "it has no rows");
    const PackedPage packed = pack(row_shape(run_.column()), views);
    if (packed.bytes != bytes) note(number, "it is not packed as its rows are");
    directory_.add(views.front().key, packed);
  }

  const Snapshot& snapshot_;
  const SortedRun& run_;
  RunReading reading_;
  DirectoryBuilder directory_;
  std::string last_key_;
  bool is_first_ = true;
  bool has_directory_ = false;
};

}  // namespace

void RowSum::add(const RowView& row) {
  std::string size;
  put_big_endian(size, row.key.size());
  const Digest digest = sha256({size, row.key, row.value});
  std::string_view bytes = digest.view();
  for (std::uint64_t& part : sum_) part += take_big_endian(bytes).value_or(0);
  ++count_;
}

void RowSum::add(const RowSum& other) {
  for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += other.sum_[i];
  count_ += other.count_;
}

Result<RunReading> read_run(const Snapshot& snapshot, const SortedRun& run) {
  return RunReader{snapshot, run}.read();
}

namespace {

/// Goes over rows that a run has and rows that it should have, both in order of their keys.
class RowComparison {
 public:
  RowComparison(const std::vector<ExpectedRow>& expected, std::size_t most)
      : next_{expected.begin()}, end_{expected.end()}, most_{most} {}

  /// A page that cannot be read: nobody knows which rows it has.
  void pass_over() { passes_over_ = true; }

  void take(std::size_t page, const RowView& row) {
    miss_before(page, row.key);
    if (next_ == end_ || next_->key != row.key) {
      return note({.page = page, .what = "it has a row that no event makes", .sequence = {}});
    }
    if (next_->value != row.value) {
      note({.page = page, .what = "a row has another value", .sequence = next_->sequence});
    }
    ++next_;
  }

  /// There are no more rows behind the page.
  [[nodiscard]] std::vector<RowDifference> finish(std::size_t page) {
    while (next_ != end_) miss(page);
    return std::move(differences_);
  }

 private:
  void miss_before(std::size_t page, std::string_view key) {
    while (next_ != end_ && next_->key < key) miss(page);
    passes_over_ = false;
  }

  void miss(std::size_t page) {
    if (!passes_over_) {
      note({.page = page, .what = "a row is missing", .sequence = next_->sequence});
    }
    ++next_;
  }

  void note(RowDifference difference) {
    if (differences_.size() < most_) differences_.push_back(std::move(difference));
  }

  std::vector<ExpectedRow>::const_iterator next_;
  std::vector<ExpectedRow>::const_iterator end_;
  std::size_t most_;
  bool passes_over_ = false;
  std::vector<RowDifference> differences_;
};

}  // namespace

Result<std::vector<RowDifference>> compare_run(const Snapshot& snapshot, const SortedRun& run,
                                               const std::vector<ExpectedRow>& expected,
                                               std::size_t most) {
  const auto reading = read_run(snapshot, run);
  if (!reading) return reading.error();
  const RowShape& shape = row_shape(run.column());
  RowComparison comparison{expected, most};
  for (std::size_t number = 0; number < reading->pages; ++number) {
    auto bytes = read_bytes(snapshot, page_key(run.column(), run.id(), number));
    if (!bytes) return std::move(bytes).error();
    const auto page =
        bytes->there ? Page::open(shape, *std::move(bytes->there)) : std::optional<Page>{};
    if (!page) {
      comparison.pass_over();
      continue;
    }
    for (const auto& [key, value] : rows_of(*page)) {
      comparison.take(number, {.key = key, .value = value});
    }
  }
  return comparison.finish(std::max<std::size_t>(reading->pages, 1) - 1);
}

}  // namespace annals
