#include "annals/verify/index_check.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/log/log_reader.h"

namespace annals {
namespace {

/// The projection that writes a column; null for the ids.
const Projection* projection_of(Column column, ProjectionList projections) {
  for (const Projection* projection : projections) {
    if (projection->column == column) return projection;
  }
  return nullptr;
}

}  // namespace

IndexCheck::IndexCheck(Store& store, const ProjectionSet& projections, Findings& findings)
    : store_{store},
      projections_{projections},
      snapshot_{store.snapshot()},
      findings_{findings},
      batch_{store.batch()},
      compared_{Column::ids} {}

/// Puts what an event adds to one column.
void IndexCheck::put_column(const LoggedEvent& event, Column column, Batch& batch) const {
  if (const Projection* const projection = projection_of(column, projections_.all())) {
    put_rows(*projection, event, batch);
  } else {
    put_id(event, batch);
  }
}

void IndexCheck::add(Sequence sequence, const LoggedEvent* event) {
  if (event == nullptr) {
    span_.is_known = false;
  } else {
    if (event->erased) erased_.push_back(sequence);
    put_id(*event, batch_);
    apply_to_all(projections_.all(), *event, batch_);
  }
  if (sequence.value % store_.layout().events_per_run == 0) close_span();
}

void IndexCheck::close_span() {
  for (std::size_t i = 0; i < packed_count; ++i) {
    const Rows rows = batch_.take(packed_column_at(i));
    for (std::size_t row = 0; row < rows.size(); ++row) span_.rows.at(i).add(rows[row]);
  }
  spans_.push_back(std::exchange(span_, {}));
  batch_ = store_.batch();
}

std::string IndexCheck::part_of(Column column) const {
  const auto own = own_names_.find(column);
  return own == own_names_.end() ? name_of(column) : own->second;
}

void IndexCheck::note_run(const SortedRun& run, std::optional<std::uint64_t> page, std::string what,
                          std::optional<Sequence> sequence) {
  findings_.add({.part = part_of(run.column()),
                 .sequence = sequence,
                 .run = run.id(),
                 .page = page,
                 .what = std::move(what)});
}

/// A run's rows differ from those of its events: says which, as far as they are few.
Status IndexCheck::explain(const SortedRun& run) {
  const RunSpan span = span_of(store_.layout(), run.id());
  const Sequence last{.value = span.last * store_.layout().events_per_run};
  std::vector<ExpectedRow> expected;
  const Error behind{.code = ErrorCode::not_found, .message = {}};
  const auto visit = [&](const LoggedEvent& event) -> Status {
    if (event.sequence > last) return behind;
    Batch batch = store_.batch();
    put_column(event, run.column(), batch);
    const Rows rows = batch.take(run.column());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      expected.push_back({.key = std::string{rows[i].key},
                          .value = std::string{rows[i].value},
                          .sequence = event.sequence.value});
    }
    return Done{};
  };
  const Sequence first{.value = span.first * store_.layout().events_per_run + 1};
  const auto read = LogReader{snapshot_}.for_each(first, visit);
  if (!read && read.error().code != ErrorCode::not_found) return read;
  std::ranges::sort(expected, {}, &ExpectedRow::key);
  constexpr std::size_t most = 10;
  const auto differences = compare_run(snapshot_, run, expected, most);
  if (!differences) return differences.error();
  for (const RowDifference& each : *differences) {
    std::optional<Sequence> sequence;
    if (each.sequence) sequence = Sequence{.value = *each.sequence};
    note_run(run, each.page, each.what, sequence);
  }
  if (differences->empty()) note_run(run, {}, "its rows are not those of its events");
  return Done{};
}

Status IndexCheck::check_run(const SortedRun& run) {
  const auto reading = read_run(snapshot_, run);
  if (!reading) return reading.error();
  VerifyCounts& counts = findings_.report().counts;
  ++counts.runs;
  counts.pages += reading->pages;
  counts.rows += reading->rows.count();
  for (const RunDamage& damage : reading->damage) note_run(run, damage.page, damage.what);
  if (!compared_.contains(run.column())) return Done{};
  RowSum expected;
  const RunSpan span = span_of(store_.layout(), run.id());
  for (std::uint64_t i = span.first; i < span.last; ++i) {
    if (!spans_[i].is_known) return Done{};  // what cannot be read is noted where it stands
    expected.add(spans_[i].rows.at(packed_index(run.column())));
  }
  if (expected == reading->rows) return Done{};
  if (!reading->is_whole) return Done{};  // which is why
  return explain(run);
}

