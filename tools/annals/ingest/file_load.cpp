#include "file_load.h"

#include <fmt/core.h>

#include <utility>

#include "../input/piece_reader.h"
#include "../interrupt.h"
#include "../render/progress.h"
#include "annals/bulk_load.h"
#include "ingestion.h"

namespace annals::cli {
namespace {

constexpr std::size_t piece_bytes = 128 << 10;

void add(const LoadCounts& loaded, IngestCounts& total) {
  total.read += loaded.read;
  total.appended += loaded.appended;
  total.duplicates += loaded.duplicates;
  total.rejected += loaded.rejected;
  if (total.first == 0) total.first = loaded.first;
  if (loaded.last != 0) total.last = loaded.last;
}

/// Feeds the file to the load.
class FileLoad {
 public:
  FileLoad(const std::string& path, ByteSource source, const IngestSetting& setting)
      : name_{name_of(path)},
        setting_{setting},
        lines_{std::move(source), piece_bytes},
        progress_{setting.globals, "ingest " + name_, "events"} {}

  Status run(Database& database, IngestCounts& counts) {
    auto load = database.load(options());
    if (!load) return at_file(load.error());
    if (auto read = read_all(*load, counts.read); !read) return read;
    if (auto done = load->finish(); !done) return placed(done.error());
    if (load->counts().read == 0) {
      return at_file(
          {.code = ErrorCode::invalid_input, .message = "is empty; expected one event a line"});
    }
    if (auto flushed = flush_rejects(setting_); !flushed) return flushed;
    if (interrupted()) return interruption();
    if (auto done = load->commit(); !done) return at_file(done.error());
    add(load->counts(), counts);
    return Done{};
  }

 private:
  LoadOptions options() {
    LoadOptions options;
    if (setting_.how.known_from_published) options.prepare = take_known_from_published;
    options.refuse = [this](const RefusedLine& line) {
      const InputPlace place{.where = fmt::format("{}:{}", name_, line.number),
                             .line = line.number,
                             .text = line.text};
      auto refused = refuse_line(name_, place, line.error, setting_);
      is_placed_ = is_placed_ || !refused;
      return refused;
    };
    return options;
  }

  Status read_all(BulkLoad& load, std::uint64_t read_before) {
    while (true) {
      auto piece = lines_.next();
      if (interrupted()) return interruption();
      if (!piece) {
        // What stands before the place at which the file ends is judged first.
        if (auto done = load.finish(); !done) return placed(done.error());
        return at_file(piece.error());
      }
      if (!*piece) return Done{};
      if (auto added = load.add(**std::move(piece)); !added) return placed(added.error());
      progress_.update(read_before + load.counts().read, lines_.share());
    }
  }

  [[nodiscard]] Status at_file(const Error& error) const {
    return Error{.code = error.code, .message = fmt::format("{}: {}", name_, error.message)};
  }

  [[nodiscard]] Status interruption() const {
    return at_file(
        {.code = ErrorCode::invalid_input, .message = "interrupted; nothing of it was kept"});
  }

  /// An error of the load, which may be about a line and say so.
  [[nodiscard]] Status placed(const Error& error) const {
    if (is_placed_) return error;
    return at_file(error);
  }

  std::string name_;
  const IngestSetting& setting_;
  PieceReader lines_;
  ProgressLine progress_;
  bool is_placed_ = false;
};

}  // namespace

Status load_file(Database& database, const std::string& path, ByteSource source,
                 const IngestSetting& setting, IngestCounts& counts) {
  return FileLoad{path, std::move(source), setting}.run(database, counts);
}

}  // namespace annals::cli
