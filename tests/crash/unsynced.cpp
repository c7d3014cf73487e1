#include "crash/unsynced.h"

#include <rocksdb/file_system.h>

#include <memory>
#include <string>
#include <utility>

namespace annals::crash {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class File final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using FSWritableFileOwnerWrapper::FSWritableFileOwnerWrapper;
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return IOStatus::OK();
  }
  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return IOStatus::OK();
  }
};

class Folder final : public rocksdb::FSDirectoryWrapper {
 public:
  using FSDirectoryWrapper::FSDirectoryWrapper;
  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return IOStatus::OK();
  }
  IOStatus FsyncWithDirOptions(const IOOptions& /*options*/, IODebugContext* /*context*/,
                               const rocksdb::DirFsyncOptions& /*why*/) override {
    return IOStatus::OK();
  }
};

class Files final : public rocksdb::FileSystemWrapper {
 public:
  Files() : FileSystemWrapper{rocksdb::FileSystem::Default()} {}
  [[nodiscard]] const char* Name() const override { return "UnsyncedFiles"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* context) override {
    const IOStatus made = target()->NewWritableFile(path, options, file, context);
    if (made.ok()) *file = std::make_unique<File>(std::move(*file));
    return made;
  }
  IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file,
                              IODebugContext* context) override {
    const IOStatus opened = target()->ReopenWritableFile(path, options, file, context);
    if (opened.ok()) *file = std::make_unique<File>(std::move(*file));
    return opened;
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* folder,
                        IODebugContext* context) override {
    const IOStatus opened = target()->NewDirectory(path, options, folder, context);
    if (opened.ok()) *folder = std::make_unique<Folder>(std::move(*folder));
    return opened;
  }
};

}  // namespace

rocksdb::Env& unsynced_files() {
  static const std::unique_ptr<rocksdb::Env> files =
      rocksdb::NewCompositeEnv(std::make_shared<Files>());
  return *files;
}

}  // namespace annals::crash
