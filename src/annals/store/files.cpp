#include "annals/store/files.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <rocksdb/file_system.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "annals/store/opening.h"

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

rocksdb::Env& private_files() {
  static const std::unique_ptr<rocksdb::Env> files =
      rocksdb::NewCompositeEnv(std::make_shared<PrivateFiles>());
  return *files;
}

rocksdb::Env*& elsewhere() {
  static rocksdb::Env* there = nullptr;
  return there;
}

Status done_or(const rocksdb::Status& status, std::string_view doing, const fs::path& path) {
  if (status.ok()) return Done{};
  return error_from(status, fmt::format("cannot {} '{}'", doing, path.string()));
}

}  // namespace

rocksdb::Env& environment() {
  return elsewhere() == nullptr ? private_files() : *elsewhere();
}

FilesElsewhere::FilesElsewhere(rocksdb::Env& environment)
    : before_{std::exchange(elsewhere(), &environment)} {}

FilesElsewhere::~FilesElsewhere() {
  elsewhere() = before_;
}

Status make_folder(const fs::path& path) {
  return done_or(environment().CreateDirIfMissing(path.string()), "create", path);
}

Status rename_file(const fs::path& from, const fs::path& to) {
  return done_or(environment().RenameFile(from.string(), to.string()), "rename", from);
}

}  // namespace annals
