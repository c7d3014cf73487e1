#include "annals/store/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <rocksdb/file_system.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "annals/store/opening.h"
#include "annals/store/table_tail.h"
#include "annals/store/write_ahead_log.h"

namespace annals {
namespace {

namespace fs = std::filesystem;

/// The files of the system, made for their owner alone.
class PrivateFiles final : public rocksdb::FileSystemWrapper {
 public:
  PrivateFiles() : FileSystemWrapper{rocksdb::FileSystem::Default()} {}

  [[nodiscard]] const char* Name() const override { return "PrivateFiles"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override {
    make_private(path);
    return target()->NewWritableFile(path, options, file, context);
  }

  rocksdb::IOStatus LockFile(const std::string& path, const rocksdb::IOOptions& options,
                             rocksdb::FileLock** lock, rocksdb::IODebugContext* context) override {
    make_private(path);
    return target()->LockFile(path, options, lock, context);
  }

  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* context) override {
    if (mkdir(path.c_str(), S_IRWXU) != 0) return target()->CreateDir(path, options, context);
    chmod(path.c_str(), S_IRWXU);  // where the umask takes more
    return rocksdb::IOStatus::OK();
  }

  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* context) override {
    if (target()->FileExists(path, options, context).ok()) {
      return target()->CreateDirIfMissing(path, options, context);
    }
    return CreateDir(path, options, context);
  }

 private:
  /// Makes the file, if it is not there, before RocksDB makes it for all to read. What fails here
  /// fails again there, and is told then.
  static void make_private(const std::string& path) {
    constexpr mode_t only_for_me = S_IRUSR | S_IWUSR;
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, only_for_me);
    if (file < 0) return;
    fchmod(file, only_for_me);
    close(file);
  }
};

/// Folders and files of which something is not known for sure.
class Doubts {
 public:
  void add(const fs::path& place) {
    const std::scoped_lock lock{mutex_};
    places_.insert(place.lexically_normal());
  }
  void remove(const fs::path& place) {
    const std::scoped_lock lock{mutex_};
    places_.erase(place.lexically_normal());
  }
  [[nodiscard]] bool has(const fs::path& place) const {
    const std::scoped_lock lock{mutex_};
    return places_.contains(place.lexically_normal());
  }

 private:
  mutable std::mutex mutex_;
  std::set<fs::path> places_;
};

/// The folders of stores whose manifest could not be written.
Doubts& doubts() {
  static Doubts all;
  return all;
}

/// The loaded files of which a part could not be read.
Doubts& unread() {
  static Doubts all;
  return all;
}

/// A sorted file that is to be taken in; notes what could not be read.
class LoadedFile final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  LoadedFile(fs::path path, std::unique_ptr<rocksdb::FSRandomAccessFile> file)
      : FSRandomAccessFileOwnerWrapper{std::move(file)}, path_{std::move(path)} {}

  rocksdb::IOStatus Read(std::uint64_t offset, std::size_t bytes, const rocksdb::IOOptions& options,
                         rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* context) const override {
    return noted(target()->Read(offset, bytes, options, result, scratch, context));
  }
  rocksdb::IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count,
                              const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* context) override {
    auto done = noted(target()->MultiRead(requests, count, options, context));
    for (std::size_t i = 0; i < count; ++i) (void)noted(requests[i].status);
    return done;
  }

 private:
  rocksdb::IOStatus noted(rocksdb::IOStatus done) const {
    if (!done.ok()) unread().add(path_);
    return done;
  }

  fs::path path_;
};

/// A manifest; notes what could not be written.
class Manifest final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  Manifest(fs::path folder, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper{std::move(file)}, folder_{std::move(folder)} {}

  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* context) override {
    return noted(target()->Append(data, options, context));
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo& check,
                           rocksdb::IODebugContext* context) override {
    return noted(target()->Append(data, options, check, context));
  }
  rocksdb::IOStatus Flush(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* context) override {
    return noted(target()->Flush(options, context));
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* context) override {
    return noted(target()->Sync(options, context));
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* context) override {
    return noted(target()->Fsync(options, context));
  }

 private:
  rocksdb::IOStatus noted(rocksdb::IOStatus done) const {
    if (!done.ok()) doubts().add(folder_);
    return done;
  }

  fs::path folder_;
};

