#include "annals/index/replay.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <future>
#include <memory>
#include <utility>

#include "annals/base/spares.h"
#include "annals/base/worker_pool.h"
#include "annals/index/projections.h"
#include "annals/log/log_reader.h"
#include "annals/store/loading.h"

namespace annals {
namespace {

constexpr unsigned threads = 2;

std::vector<Column> columns_of(const Replayed& indexes) {
  std::vector<Column> columns;
  if (indexes.with_ids) columns.push_back(Column::ids);
  for (const Projection* projection : indexes.projections) columns.push_back(projection->column);
  return columns;
}

/// One replay. For one thread.
class Replay {
 public:
  Replay(Store& store, const Replayed& indexes, Sequence last)
      : store_{store},
        snapshot_{store.snapshot()},
        indexes_{indexes},
        last_{last},
        pool_{threads} {}

  Status run(const Progress& progress) {
    auto loading = store_.load(pool_, columns_of(indexes_));
    if (!loading) return std::move(loading).error();
    for (Sequence sent = indexes_.done; sent < last_ || !under_way_.empty();) {
      while (sent < last_ && under_way_.size() < 2 * std::size_t{threads}) sent = send(sent);
      if (auto taken = take(*loading); !taken) return taken;
      if (!progress(taken_.value, last_.value)) {
        return Error{.code = ErrorCode::not_found, .message = "the rebuild was interrupted"};
      }
    }
    if (const Sequence in_runs = last_in_runs(store_.layout(), last_); in_runs > indexes_.done) {
      for (const Entry& entry : checkpoints(indexes_.projections, in_runs)) {
        loading->put(Column::meta, entry.key, entry.value);
      }
    }
    if (auto finished = loading->finish(); !finished) return finished;
    return store_.ingest(*std::move(loading));
  }

 private:
  /// The rows of the events of one run, or of the last ones, which make none.
  struct Part {
    Sequence last;
    std::future<Result<Loading::Columns>> rows;
  };

  /// Has the next events applied, up to the end of a run. Gives the last of them.
  Sequence send(Sequence after) {
    const std::uint64_t run = store_.layout().events_per_run;
    const Sequence from = after.next();
    const Sequence to{.value = std::min(last_.value, (after.value / run + 1) * run)};
    under_way_.push_back(
        {.last = to, .rows = pool_.run([this, from, to] { return rows_of(from, to); })});
    return to;
  }

  Result<Loading::Columns> rows_of(Sequence from, Sequence to) {
    const auto batch = rooms_.take([this] { return store_.batch(); });
    const auto apply = [&](const LoggedEvent& event) -> Status {
      if (indexes_.with_ids) put_id(event, *batch);
      for (const Projection* projection : indexes_.projections) {
        put_rows(*projection, event, *batch);
      }
      return Done{};
    };
    if (auto done = LogReader{snapshot_}.for_each(from, to, apply); !done) {
      return std::move(done).error();
    }
    return Loading::take_rows(*batch);
  }

  Status take(Loading& loading) {
    Part part = std::move(under_way_.front());
    under_way_.pop_front();
    auto rows = part.rows.get();
    if (!rows) return std::move(rows).error();
    loading.add(*std::move(rows));
    taken_ = part.last;
    if (last_in_runs(store_.layout(), taken_) != taken_) return Done{};
    return loading.cut();
  }

  Spares<Batch> rooms_{};
  Store& store_;
  Snapshot snapshot_;
  const Replayed& indexes_;
  Sequence last_;
  Sequence taken_{};
  std::deque<Part> under_way_{};
  WorkerPool pool_;  // ends before what its tasks use
};

}  // namespace

Status replay(Store& store, const Replayed& indexes, const Progress& progress) {
  const auto last = LogReader{store.snapshot()}.last();
  if (!last) return last.error();
  auto done = Replay{store, indexes, *last}.run(progress);
  if (!done) Loading::abandon(store);
  return done;
}

}  // namespace annals
