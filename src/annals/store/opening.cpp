#include "annals/store/opening.h"

#include <fmt/core.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <charconv>
#include <cstdarg>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <utility>

#include "annals/base/check.h"
#include "annals/store/column.h"
#include "annals/store/files.h"
#include "annals/store/lock_holder.h"

namespace annals {
namespace {

namespace fs = std::filesystem;

/// RocksDB's notes are not kept: where they cannot be written twice, as on a disk that is full, a
/// build with assertions, as Debian's is, aborts.
class NoNotes final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

rocksdb::DBOptions database_options() {
  rocksdb::DBOptions options;
  options.info_log = std::make_shared<NoNotes>();
  options.env = &environment();
  // RocksDB would write the machine's name into every sorted file, and these go into backups.
  options.db_host_id.clear();
  // Every file is opened at once, so that a reader keeps what a writer deletes later.
  options.max_open_files = -1;
  // RocksDB starts that many threads for every column, however few its files are: to begin and end
  // sixteen takes longer than to open a file.
  options.max_file_opening_threads = 1;
  options.skip_stats_update_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.max_background_jobs = 2;
  // Only the last record of a log can be half written: what is wrong before it was damaged, and
  // must not pass for the end.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // What a failed write has left in the log is known only when that is read again: so a writer goes
  // no further, and RocksDB must not either.
  options.max_bgerror_resume_count = 0;
  return options;
}

rocksdb::ColumnFamilyOptions column_options(std::string_view family,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  constexpr std::size_t block_bytes = 16 << 10;
  constexpr double bloom_bits_per_key = 10;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = block_bytes;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(bloom_bits_per_key));
  // The index of each file is read when a database is opened: to unpack it would take longer than
  // to read all of it, and less of it is there if keys leave out what those before them begin with.
  table.enable_index_compression = false;
  table.index_block_restart_interval = 16;
  rocksdb::ColumnFamilyOptions options;
  // Blocks of the log are packed already. Pages are too, but for their texts, of which Zstandard's
  // entropy coder takes a third.
  options.compression = family == family_names[static_cast<std::size_t>(Column::log)]
                            ? rocksdb::kNoCompression
                            : rocksdb::kZSTD;
  options.compression_opts.level = 1;
  // Levels would move small files of ascending keys down without ever merging them: a database
  // that is opened for one event at a time would end with a file for every event.
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

std::vector<rocksdb::ColumnFamilyDescriptor> column_descriptors() {
  constexpr std::size_t cache_bytes = 64 << 20;
  const auto cache = rocksdb::NewLRUCache(cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const std::string_view name : family_names) {
    descriptors.emplace_back(std::string{name}, column_options(name, cache));
  }
  return descriptors;
}

Error open_error(const fs::path& path, const rocksdb::Status& status) {
  const std::string text = status.ToString();
  if (text.find("lock hold by current process") != std::string::npos) {
    return {.code = ErrorCode::busy,
            .message = fmt::format("'{}' is already open for writing here", path.string())};
  }
  if (text.find("While lock file") != std::string::npos &&
      text.find("temporarily unavailable") != std::string::npos) {
    return {.code = ErrorCode::busy,
            .message = fmt::format("'{}' is in use: {} is writing to it", path.string(),
                                   lock_holder(path).value_or("another process"))};
  }
  Error error = error_from(status, fmt::format("cannot open '{}'", path.string()));
  // The database is there, so a file that is not was lost.
  if (text.find("No such file") != std::string::npos) error.code = ErrorCode::corrupt;
  return error;
}

/// How far the last writer came that closed the database; 0 if it is not known, since no word was
/// left or the power failed while it was. Errors: corrupt, if something else is there.
Result<std::uint64_t> read_written(const fs::path& path) {
  std::ifstream file{path / written_name, std::ios::binary};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  if (text.find_first_not_of("0123456789\n") != std::string::npos) {
    return Error{.code = ErrorCode::corrupt,
                 .message = fmt::format("'{}' is not what a writer leaves there",
                                        (path / written_name).string())};
  }
  std::istringstream words{text};
  std::uint64_t changes = 0;
  std::uint64_t again = 0;
  return words >> changes >> again && changes == again ? changes : 0;
}

/// Leaves word in one step. What cannot be written leaves the word that was there: it says less, as
/// does one that a failing power takes away; so the disk is not waited for.
void leave_written(const fs::path& path, std::uint64_t changes) {
  const fs::path unfinished = path / fmt::format("{}.new", written_name);
  const auto left = rocksdb::WriteStringToFile(
      &environment(), fmt::format("{}\n{}\n", changes, changes), unfinished.string());
  if (left.ok()) (void)rename_file(unfinished, path / written_name);
}

/// Whether all is there that was there when `written` was read, which must be before the opening.
Status expect_written(const fs::path& path, const rocksdb::DB& database, std::uint64_t written) {
  if (database.GetLatestSequenceNumber() >= written) return Done{};
  return Error{
      .code = ErrorCode::corrupt,
      .message = fmt::format("'{}' lacks what was written last: a file of it was cut or is "
                             "an older one",
                             path.string())};
}

Result<Opened> open_to_read_once(const fs::path& path) {
  const auto written = read_written(path);
  if (!written) return written.error();
  rocksdb::DB* raw = nullptr;
  Opened opened;
  const auto status = rocksdb::DB::OpenForReadOnly(database_options(), path.string(),
                                                   column_descriptors(), &opened.handles, &raw);
  if (!status.ok()) return open_error(path, status);
  opened.database.reset(raw);
  if (auto all = expect_written(path, *raw, *written); !all) return std::move(all).error();
  return opened;
}

Status probe_format_once(const fs::path& path) {
  const auto written = read_written(path);
  if (!written) return written.error();
  rocksdb::DB* raw = nullptr;
  const rocksdb::Options options{database_options(), rocksdb::ColumnFamilyOptions{}};
  const auto opened = rocksdb::DB::OpenForReadOnly(options, path.string(), &raw);
  if (!opened.ok()) return open_error(path, opened);
  const std::unique_ptr<rocksdb::DB> database{raw};
  if (auto all = expect_written(path, *database, *written); !all) return all;
  std::string format;
  const auto read =
      database->Get({}, rocksdb::Slice{format_key.data(), format_key.size()}, &format);
  if (!read.ok() && !read.IsNotFound()) return error_from(read, "cannot read the format");
  return check_format(path, read.ok() ? std::optional{format} : std::nullopt);
}

}  // namespace

ManifestState manifest_state(const fs::path& path) {
  ManifestState state;
  std::ifstream current{path / "CURRENT"};
  std::getline(current, state.name);
  std::error_code ignored;
  state.bytes = fs::file_size(path / state.name, ignored);
  return state;
}

Error changes_too_fast(const fs::path& path) {
  return {.code = ErrorCode::busy,
          .message = fmt::format("'{}' changed too fast to be read; try again", path.string())};
}

Opened::~Opened() {
  if (!database) return;
  const rocksdb::SequenceNumber changes = database->GetLatestSequenceNumber();
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    const auto status = database->DestroyColumnFamilyHandle(handle);
    check(status.ok(), "a column family handle is destroyed once");
  }
  if (!written.empty() && !has_failed) leave_written(written, changes);
}