/// Keeps the sorted files of a store whose manifest could not be written: RocksDB removes those
/// that it was about to take in, though the manifest may have them when it is read again. Refuses
/// those that RocksDB would not survive. Lets no file be taken in of which a part could not be
/// read: RocksDB reads its first and last key without asking whether that failed, and then finds
/// nothing in it (7.8, ExternalSstFileIngestionJob::GetIngestedFileInfo). Makes files of the
/// write-ahead log longer ahead.
class CarefulFiles final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;

  [[nodiscard]] const char* Name() const override { return "CarefulFiles"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override {
    const fs::path place{path};
    if (is_write_ahead_log(place)) return make_log(path, options, file, context);
    const auto made = target()->NewWritableFile(path, options, file, context);
    unread().remove(place);
    if (made.ok() && place.filename().string().starts_with("MANIFEST-")) {
      *file = std::make_unique<Manifest>(place.parent_path(), std::move(*file));
    }
    return made;
  }

  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* context) override {
    if (!is_write_ahead_log(path)) {
      return target()->NewSequentialFile(path, options, file, context);
    }
    std::uint64_t end = 0;
    auto opened = find_log_end(*target(), path, options, end);
    if (opened.ok()) opened = target()->NewSequentialFile(path, options, file, context);
    if (opened.ok()) *file = std::make_unique<EndedLog>(std::move(*file), end);
    return opened;
  }

  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* context) override {
    auto opened = target()->NewRandomAccessFile(path, options, file, context);
    if (!opened.ok() || !path.ends_with(".sst")) return opened;
    std::uint64_t bytes = 0;
    opened = target()->GetFileSize(path, options.io_options, &bytes, context);
    if (opened.ok()) opened = check_table_tail(**file, bytes, path);
    if (const fs::path place{path}; place.parent_path().filename() == loading_folder) {
      *file = std::make_unique<LoadedFile>(place, std::move(*file));
    }
    return opened;
  }

  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* context) override {
    if (!unread().has(from)) return target()->LinkFile(from, to, options, context);
    return rocksdb::IOStatus::IOError("a part of it could not be read", from);
  }

  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override {
    const fs::path place{path};
    if (place.extension() == ".sst" && doubts().has(place.parent_path())) {
      return rocksdb::IOStatus::IOError("it is kept, since the manifest may name it", path);
    }
    return target()->DeleteFile(path, options, context);
  }

 private:
  rocksdb::IOStatus make_log(const std::string& path, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file,
                             rocksdb::IODebugContext* context) {
    auto made = target()->NewWritableFile(path, LongerLog::options(options), file, context);
    if (made.ok()) *file = std::make_unique<LongerLog>(std::move(*file));
    return made;
  }
};

std::unique_ptr<rocksdb::Env> careful(const std::shared_ptr<rocksdb::FileSystem>& files) {
  return rocksdb::NewCompositeEnv(std::make_shared<CarefulFiles>(files));
}

rocksdb::Env& private_files() {
  static const std::unique_ptr<rocksdb::Env> files = careful(std::make_shared<PrivateFiles>());
  return *files;
}

std::unique_ptr<rocksdb::Env>& elsewhere() {
  static std::unique_ptr<rocksdb::Env> there;
  return there;
}

}  // namespace

rocksdb::Env& environment() {
  return elsewhere() == nullptr ? private_files() : *elsewhere();
}

void forget_failures(const fs::path& store) {
  doubts().remove(store);
}

FilesElsewhere::FilesElsewhere(const rocksdb::Env& environment)
    : before_{std::exchange(elsewhere(), careful(environment.GetFileSystem()))} {}

FilesElsewhere::~FilesElsewhere() {
  elsewhere() = std::move(before_);
}

Status done_or(const rocksdb::Status& status, std::string_view doing, const fs::path& path) {
  if (status.ok()) return Done{};
  return error_from(status, fmt::format("cannot {} '{}'", doing, path.string()));
}

Status make_folder(const fs::path& path) {
  return done_or(environment().CreateDirIfMissing(path.string()), "create", path);
}

Status rename_file(const fs::path& from, const fs::path& to) {
  return done_or(environment().RenameFile(from.string(), to.string()), "rename", from);
}

}  // namespace annals
