#include "file_ingest.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "../failure.h"
#include "../input/line_reader.h"
#include "../interrupt.h"
#include "../render/progress.h"
#include "annals/codec/json.h"
#include "annals/codec/json_line.h"
#include "annals/event/limits.h"

namespace annals::cli {
namespace {

/// Takes `source.published` as `known` where the draft has none.
void take_known_from_published(Draft& draft) {
  if (std::ranges::find(draft, "known", &Member::name) != draft.end()) return;
  const auto source = std::ranges::find(draft, "source", &Member::name);
  if (source == draft.end()) return;
  const auto* const parts = std::get_if<Datum::Object>(&source->datum.shape);
  if (parts == nullptr) return;
  const auto published = std::ranges::find(*parts, "published", &Member::name);
  if (published != parts->end()) draft.push_back({.name = "known", .datum = published->datum});
}

/// One file on its way into the log.
class FileIngest {
 public:
  FileIngest(Database& database, const std::string& path, const IngestSetting& setting,
             IngestCounts& counts)
      : database_{database},
        path_{path},
        name_{path == "-" ? "standard input" : path},
        setting_{setting},
        total_{counts},
        transaction_{database.begin()},
        progress_{setting.globals, "ingest " + name_, "events"} {}

  Status run() {
    auto source = ByteSource::open(path_);
    if (!source) return at_file(source.error());
    LineReader lines{*std::move(source)};
    while (true) {
      auto line = lines.next();
      if (interrupted()) return interruption();
      if (!line) return at_file(line.error());
      if (!*line) break;
      if (auto taken = take(**line); !taken) return taken;
      progress_.update(total_.read + pending_.read, lines.share());
    }
    if (!any_line_) {
      return at_file(
          {.code = ErrorCode::invalid_input, .message = "is empty; expected one event a line"});
    }
    return commit();
  }

 private:
  Error at_file(const Error& error) const {
    return {.code = error.code, .message = fmt::format("{}: {}", name_, error.message)};
  }

  Error at_line(std::uint64_t number, const Error& error) const {
    return {.code = error.code, .message = fmt::format("{}:{}: {}", name_, number, error.message)};
  }

  Error interruption() const {
    return at_file({.code = ErrorCode::invalid_input,
                    .message = setting_.how.batch_events
                                   ? "interrupted; what was acknowledged is kept"
                                   : "interrupted; nothing of it was kept"});
  }

  Status take(const Line& line) {
    any_line_ = true;
    ++pending_.read;
    const auto appended = add(line);
    if (!appended) {
      const bool is_bad_line = appended.error().code == ErrorCode::invalid_input;
      if (!setting_.how.skip_bad_lines || !is_bad_line) {
        return at_line(line.number, appended.error());
      }
      if (auto written = reject(line, appended.error()); !written) return written;
    } else if (appended->is_duplicate) {
      ++pending_.duplicates;
    } else {
      const std::uint64_t sequence = appended->event.sequence.value;
      ++pending_.appended;
      if (pending_.first == 0) pending_.first = sequence;
      pending_.last = sequence;
    }
    if (setting_.how.batch_events == pending_.read) return commit();
    return Done{};
  }

  Result<Appended> add(const Line& line) {
    if (line.too_long) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("the line has more than {} bytes (1 MiB)",
                                          limits::line_bytes_max)};
    }
    auto draft = reader_.read(line.text);
    if (!draft) return std::move(draft).error();
    if (setting_.how.known_from_published) take_known_from_published(*draft);
    return transaction_.add(*draft);
  }

  Status reject(const Line& line, const Error& error) {
    ++pending_.rejected;
    if (setting_.how.rejects == nullptr) {
      note(setting_.globals, at_line(line.number, error).message);
      return Done{};
    }
    const std::string text = to_line({{"file", name_},
                                      {"line", line.number},
                                      {"reason", error.message},
                                      {"text", line.text}}) +
                             "\n";
    if (std::fputs(text.c_str(), setting_.how.rejects) >= 0) return Done{};
    return Error{.code = ErrorCode::io, .message = "the file of rejects cannot be written"};
  }

  /// Makes the events so far durable and begins anew after them.
  Status commit() {
    if (setting_.how.rejects != nullptr && std::fflush(setting_.how.rejects) != 0) {
      return Error{.code = ErrorCode::io, .message = "the file of rejects cannot be written"};
    }
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

  Database& database_;
  std::string path_;
  std::string name_;  // for messages
  const IngestSetting& setting_;
  IngestCounts& total_;
  IngestCounts pending_;  // of the open transaction
  Transaction transaction_;
  JsonLineReader reader_;
  ProgressLine progress_;
  bool any_line_ = false;
};

}  // namespace

Status ingest_file(Database& database, const std::string& path, const IngestSetting& setting,
                   IngestCounts& counts) {
  return FileIngest{database, path, setting, counts}.run();
}

}  // namespace annals::cli
