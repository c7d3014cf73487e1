#include "file_ingest.h"

#include <fmt/core.h>

#include <utility>

#include "../input/line_reader.h"
#include "../interrupt.h"
#include "annals/codec/json_line.h"
#include "annals/event/limits.h"
#include "file_load.h"
#include "ingestion.h"

namespace annals::cli {
namespace {

/// One file of JSON Lines on its way into the log.
class FileIngest {
 public:
  FileIngest(Database& database, const std::string& path, const IngestSetting& setting,
             IngestCounts& counts)
      : setting_{setting}, ingestion_{database, path, setting, counts} {}

  Status run(ByteSource source) {
    LineReader lines{std::move(source)};
    bool any_line = false;
    while (true) {
      auto line = lines.next();
      if (interrupted()) return ingestion_.interruption();
      if (!line) return ingestion_.at_file(line.error());
      if (!*line) break;
      any_line = true;
      ingestion_.begin(lines.share());
      if (auto taken = take(**line); !taken) return taken;
    }
    if (!any_line) {
      return ingestion_.at_file(
          {.code = ErrorCode::invalid_input, .message = "is empty; expected one event a line"});
    }
    return ingestion_.commit();
  }

 private:
  Status take(const Line& line) {
    if (const auto added = add(line); !added) {
      const InputPlace place{.where = fmt::format("{}:{}", ingestion_.name(), line.number),
                             .line = line.number,
                             .text = line.text};
      if (auto refused = ingestion_.refuse(place, added.error()); !refused) return refused;
    }
    return ingestion_.end();
  }

  Status add(const Line& line) {
    if (line.too_long) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("the line has more than {} bytes (1 MiB)",
                                          limits::line_bytes_max)};
    }
    auto draft = reader_.read(line.text);
    if (!draft) return std::move(draft).error();
    if (setting_.how.known_from_published) take_known_from_published(*draft);
    if (auto added = ingestion_.add(*draft); !added) return std::move(added).error();
    return Done{};
  }

  const IngestSetting& setting_;
  Ingestion ingestion_;
  JsonLineReader reader_;
};

/// Whether a file has so much that loading it is worth the while; reads ahead to see. Where that
/// fails it says no: what stands before is read, and judged, first, and then it fails again.
bool has_many_bytes(ByteSource& source) {
  constexpr std::size_t many_bytes = 8 << 20;
  std::string ahead;
  while (ahead.size() < many_bytes) {
    const auto bytes = source.read();
    if (!bytes || bytes->empty()) break;
    ahead += *bytes;
  }
  const bool is_large = ahead.size() >= many_bytes;
  source.put_back(std::move(ahead));
  return is_large;
}

}  // namespace

Status ingest_file(Database& database, const std::string& path, const IngestSetting& setting,
                   IngestCounts& counts) {
  const auto at_file = [&](const Error& error) -> Status {
    return Error{.code = error.code,
                 .message = fmt::format("{}: {}", name_of(path), error.message)};
  };
  auto source = ByteSource::open(path);
  if (!source) return at_file(source.error());
  if (!setting.how.batch_events) {
    const bool is_large = has_many_bytes(*source);
    if (interrupted()) {
      return at_file(
          {.code = ErrorCode::invalid_input, .message = "interrupted; nothing of it was kept"});
    }
    if (is_large) return load_file(database, path, *std::move(source), setting, counts);
  }
  return FileIngest{database, path, setting, counts}.run(*std::move(source));
}

}  // namespace annals::cli
