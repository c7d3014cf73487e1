#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/index/own_projections.h"
#include "annals/index/projections.h"
#include "annals/store/run_check.h"
#include "annals/store/store.h"
#include "annals/verify/report.h"

namespace annals {

/// Works out, from events in the order of the log, the rows that every packed column should have,
/// and compares with them what its runs hold. Memory: the rows of the events of one run of level 0,
/// and a sum for each such run; where a run differs, its rows, to say which.
class IndexCheck {
 public:
  /// Borrows all; the store's tail is remembered.
  IndexCheck(Store& store, const ProjectionSet& projections, Findings& findings);

  /// Takes the next event; null for one that cannot be read.
  void add(Sequence sequence, const LoggedEvent* event);

  /// Compares. Errors: io; not_found if `progress` stopped it. Damage goes to the findings.
  [[nodiscard]] Status finish();

 private:
  /// The rows of the events of one run of level 0.
  struct Span {
    bool is_known = true;  ///< every event could be read
    std::array<RowSum, packed_count> rows{};
  };

  void close_span();
  void put_column(const LoggedEvent& event, Column column, Batch& batch) const;
  [[nodiscard]] Status check_column(Column column);
  [[nodiscard]] Status check_run(const SortedRun& run);
  [[nodiscard]] Status explain(const SortedRun& run);
  [[nodiscard]] Status check_ids();
  void check_counts();
  void check_count(const Projection& projection);
  [[nodiscard]] Status check_own();
  void check_unknown(const OwnProjection& projection);
  [[nodiscard]] std::string part_of(Column column) const;
  void note_run(const SortedRun& run, std::optional<std::uint64_t> page, std::string what,
                std::optional<Sequence> sequence = {});

  Store& store_;
  const ProjectionSet& projections_;
  Snapshot snapshot_;
  Findings& findings_;
  Batch batch_;
  Span span_;
  std::vector<Span> spans_;
  std::vector<Sequence> erased_;  // events that have no id any more
  std::set<Column> compared_;     // whose rows are known from the log
  std::map<Column, std::string> own_names_;
  std::uint64_t runs_done_ = 0;
  std::uint64_t runs_all_ = 0;
};

}  // namespace annals
