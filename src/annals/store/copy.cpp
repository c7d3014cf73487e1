#include "annals/store/copy.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "annals/store/files.h"
#include "annals/store/opening.h"
#include "annals/store/write_ahead_log.h"

namespace annals {
namespace {

namespace fs = std::filesystem;

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_sorted_file(std::string_view name) {
  constexpr std::string_view ending = ".sst";
  return name.ends_with(ending) && is_number(name.substr(0, name.size() - ending.size()));
}

/// A file that is read, and never by way of a link.
class Source {
 public:
  explicit Source(const fs::path& path)
      : number_{open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)}, error_{errno} {
    if (number_ >= 0 && fstat(number_, &status_) != 0) error_ = errno;
  }
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;
  ~Source() {
    if (number_ >= 0) close(number_);
  }

  [[nodiscard]] bool is_missing() const { return number_ < 0 && error_ == ENOENT; }
  [[nodiscard]] bool is_file() const { return number_ >= 0 && S_ISREG(status_.st_mode); }
  [[nodiscard]] bool is_link() const { return number_ < 0 && error_ == ELOOP; }
  [[nodiscard]] std::uint64_t bytes() const { return static_cast<std::uint64_t>(status_.st_size); }
  [[nodiscard]] std::string what() const { return std::generic_category().message(error_); }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
  int error_;
  struct stat status_ {};
};

Status put(rocksdb::WritableFile& file, std::string_view bytes, const fs::path& path) {
  return done_or(file.Append(rocksdb::Slice{bytes.data(), bytes.size()}), "write", path);
}

/// The first `bytes` of a file, made durable.
Status copy_bytes(const Source& from, const fs::path& to, std::uint64_t bytes) {
  std::unique_ptr<rocksdb::WritableFile> file;
  auto status = environment().NewWritableFile(to.string(), &file, rocksdb::EnvOptions{});
  if (!status.ok()) return done_or(status, "create", to);
  constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 20U;
  std::string piece;
  for (std::uint64_t at = 0; at < bytes;) {
    piece.resize(std::min(piece_bytes, bytes - at));
    const ssize_t read = pread(from.number(), piece.data(), piece.size(), static_cast<off_t>(at));
    if (read <= 0) {
      return Error{.code = ErrorCode::io,
                   .message = fmt::format("cannot read what '{}' is to be a copy of", to.string())};
    }
    const auto length = static_cast<std::size_t>(read);
    if (auto done = put(*file, std::string_view{piece}.substr(0, length), to); !done) return done;
    at += length;
  }
  status = file->Sync();
  if (status.ok()) status = file->Close();
  return done_or(status, "write", to);
}

/// How much of a file there is to copy now; nothing if it is gone.
Result<std::optional<std::uint64_t>> bytes_of(const Source& source, const fs::path& path) {
  if (!is_write_ahead_log(path)) return std::optional{source.bytes()};
  std::uint64_t end = 0;
  const auto found =
      find_log_end(*environment().GetFileSystem(), path, rocksdb::FileOptions{}, end);
  if (found.IsNotFound() || found.IsPathNotFound()) return std::optional<std::uint64_t>{};
  if (!found.ok()) return std::move(done_or(found, "read", path)).error();
  return std::optional{end};
}

/// What became of one file.
enum class Taken : std::uint8_t { copied, reused, gone };

/// Copies one file as it is now, or gives a second name to what `earlier` has.
Result<Taken> take(const fs::path& from, const fs::path& to,
                   const std::optional<fs::path>& earlier) {
  const Source source{from};
  if (source.is_missing()) return Taken::gone;
  if (!source.is_file()) {
    return Error{.code = ErrorCode::io,
                 .message = fmt::format("cannot read '{}': {}", from.string(),
                                        source.is_link() ? "it is a link" : source.what())};
  }
  std::error_code error;
  if (earlier && fs::file_size(*earlier, error) == source.bytes() && !error &&
      environment().LinkFile(earlier->string(), to.string()).ok()) {
    return Taken::reused;
  }
  const auto bytes = bytes_of(source, from);
  if (!bytes) return bytes.error();
  if (!*bytes) return Taken::gone;
  if (auto copied = copy_bytes(source, to, **bytes); !copied) return std::move(copied).error();
  return Taken::copied;
}

/// The names of the files that a store has or may have: which of the sorted ones are its own, the
/// manifest says. Those that say how far it came are first, since what they say must be there.
std::vector<std::string> names_in(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{path, error}) {
    if (is_store_file(entry.path().filename().string())) names.push_back(entry.path().filename());
  }
  std::ranges::sort(names, [](const std::string& a, const std::string& b) {
    const auto rank = [](const std::string& name) { return name == written_name ? 0 : 1; };
    return std::pair{rank(a), std::string_view{a}} < std::pair{rank(b), std::string_view{b}};
  });
  return names;
}

