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

  rocksdb::IOStatus NewLogger(const std::string& path, const rocksdb::IOOptions& options,
                              std::shared_ptr<rocksdb::Logger>* logger,
                              rocksdb::IODebugContext* context) override {
    make_private(path);
    return target()->NewLogger(path, options, logger, context);
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

/// The folders of stores whose manifest could not be written.
class Doubts {
 public:
  void add(const fs::path& folder) {
    const std::scoped_lock lock{mutex_};
    folders_.insert(folder.lexically_normal());
  }
  void remove(const fs::path& folder) {
    const std::scoped_lock lock{mutex_};
    folders_.erase(folder.lexically_normal());
  }
  [[nodiscard]] bool has(const fs::path& folder) const {
    const std::scoped_lock lock{mutex_};
    return folders_.contains(folder.lexically_normal());
  }

 private:
  mutable std::mutex mutex_;
  std::set<fs::path> folders_;
};

Doubts& doubts() {
  static Doubts all;
  return all;
}

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
/// those that RocksDB would not survive.
class CarefulFiles final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;

  [[nodiscard]] const char* Name() const override { return "CarefulFiles"; }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override {
    const auto made = target()->NewWritableFile(path, options, file, context);
    const fs::path place{path};
    if (made.ok() && place.filename().string().starts_with("MANIFEST-")) {
      *file = std::make_unique<Manifest>(place.parent_path(), std::move(*file));
    }
    return made;
  }

  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* context) override {
    auto opened = target()->NewRandomAccessFile(path, options, file, context);
    if (!opened.ok() || !path.ends_with(".sst")) return opened;
    std::uint64_t bytes = 0;
    opened = target()->GetFileSize(path, options.io_options, &bytes, context);
    return opened.ok() ? check_table_tail(**file, bytes, path) : opened;
  }

  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override {
    const fs::path place{path};
    if (place.extension() == ".sst" && doubts().has(place.parent_path())) {
      return rocksdb::IOStatus::IOError("it is kept, since the manifest may name it", path);
    }
    return target()->DeleteFile(path, options, context);
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
