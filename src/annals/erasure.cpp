#include "annals/erasure.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "annals/base/text.h"
#include "annals/event/limits.h"
#include "annals/index/correction_index.h"
#include "annals/index/projections.h"
#include "annals/log/erased.h"
#include "annals/log/log_reader.h"
#include "annals/log/merkle.h"

namespace annals {
namespace {

Error refused(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

Status expect_reason(std::string_view reason) {
  if (reason.empty()) return refused("reason: is empty");
  if (!is_utf8(reason)) return refused("reason: is not UTF-8");
  if (reason.size() <= limits::text_bytes_max) return Done{};
  return refused(fmt::format("reason: has {} bytes; at most {} are allowed", reason.size(),
                             limits::text_bytes_max));
}

/// Where the event stands.
Result<Sequence> find(const Snapshot& snapshot, std::string_view id) {
  const LogReader log{snapshot};
  const auto there = log.find(id);
  if (!there) return there.error();
  if (*there) return **there;
  const auto erased = find_erased(snapshot, id);
  if (!erased) return erased.error();
  if (!*erased) return refused(fmt::format("there is no event {} in the log", in_quotes(id)));
  const auto left = log.read(**erased);
  if (!left) return left.error();
  if (left->erased) {
    return refused(fmt::format("the event {} {}", in_quotes(id), erasure_in_words(*left)));
  }
  return Error{
      .code = ErrorCode::corrupt,
      .message = fmt::format("sequence {} is said to be erased, and is not", (*erased)->value)};
}

/// What is left of an event.
Result<LoggedEvent> left_of(const Snapshot& snapshot, Sequence sequence,
                            const ErasureCause& cause) {
  const LogReader log{snapshot};
  const auto record = log.record(sequence);
  if (!record) return record.error();
  const auto event = log.read(sequence);
  if (!event) return event.error();
  LoggedEvent left{.sequence = sequence,
                   .recorded = event->recorded,
                   .known = event->known,
                   .retracts = event->retracts,
                   .replaces = event->replaces,
                   .reach = {},
                   .event = {}};
  std::set<std::string> about{event->reach.begin(), event->reach.end()};
  if (!event->event.relationship.empty()) about.insert(event->event.relationship);
  left.reach.assign(about.begin(), about.end());
  const auto retraction = retraction_of(event->event);
  left.erased = Erasure{.leaf = leaf_hash(*record),
                        .id_hash = sha256({event->event.id}),
                        .at = {.at = cause.at},
                        .reason = std::string{cause.reason},
                        .retracted_all_versions = retraction && retraction->all_versions};
  return left;
}

/// The events that correct what is erased, and so name it.
Result<std::vector<std::string>> read_names(const Snapshot& snapshot, const LoggedEvent& left) {
  std::set<Sequence> by;
  for (const std::string& relationship : left.reach) {
    const auto corrections = read_corrections(snapshot, relationship);
    if (!corrections) return corrections.error();
    for (const Correction& each : *corrections) {
      if (each.target == left.sequence) by.insert(each.by);
    }
  }
  std::vector<std::string> names;
  for (const Sequence sequence : by) {
    auto event = LogReader{snapshot}.read(sequence);
    if (!event) return std::move(event).error();
    if (!event->erased) names.push_back(std::move(event->event.id));
  }
  return names;
}

}  // namespace

Result<ErasedEvent> begin_erasure(Store& store, std::string_view id, const ErasureCause& cause) {
  if (auto given = expect_reason(cause.reason); !given) return std::move(given).error();
  if (store.is_read()) {
    return Error{.code = ErrorCode::busy,
                 .message = "the database is still being read from in this process"};
  }
  const Snapshot snapshot = store.snapshot();
  const auto sequence = find(snapshot, id);
  if (!sequence) return sequence.error();
  auto left = left_of(snapshot, *sequence, cause);
  if (!left) return std::move(left).error();
  auto named_by = read_names(snapshot, *left);
  if (!named_by) return std::move(named_by).error();
  Batch batch = store.batch();
  if (auto put = put_erased(snapshot, *left, batch); !put) return std::move(put).error();
  batch.touched().add_everything();
  if (auto done = store.commit(std::move(batch)); !done) return std::move(done).error();
  return ErasedEvent{.left = *std::move(left), .named_by = *std::move(named_by)};
}

Status finish_erasure(Store& store, ProjectionList projections, const EraseProgress& progress) {
  // What is read meanwhile is not all there is to read.
  Touched everything;
  everything.add_everything();
  const auto withdrawn = store.decoded().withdraw(everything);
  const auto replayed = [&](std::uint64_t done, std::uint64_t total) {
    return progress("indexes", done, total);
  };
  if (auto done = rebuild_with_ids(store, projections, replayed); !done) return done;
  const auto written = [&](std::uint64_t done, std::uint64_t total) {
    return progress("files", done, total);
  };
  if (auto done = store.purge(written); !done) return done;
  Batch batch = store.batch();
  batch.remove(Column::meta, erasing_key);
  return store.commit(std::move(batch));
}

}  // namespace annals