/// Copies all once; nothing if a file was gone before it could be read.
Result<std::optional<CopyCounts>> copy_once(const fs::path& from, const fs::path& to,
                                            const std::optional<fs::path>& earlier) {
  if (auto removed = remove_folder(to); !removed) return std::move(removed).error();
  if (auto made = make_folder(to); !made) return std::move(made).error();
  CopyCounts counts;
  for (const std::string& name : names_in(from)) {
    std::optional<fs::path> reusable;
    if (earlier && is_sorted_file(name)) reusable = *earlier / name;
    const auto taken = take(from / name, to / name, reusable);
    if (!taken) return taken.error();
    if (*taken == Taken::gone) return std::optional<CopyCounts>{};
    std::error_code ignored;
    const std::uint64_t bytes = fs::file_size(to / name, ignored);
    const bool was_copied = *taken == Taken::copied;
    ++(was_copied ? counts.files_copied : counts.files_reused);
    (was_copied ? counts.bytes_copied : counts.bytes_reused) += bytes;
  }
  return std::optional{counts};
}

}  // namespace

bool is_store_file(std::string_view name) {
  constexpr std::string_view manifest = "MANIFEST-";
  constexpr std::string_view log_ending = ".log";
  if (name == "CURRENT" || name == "IDENTITY" || name == written_name) return true;
  if (name.starts_with(manifest)) return is_number(name.substr(manifest.size()));
  if (name.ends_with(log_ending)) return is_number(name.substr(0, name.size() - log_ending.size()));
  return is_sorted_file(name);
}

Result<CopyCounts> copy_store(const fs::path& from, const fs::path& to,
                              const std::optional<fs::path>& earlier) {
  return while_files_stand_still(from, [&]() -> Result<CopyCounts> {
    constexpr int attempts_max = 200;
    for (int made = 0; made < attempts_max; ++made) {
      auto counts = copy_once(from, to, earlier);
      if (!counts) return std::move(counts).error();
      if (*counts) return **counts;
    }
    return Error{
        .code = ErrorCode::busy,
        .message = fmt::format("'{}' changed too fast to be copied; try again", from.string())};
  });
}

Status copy_files(const fs::path& from, const fs::path& to, const std::vector<StoreFile>& files) {
  if (auto made = make_folder(to); !made) return made;
  for (const StoreFile& file : files) {
    const Source source{from / file.name};
    if (!source.is_file() || source.bytes() != file.bytes) {
      return Error{.code = ErrorCode::corrupt,
                   .message = fmt::format("'{}' is not the file of {} bytes that the backup has",
                                          (from / file.name).string(), file.bytes)};
    }
    if (auto copied = copy_bytes(source, to / file.name, file.bytes); !copied) return copied;
  }
  return sync_folder(to);
}

Result<std::vector<StoreFile>> verify_files(const fs::path& path) {
  std::set<std::string> sorted;
  {
    const auto opened = open_to_read(path);
    if (!opened) return opened.error();
    const auto whole = opened->database->VerifyChecksum();
    if (!whole.ok()) return std::move(done_or(whole, "read all of", path)).error();
    std::vector<rocksdb::LiveFileMetaData> live;
    opened->database->GetLiveFilesMetaData(&live);
    for (const auto& file : live) sorted.insert(file.name.substr(file.name.find_first_not_of('/')));
  }
  std::vector<StoreFile> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{path, error}) {
    const std::string name = entry.path().filename();
    if (is_store_file(name) && (!is_sorted_file(name) || sorted.contains(name))) {
      files.push_back({.name = name, .bytes = entry.file_size(error)});
    } else {
      fs::remove(entry.path(), error);
    }
    if (error) break;
  }
  if (error) {
    return Error{.code = ErrorCode::io,
                 .message = fmt::format("cannot look at '{}': {}", path.string(), error.message())};
  }
  std::ranges::sort(files, {}, &StoreFile::name);
  return files;
}

}  // namespace annals
