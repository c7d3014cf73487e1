#include "ingestion.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "../failure.h"
#include "../interrupt.h"

namespace annals::cli {

void take_known_from_published(Draft& draft) {
  if (std::ranges::find(draft, "known", &Member::name) != draft.end()) return;
  const auto source = std::ranges::find(draft, "source", &Member::name);
  if (source == draft.end()) return;
  const auto* const parts = std::get_if<Datum::Object>(&source->datum.shape);
  if (parts == nullptr) return;
  const auto published = std::ranges::find(*parts, "published", &Member::name);
  if (published != parts->end()) draft.push_back({.name = "known", .datum = published->datum});
}

std::string name_of(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

namespace {

Status write_reject(const std::string& name, const InputPlace& place, const Error& error,
                    std::FILE* rejects) {
  Json reject{
      {"file", name}, {"line", place.line}, {"reason", error.message}, {"text", place.text}};
  if (place.line == 0) reject["line"] = nullptr;
  const std::string text = to_line(reject) + "\n";
  if (std::fputs(text.c_str(), rejects) >= 0) return Done{};
  return Error{.code = ErrorCode::io, .message = "the file of rejects cannot be written"};
}

}  // namespace

Status refuse_line(const std::string& name, const InputPlace& place, const Error& error,
                   const IngestSetting& setting) {
  const bool is_bad_input = error.code == ErrorCode::invalid_input;
  const Error placed{.code = error.code,
                     .message = fmt::format("{}: {}", place.where, error.message)};
  if (!setting.how.skip_bad_lines || !is_bad_input) return placed;
  if (setting.how.rejects != nullptr) {
    return write_reject(name, place, error, setting.how.rejects);
  }
  note(setting.globals, placed.message);
  return Done{};
}

Status flush_rejects(const IngestSetting& setting) {
  if (setting.how.rejects == nullptr || std::fflush(setting.how.rejects) == 0) return Done{};
  return Error{.code = ErrorCode::io, .message = "the file of rejects cannot be written"};
}

Ingestion::Ingestion(Database& database, const std::string& path, const IngestSetting& setting,
                     IngestCounts& counts)
    : database_{database},
      name_{name_of(path)},
      setting_{setting},
      total_{counts},
      transaction_{database.begin()},
      progress_{setting.globals, "ingest " + name_, "events"} {}

Error Ingestion::at_file(const Error& error) const {
  return {.code = error.code, .message = fmt::format("{}: {}", name_, error.message)};
}

Error Ingestion::interruption() const {
  return at_file({.code = ErrorCode::invalid_input,
                  .message = setting_.how.batch_events
                                 ? "interrupted; what was acknowledged is kept"
                                 : "interrupted; nothing of it was kept"});
}

void Ingestion::begin(double share) {
  ++pending_.read;
  progress_.update(total_.read + pending_.read, share);
}

Result<Appended> Ingestion::add(const Draft& draft) {
  auto appended = transaction_.add(draft);
  if (!appended) return appended;
  if (appended->is_duplicate) {
    ++pending_.duplicates;
    return appended;
  }
  const std::uint64_t sequence = appended->event.sequence.value;
  ++pending_.appended;
  if (pending_.first == 0) pending_.first = sequence;
  pending_.last = sequence;
  return appended;
}

Status Ingestion::refuse(const InputPlace& place, const Error& error) {
  if (auto refused = refuse_line(name_, place, error, setting_); !refused) return refused;
  ++pending_.rejected;
  return Done{};
}

Status Ingestion::end() {
  if (setting_.how.batch_events == pending_.read) return commit();
  return Done{};
}

Status Ingestion::commit() {
  if (auto flushed = flush_rejects(setting_); !flushed) return flushed;
  if (interrupted()) return interruption();
  if (auto done = database_.commit(std::move(transaction_)); !done) return at_file(done.error());
  transaction_ = database_.begin();
  total_.read += pending_.read;
  total_.appended += pending_.appended;
  total_.duplicates += pending_.duplicates;
  total_.rejected += pending_.rejected;
  if (total_.first == 0) total_.first = pending_.first;
  if (pending_.last != 0) total_.last = pending_.last;
  const bool had_any = pending_.read > 0;
  pending_ = {};
  if (setting_.how.batch_events && had_any) setting_.how.acknowledged(total_);
  return Done{};
}

}  // namespace annals::cli