Status IndexCheck::check_column(Column column) {
  const Error stopped{.code = ErrorCode::not_found, .message = "the verification was interrupted"};
  const PackedState& state = snapshot_.packed(column);
  if (state.count > spans_.size()) {
    findings_.add({.part = part_of(column),
                   .what = fmt::format("it has {} runs of level 0, the log makes {}", state.count,
                                       spans_.size())});
    return Done{};
  }
  for (const auto& run : state.runs) {
    if (auto done = check_run(*run); !done) return done;
    if (!findings_.goes_on("indexes", ++runs_done_, runs_all_)) return stopped;
  }
  return Done{};
}

/// Every event must be found by its id: no id may stand in two runs.
Status IndexCheck::check_ids() {
  const bool is_read = std::ranges::all_of(spans_, &Span::is_known) && span_.is_known;
  if (!is_read || !findings_.report().is_sound()) return Done{};
  std::vector<bool> found(findings_.report().last.value + 1);
  Cursor ids = snapshot_.scan(Column::ids, {});
  for (; ids.valid(); ids.next()) {
    std::string_view value = ids.value();
    const auto sequence = take_big_endian(value);
    if (sequence && *sequence < found.size()) found[*sequence] = true;
  }
  if (auto status = ids.status(); !status) return status;
  for (const Sequence sequence : erased_) found[sequence.value] = true;
  for (std::uint64_t i = 1; i < found.size(); ++i) {
    if (found[i]) continue;
    findings_.add({.part = name_of(Column::ids),
                   .sequence = Sequence{.value = i},
                   .what = "its id leads to another event"});
  }
  return Done{};
}

/// What an index says of itself.
void IndexCheck::check_count(const Projection& projection) {
  const std::string name{projection.name};
  const Sequence in_runs{.value = spans_.size() * store_.layout().events_per_run};
  const auto checkpoint = read_checkpoint(snapshot_, projection);
  if (!checkpoint) {
    findings_.add({.part = name, .what = checkpoint.error().message});
    return;
  }
  const bool is_of_version = checkpoint->version == projection.version;
  if (is_of_version || checkpoint->version == 0) compared_.insert(projection.column);
  if (checkpoint->sequence > in_runs) {
    findings_.add({.part = name,
                   .what = fmt::format("it is said to have come up to sequence {}, which is "
                                       "behind the log's runs",
                                       checkpoint->sequence.value)});
  } else if (checkpoint->sequence < in_runs || (!is_of_version && in_runs != Sequence{})) {
    findings_.report().notes.push_back(
        fmt::format("the index '{}' is to be rebuilt, which the next opening does", name));
  } else if (snapshot_.packed(projection.column).count != spans_.size()) {
    findings_.add({.part = name, .what = "it has fewer runs than it is said to have"});
  }
}

/// What the database says of a projection that this program does not know.
void IndexCheck::check_unknown(const OwnProjection& projection) {
  const std::uint64_t events =
      snapshot_.packed(projection.column).count * store_.layout().events_per_run;
  if (projection.checkpoint.sequence.value != events) {
    findings_.add({.part = projection.name,
                   .what = fmt::format("it is said to have come up to sequence {}, its runs to {}",
                                       projection.checkpoint.sequence.value, events)});
  }
  findings_.report().notes.push_back(
      fmt::format("the projection '{}' is another program's: its pages were read, but its rows "
                  "cannot be compared with the log",
                  projection.name));
}

/// The projections that are not ours.
Status IndexCheck::check_own() {
  const auto own = read_own(snapshot_);
  if (!own && own.error().code != ErrorCode::corrupt) return own.error();
  if (!own) {
    findings_.add({.part = "meta", .what = own.error().message});
    return Done{};
  }
  for (const OwnProjection& each : *own) {
    own_names_.emplace(each.column, each.name);
    if (projections_.own(each.name) == nullptr) check_unknown(each);
  }
  for (std::size_t i = named_packed_count; i < packed_count; ++i) {
    const Column column = packed_column_at(i);
    if (snapshot_.packed(column).count == 0 || own_names_.contains(column)) continue;
    findings_.add({.part = name_of(column), .what = "it has runs, but no projection has it"});
  }
  return Done{};
}

void IndexCheck::check_counts() {
  for (const Projection* projection : projections_.all()) check_count(*projection);
  if (snapshot_.packed(Column::ids).count < spans_.size()) {
    findings_.add({.part = name_of(Column::ids), .what = "it has fewer runs than the log makes"});
  }
}

Status IndexCheck::finish() {
  for (std::size_t i = 0; i < packed_count; ++i) {
    runs_all_ += snapshot_.packed(packed_column_at(i)).runs.size();
  }
  if (auto done = check_own(); !done) return done;
  check_counts();
  for (std::size_t i = 0; i < packed_count; ++i) {
    if (auto done = check_column(packed_column_at(i)); !done) return done;
  }
  return check_ids();
}

}  // namespace annals
