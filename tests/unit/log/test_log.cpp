#include "unit/log/test_log.h"

#include <utility>

#include "annals/time/when.h"
#include "support/must.h"
#include "unit/events.h"
#include "unit/store/empty_store.h"

namespace annals::unit {
namespace {

using support::must;

}  // namespace

TestLog::TestLog() : store_{open_empty_store(directory_.path() / "db")} {}

Result<Appended> TestLog::append(const Json& event, std::string_view now) {
  const Snapshot before = snapshot();
  const OpenRecords none;
  WorkerPool pool{1};
  Appender appender{before, must(read_tail(before)), none, pool};
  Batch batch = store_.batch();
  auto appended = appender.append(must(make(event)), moment(now), batch);
  appender.finish(batch);
  if (appended) must(store_.commit(std::move(batch)));
  return appended;
}

Result<Appended> TestLog::append_together(const std::vector<Json>& events) {
  const Snapshot before = snapshot();
  const OpenRecords none;
  WorkerPool pool{1};
  Appender appender{before, must(read_tail(before)), none, pool};
  Batch batch = store_.batch();
  Result<Appended> last = Error{.code = ErrorCode::not_found, .message = "no events"};
  for (const Json& event : events) {
    last = appender.append(must(make(event)), moment("2026-01-01"), batch);
  }
  appender.finish(batch);
  if (last) must(store_.commit(std::move(batch)));
  return last;
}

void TestLog::put(Column column, std::string_view key, std::string_view value) {
  Batch batch = store_.batch();
  batch.put(column, key, value);
  must(store_.commit(std::move(batch)));
}

void TestLog::clear(Column column) {
  Batch batch = store_.batch();
  batch.clear(column);
  must(store_.commit(std::move(batch)));
}

LogTail TestLog::tail() const {
  return must(read_tail(snapshot()));
}

Moment moment(std::string_view date) {
  return must(parse_span(date)).first;
}

}  // namespace annals::unit
