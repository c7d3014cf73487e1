#include "annals/index/candidates.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "annals/base/big_endian.h"
#include "annals/index/key_codec.h"
#include "annals/index/statement_codec.h"

namespace annals {
namespace {

/// The integers of a row of the timeline in the order of their columns, as they are stored: so
/// that they compare as unsigned numbers.
struct RowTimes {
  std::uint64_t first;
  std::uint64_t last;
  std::uint64_t sequence;
  std::uint64_t known;
};
constexpr std::size_t first_column = 0;
constexpr std::size_t last_column = 1;
constexpr std::size_t sequence_column = 2;
constexpr std::size_t known_column = 3;

std::uint64_t stored(std::int64_t microseconds) {
  return static_cast<std::uint64_t>(microseconds) ^ sign_bit;
}

/// A sight in stored numbers.
struct StoredSight {
  std::uint64_t at;
  std::uint64_t basis;
  std::uint64_t known;
  const Withdrawals& withdrawals;
  const std::unordered_set<std::uint64_t>& unheard;

  explicit StoredSight(const Sight& sight)
      : at{stored(sight.at.microseconds())},
        basis{sight.horizon.basis.value},
        known{stored(sight.horizon.known.microseconds())},
        withdrawals{sight.withdrawals},
        unheard{sight.unheard} {}

  [[nodiscard]] bool sees(const RowTimes& row) const {
    return row.sequence <= basis && row.known <= known && !unheard.contains(row.sequence);
  }
  [[nodiscard]] bool counts(const RowTimes& row) const {
    return sees(row) && !withdrawals.withdrawn_by({.value = row.sequence});
  }
  [[nodiscard]] bool may_see(const Bounds& bounds) const {
    return bounds.least[sequence_column] <= basis && bounds.least[known_column] <= known &&
           bounds.least[first_column] <= at;
  }
};

/// The rows of one cell in one run or part of a tail, from the last that may have begun backwards.
class CellRows {
 public:
  CellRows() = default;
  CellRows(const CellRows&) = delete;
  CellRows& operator=(const CellRows&) = delete;
  virtual ~CellRows() = default;

  /// Calls `visit(times)` for each row that has begun by then, the latest first, until it says
  /// false; leaves out what lies together and of which `may_matter(bounds)` says no.
  using Visit = std::function<bool(const RowTimes&)>;
  using MayMatter = std::function<bool(const Bounds&)>;
  virtual Status walk_back(const MayMatter& may_matter, const Visit& visit) = 0;

  /// The row that is being visited.
  virtual void read(std::string& key, std::string& value) const = 0;
};

std::string key_at(const std::string& prefix, std::uint64_t first) {
  std::string key = prefix;
  put_big_endian(key, first);
  key.append(2 * integer_bytes, '\xff');
  return key;
}

class TailCellRows final : public CellRows {
 public:
  TailCellRows(const Rows& rows, const std::string& prefix, std::uint64_t at)
      : rows_{rows}, prefix_{prefix}, end_{rows.lower_bound(key_at(prefix, at))} {}

  Status walk_back(const MayMatter& may_matter, const Visit& visit) override {
    if (rows_.bounds() != nullptr && !may_matter(*rows_.bounds())) return Done{};
    for (row_ = end_; row_ > 0;) {
      const RowView row = rows_[--row_];
      if (!row.key.starts_with(prefix_)) break;
      const auto times = times_of(row);
      if (!times) return corrupt_index(timeline_projection.name);
      if (!visit(*times)) break;
    }
    return Done{};
  }

  void read(std::string& key, std::string& value) const override {
    key = rows_[row_].key;
    value = rows_[row_].value;
  }

 private:
  [[nodiscard]] std::optional<RowTimes> times_of(const RowView& row) const {
    std::string_view key = row.key.substr(prefix_.size());
    std::string_view value = row.value.substr(std::min<std::size_t>(1, row.value.size()));
    const auto first = take_big_endian(key);
    const auto last = take_big_endian(key);
    const auto sequence = take_big_endian(key);
    const auto known = take_big_endian(value);
    if (!first || !last || !sequence || !known) return std::nullopt;
    return RowTimes{.first = *first, .last = *last, .sequence = *sequence, .known = *known};
  }

  const Rows& rows_;
  const std::string& prefix_;
  std::size_t end_;
  std::size_t row_ = 0;
};

class RunCellRows final : public CellRows {
 public:
  RunCellRows(const Snapshot& snapshot, const SortedRun& run,
              std::shared_ptr<const Directory> directory, const std::string& prefix,
              std::uint64_t at)
      : snapshot_{snapshot},
        run_{run},
        directory_{std::move(directory)},
        prefix_{prefix},
        end_key_{key_at(prefix, at)} {}

  /// Finds the pages between which the rows lie. Errors: corrupt, io.
  Status open() {
    const auto first = directory_->page_of(prefix_, read_);
    if (!first) return first.error();
    const auto last = directory_->page_of(end_key_, read_);
    if (!last) return last.error();
    first_page_ = *first;
    last_page_ = *last;
    return Done{};
  }

  Status walk_back(const MayMatter& may_matter, const Visit& visit) override {
    for (std::size_t after = last_page_ + 1; after > first_page_;) {
      const auto number = directory_->last_page(after - 1, may_matter, read_);
      if (!number) return number.error();
      if (!*number || **number < first_page_) break;
      const auto go_on = walk_page(**number, visit);
      if (!go_on) return go_on.error();
      if (!*go_on) break;
      after = **number;
    }
    return Done{};
  }

  void read(std::string& key, std::string& value) const override { page_->read(row_, key, value); }

