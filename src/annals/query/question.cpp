#include "annals/query/question.h"

#include <fmt/core.h>

#include "annals/index/correction_index.h"
#include "annals/index/history_index.h"
#include "annals/log/log_reader.h"

namespace annals {

Result<Horizon> resolve(const Snapshot& snapshot, const Perspective& perspective) {
  const LogReader log{snapshot};
  Horizon horizon{.known = perspective.known.value_or(KnownTime::latest()), .basis = {}};
  if (perspective.recorded) {
    if (perspective.basis) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = "basis and recorded both say which log to use; give one of them"};
    }
    const auto basis = log.recorded_by(*perspective.recorded);
    if (!basis) return basis.error();
    horizon.basis = *basis;
    return horizon;
  }
  const auto last = log.last();
  if (!last) return last.error();
  horizon.basis = perspective.basis.value_or(*last);
  if (horizon.basis > *last) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("basis {} lies beyond the last sequence, {}",
                                        horizon.basis.value, last->value)};
  }
  return horizon;
}

Result<Evidence> read_evidence(const Snapshot& snapshot, std::string_view relationship,
                               Horizon horizon) {
  const auto corrections = read_corrections(snapshot, relationship);
  if (!corrections) return corrections.error();
  return Evidence{.horizon = horizon, .withdrawals = Withdrawals{*corrections, horizon}};
}

Result<std::vector<CellStatements>> read_asked(const Snapshot& snapshot,
                                               std::string_view relationship,
                                               const std::optional<Cell>& cell) {
  if (!cell) return read_cells(snapshot, relationship);
  auto one = read_cell(snapshot, relationship, *cell);
  if (!one) return std::move(one).error();
  std::vector<CellStatements> cells;
  cells.push_back(*std::move(one));
  return cells;
}

Result<bool> is_named(const Snapshot& snapshot, std::string_view relationship, Sequence basis) {
  const auto range = read_relationship(snapshot, relationship, basis);
  if (!range) return range.error();
  return range->has_value();
}

}  // namespace annals