Error error_from(const rocksdb::Status& status, std::string_view doing) {
  const ErrorCode code = status.IsCorruption() ? ErrorCode::corrupt : ErrorCode::io;
  return {.code = code, .message = fmt::format("{}: {}", doing, status.ToString())};
}

Status expect_store(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return Error{.code = ErrorCode::missing,
                 .message = fmt::format("there is no database at '{}'; 'annals init' or 'annals "
                                        "ingest' makes one",
                                        path.string())};
  }
  if (error) {
    return Error{.code = ErrorCode::io,
                 .message = fmt::format("cannot look at '{}': {}", path.string(), error.message())};
  }
  if (!fs::is_directory(status)) {
    return Error{
        .code = ErrorCode::unsupported,
        .message = fmt::format("'{}' is a file; a database is a directory", path.string())};
  }
  if (!fs::exists(path / "CURRENT", error)) {
    return Error{
        .code = error ? ErrorCode::io : ErrorCode::unsupported,
        .message = fmt::format("'{}' is a directory, but no annals database", path.string())};
  }
  return Done{};
}

Status check_format(const fs::path& path, const std::optional<std::string>& format) {
  const Error foreign{
      .code = ErrorCode::unsupported,
      .message = fmt::format("'{}' is a database, but not of annals", path.string())};
  std::error_code ignored;
  if (!format && fs::exists(path / written_name, ignored)) {
    return Error{.code = ErrorCode::corrupt,
                 .message = fmt::format("'{}' lacks its format: a file of it was cut or is an "
                                        "older one",
                                        path.string())};
  }
  if (!format || !format->starts_with(format_prefix)) return foreign;
  std::uint32_t version = 0;
  const char* const begin = format->data() + format_prefix.size();
  const char* const end = format->data() + format->size();
  const auto read = std::from_chars(begin, end, version);
  if (begin == end || read.ptr != end || read.ec != std::errc{}) return foreign;
  if (version == format_version) return Done{};
  const bool is_newer = version > format_version;
  return Error{.code = ErrorCode::unsupported,
               .message = fmt::format("'{}' has format {}, this annals reads {}; use {} annals",
                                      path.string(), version, format_version,
                                      is_newer ? "a newer" : "an older")};
}

Result<Opened> open_to_write(const fs::path& path, bool create) {
  forget_failures(path);
  rocksdb::DBOptions options = database_options();
  options.create_if_missing = create;
  // An older build made the database without the columns of newer projections.
  options.create_missing_column_families = true;
  options.error_if_exists = create;
  rocksdb::DB* raw = nullptr;
  Opened opened;
  const auto status =
      rocksdb::DB::Open(options, path.string(), column_descriptors(), &opened.handles, &raw);
  if (!status.ok()) return open_error(path, status);
  opened.database.reset(raw);
  opened.written = path;
  if (auto removed = remove_folder(path / loading_folder); !removed) {
    return std::move(removed).error();
  }
  return opened;
}

Result<Opened> open_to_read(const fs::path& path) {
  return while_files_stand_still(path, [&] { return open_to_read_once(path); });
}

Status probe_format(const fs::path& path) {
  return while_files_stand_still(path, [&] { return probe_format_once(path); });
}

bool lacks_columns(const fs::path& path) {
  std::vector<std::string> there;
  const auto listed = rocksdb::DB::ListColumnFamilies(database_options(), path.string(), &there);
  return listed.ok() && std::ranges::any_of(family_names, [&](std::string_view name) {
           return std::ranges::find(there, name) == there.end();
         });
}

}  // namespace annals