 private:
  Result<bool> walk_page(std::size_t number, const Visit& visit) {
    if (!page_ || number_ != number) {
      auto page = snapshot_.page(run_, number);
      if (!page) return std::move(page).error();
      page_ = *std::move(page);
      number_ = number;
    }
    if (!page_->is_shaped()) return corrupt_index(timeline_projection.name);
    const std::size_t begin = page_->lower_bound(prefix_);
    const std::size_t end = number == last_page_ ? page_->lower_bound(end_key_) : page_->size();
    for (row_ = end; row_ > begin;) {
      --row_;
      const RowTimes times{.first = page_->integer(row_, first_column),
                           .last = page_->integer(row_, last_column),
                           .sequence = page_->integer(row_, sequence_column),
                           .known = page_->integer(row_, known_column)};
      if (!visit(times)) return false;
    }
    return true;
  }

  const Snapshot& snapshot_;
  const SortedRun& run_;
  std::shared_ptr<const Directory> directory_;
  const std::string& prefix_;
  std::string end_key_;
  ReadValue read_ = [this](std::string_view key) { return snapshot_.packed_bytes(key); };
  std::size_t first_page_ = 0;
  std::size_t last_page_ = 0;
  std::shared_ptr<const Page> page_;
  std::size_t number_ = 0;
  std::size_t row_ = 0;
};

using Sources = std::vector<std::unique_ptr<CellRows>>;

/// The parts of the index that may hold rows that are seen, the newest first.
Result<Sources> sources_of(const Snapshot& snapshot, const std::string& prefix,
                           const StoredSight& sight) {
  const PackedState& state = snapshot.packed(Column::timeline);
  Sources sources;
  for (auto rows = state.tail.rbegin(); rows != state.tail.rend(); ++rows) {
    sources.push_back(std::make_unique<TailCellRows>(**rows, prefix, sight.at));
  }
  for (auto run = state.runs.rbegin(); run != state.runs.rend(); ++run) {
    auto directory = snapshot.directory(**run);
    if (!directory) return std::move(directory).error();
    if ((*directory)->pages() == 0) continue;
    const Bounds* const bounds = (*directory)->bounds();
    if (bounds != nullptr && !sight.may_see(*bounds)) continue;
    auto rows =
        std::make_unique<RunCellRows>(snapshot, **run, *std::move(directory), prefix, sight.at);
    if (auto opened = rows->open(); !opened) return std::move(opened).error();
    sources.push_back(std::move(rows));
  }
  return sources;
}

/// The latest start of a statement that counts and has surely begun; 0 if there is none.
Result<std::uint64_t> latest_settled_start(const Sources& sources, const StoredSight& sight) {
  std::uint64_t latest = 0;
  for (const auto& source : sources) {
    const auto may_matter = [&](const Bounds& bounds) {
      return sight.may_see(bounds) && bounds.least[last_column] <= sight.at &&
             bounds.greatest[first_column] > latest;
    };
    const auto visit = [&](const RowTimes& row) {
      if (row.first <= latest) return false;
      if (row.last > sight.at || !sight.counts(row)) return true;
      latest = row.first;
      return false;
    };
    if (auto done = source->walk_back(may_matter, visit); !done) return std::move(done).error();
  }
  return latest;
}

/// The bounds of starts that statements which count have. Of several with the same bounds, once
/// they have surely begun, only the latest in the log matters.
class TakenStarts {
 public:
  void add(const RowTimes& row) {
    last_ = {row.first, row.last};
    all_.insert(last_);
  }

  /// Rows with the same bounds come one after the other, save from one source to the next.
  [[nodiscard]] bool has(const RowTimes& row) {
    const std::pair start{row.first, row.last};
    if (start == last_) return true;
    if (!all_.contains(start)) return false;
    last_ = start;
    return true;
  }

 private:
  using Start = std::pair<std::uint64_t, std::uint64_t>;
  std::set<Start> all_;
  // No start is of this kind: it would end before it begins.
  Start last_{std::numeric_limits<std::uint64_t>::max(), 0};
};

}  // namespace

Result<CellStatements> read_candidates(const Snapshot& snapshot, std::string_view relationship,
                                       const Cell& cell, const Sight& asked) {
  const std::string prefix = cell_prefix(relationship, cell);
  const StoredSight sight{asked};
  const auto sources = sources_of(snapshot, prefix, sight);
  if (!sources) return sources.error();
  const auto latest = latest_settled_start(*sources, sight);
  if (!latest) return latest.error();

  CellStatements candidates{.cell = cell, .statements = {}};
  bool is_readable = true;
  std::string key;
  std::string value;
  TakenStarts taken;  // the sources, and their rows with the same start, come from the newest on
  for (const auto& source : *sources) {
    const auto may_matter = [&](const Bounds& bounds) {
      return sight.may_see(bounds) && bounds.greatest[last_column] >= *latest;
    };
    const auto visit = [&](const RowTimes& row) {
      if (row.last < *latest || (row.last <= sight.at && taken.has(row))) return true;
      if (!sight.sees(row)) return true;
      if (sight.counts(row)) taken.add(row);
      source->read(key, value);
      auto statement = decode_statement(std::string_view{key}.substr(prefix.size()), value);
      if (statement) candidates.statements.push_back(*std::move(statement));
      is_readable = is_readable && statement;
      return is_readable;
    };
    if (auto done = source->walk_back(may_matter, visit); !done) return std::move(done).error();
  }
  if (!is_readable) return corrupt_index(timeline_projection.name);
  std::ranges::sort(candidates.statements, {}, [](const Statement& statement) {
    return std::tie(statement.start, statement.sequence);
  });
  return candidates;
}

}  // namespace annals
