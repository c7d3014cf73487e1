#include "crash/disk.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace annals::crash {

namespace fs = std::filesystem;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

void write_image(const Image& image, const fs::path& path) {
  fs::create_directories(path);
  for (const auto& [name, bytes] : image) {  // a folder comes before what is in it
    if (!bytes) {
      fs::create_directory(path / name);
      continue;
    }
    std::ofstream file{path / name, std::ios::binary};
    file << *bytes;
    file.close();
    if (!file) throw std::runtime_error{"cannot write an image"};
  }
}

/// Keeps what was synced beside what was written.
class DiskFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  DiskFile(Disk& disk, std::shared_ptr<Disk::Node> node, const rocksdb::FileOptions& options,
           std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper{std::move(file)},
        disk_{disk},
        node_{std::move(node)},
        is_made_longer_{!options.fallocate_with_keep_size} {}

  void SetPreallocationBlockSize(std::size_t bytes) override {
    step_ = bytes;
    target()->SetPreallocationBlockSize(bytes);
  }
  void PrepareWrite(std::size_t offset, std::size_t bytes, const IOOptions& options,
                    IODebugContext* context) override {
    const std::scoped_lock lock{disk_.mutex_};
    if (is_made_longer_ && step_ > 0) {
      node_->length = std::max(node_->length, (offset + bytes + step_ - 1) / step_ * step_);
    }
    target()->PrepareWrite(offset, bytes, options, context);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    return disk_.append(*node_, *target(), data, options, context);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*check*/,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options,
                    IODebugContext* context) override {
    return disk_.write([&] {
      node_->bytes.resize(size);
      node_->synced = std::min<std::size_t>(node_->synced, size);
      node_->length = std::min<std::size_t>(node_->length, size);
      node_->synced_length = std::min<std::size_t>(node_->synced_length, size);
      return target()->Truncate(size, options, context);
    });
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return disk_.write([&] {
      Disk::sync_file(*node_);
      return IOStatus::OK();
    });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Sync(options, context);
  }
  IOStatus RangeSync(std::uint64_t /*offset*/, std::uint64_t /*bytes*/,
                     const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return IOStatus::OK();
  }

 private:
  Disk& disk_;
  std::shared_ptr<Disk::Node> node_;
  bool is_made_longer_;
  std::size_t step_ = 0;
};

class DiskFolder final : public rocksdb::FSDirectoryWrapper {
 public:
  DiskFolder(Disk& disk, std::shared_ptr<Disk::Node> node,
             std::unique_ptr<rocksdb::FSDirectory> folder)
      : FSDirectoryWrapper{std::move(folder)}, disk_{disk}, node_{std::move(node)} {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*context*/) override {
    return disk_.write([&] {
      disk_.sync_folder(node_);
      return IOStatus::OK();
    });
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* context,
                               const rocksdb::DirFsyncOptions& /*why*/) override {
    return Fsync(options, context);
  }

 private:
  Disk& disk_;
  std::shared_ptr<Disk::Node> node_;
};

/// Of a file, or of several places in one, each call to read may fail.
class DiskPages final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  DiskPages(Disk& disk, fs::path path, std::unique_ptr<rocksdb::FSRandomAccessFile> file)
      : FSRandomAccessFileOwnerWrapper{std::move(file)}, disk_{disk}, path_{std::move(path)} {}

  IOStatus Read(std::uint64_t offset, std::size_t bytes, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* context) const override {
    if (auto failed = disk_.failure(Fault::Calls::reading, path_)) return *failed;
    return target()->Read(offset, bytes, options, result, scratch, context);
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* context) override {
    if (auto failed = disk_.failure(Fault::Calls::reading, path_)) return *failed;
    return target()->MultiRead(requests, count, options, context);
  }

 private:
  Disk& disk_;
  fs::path path_;
};

class DiskStream final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  DiskStream(Disk& disk, fs::path path, std::unique_ptr<rocksdb::FSSequentialFile> file)
      : FSSequentialFileOwnerWrapper{std::move(file)}, disk_{disk}, path_{std::move(path)} {}

  IOStatus Read(std::size_t bytes, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* context) override {
    if (auto failed = disk_.failure(Fault::Calls::reading, path_)) return *failed;
    return target()->Read(bytes, options, result, scratch, context);
  }

 private:
  Disk& disk_;
  fs::path path_;
};

Disk::Disk(fs::path root)
    : FileSystemWrapper{rocksdb::FileSystem::Default()},
      root_{std::move(root)},
      top_{std::make_shared<Node>()} {
  top_->is_folder = true;
}

void Disk::fail(std::optional<Fault> fault) {
  const std::scoped_lock lock{mutex_};
  fault_ = fault;
  calls_.clear();
}

std::uint64_t Disk::calls(Fault::Calls kind) const {
  const std::scoped_lock lock{mutex_};
  const auto counted = calls_.find(kind);
  return counted == calls_.end() ? 0 : counted->second;
}

std::optional<IOStatus> Disk::failure(Fault::Calls kind, const fs::path& path) {
  const std::scoped_lock lock{mutex_};
  const bool is_elsewhere = fault_ && fault_->calls == kind && !fault_->within.empty() &&
                            path.parent_path().filename() != fault_->within;
  if (is_elsewhere) return std::nullopt;
  const std::uint64_t call = ++calls_[kind];
  if (!fault_ || fault_->calls != kind || fault_->at == 0) return std::nullopt;
  if (fault_->for_good ? call < fault_->at : call != fault_->at) return std::nullopt;
  if (!fault_->disk_full) return IOStatus::IOError("Input/output error");
  // As RocksDB's own says it.
  IOStatus full = IOStatus::NoSpace("No space left on device");
  full.SetRetryable(true);
  return full;
}

IOStatus Disk::write(const std::function<IOStatus()>& work) {
  const std::scoped_lock lock{mutex_};
  if (auto failed = failure(Fault::Calls::writing)) return *failed;
  const IOStatus done = work();
  if (after_) after_();
  return done;
}

IOStatus Disk::append(Node& node, rocksdb::FSWritableFile& file, const Slice& data,
                      const IOOptions& options, IODebugContext* context) {
  const std::scoped_lock lock{mutex_};
  const auto put = [&](const Slice& part) {
    node.bytes.append(part.data(), part.size());
    return file.Append(part, options, context);
  };
  if (auto failed = failure(Fault::Calls::writing)) {
    // Half of it is written before it is known that the rest cannot be.
    (void)put(Slice{data.data(), data.size() / 2});
    return *failed;
  }
  const IOStatus done = put(data);
  if (after_) after_();
  return done;
}

std::shared_ptr<Disk::Node> Disk::find(const fs::path& path) const {
  const fs::path inside = path.lexically_normal().lexically_relative(root_);
  std::shared_ptr<Node> at = top_;
  for (const fs::path& name : inside) {
    if (name == "." || name.empty()) continue;
    const auto next = at->now.find(name);
    if (next == at->now.end()) return nullptr;
    at = next->second;
  }
  return at;
}

Disk::Change Disk::change(const fs::path& path, std::shared_ptr<Node> node) const {
  auto folder = find(path.parent_path());
  if (!folder) throw std::runtime_error{path.string() + " is in no folder of the disk"};
  return {.folder = std::move(folder), .name = path.filename(), .node = std::move(node)};
}

namespace {

template <typename Names, typename Node>
void set(Names& names, const std::string& name, const Node& node) {
  if (node) {
    names[name] = node;
  } else {
    names.erase(name);
  }
}

}  // namespace

void Disk::apply(Changes changes) {
  for (const Change& one : changes) set(one.folder->now, one.name, one.node);
  pending_.push_back(std::move(changes));
}

void Disk::sync_folder(const std::shared_ptr<Node>& folder) {
  std::erase_if(pending_, [&](const Changes& changes) {
    const bool is_about_it =
        std::ranges::any_of(changes, [&](const Change& one) { return one.folder == folder; });
    if (!is_about_it) return false;
    for (const Change& one : changes) set(one.folder->durable, one.name, one.node);
    return true;
  });
}

IOStatus Disk::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                               std::unique_ptr<rocksdb::FSWritableFile>* file,
                               IODebugContext* context) {
  return write([&] {
    const IOStatus made = target()->NewWritableFile(path, options, file, context);
    if (!made.ok()) return made;
    auto node = find(path);
    if (node) {
      *node = Node{};
    } else {
      node = std::make_shared<Node>();
      apply({change(path, node)});
    }
    *file = std::make_unique<DiskFile>(*this, node, options, std::move(*file));
    return made;
  });
}

IOStatus Disk::ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                  std::unique_ptr<rocksdb::FSWritableFile>* file,
                                  IODebugContext* context) {
  return write([&] {
    const IOStatus opened = target()->ReopenWritableFile(path, options, file, context);
    if (opened.ok()) {
      *file = std::make_unique<DiskFile>(*this, find(path), options, std::move(*file));
    }
    return opened;
  });
}

IOStatus Disk::NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                 std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                 IODebugContext* context) {
  if (auto failed = failure(Fault::Calls::reading, path)) return *failed;
  IOStatus opened = target()->NewSequentialFile(path, options, file, context);
  if (opened.ok()) *file = std::make_unique<DiskStream>(*this, path, std::move(*file));
  return opened;
}

IOStatus Disk::NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                   std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                   IODebugContext* context) {
  if (auto failed = failure(Fault::Calls::reading, path)) return *failed;
  IOStatus opened = target()->NewRandomAccessFile(path, options, file, context);
  if (opened.ok()) *file = std::make_unique<DiskPages>(*this, path, std::move(*file));
  return opened;
}

IOStatus Disk::NewDirectory(const std::string& path, const IOOptions& options,
                            std::unique_ptr<rocksdb::FSDirectory>* folder,
                            IODebugContext* context) {
  const std::scoped_lock lock{mutex_};
  const IOStatus opened = target()->NewDirectory(path, options, folder, context);
  if (opened.ok()) *folder = std::make_unique<DiskFolder>(*this, find(path), std::move(*folder));
  return opened;
}

IOStatus Disk::CreateDir(const std::string& path, const IOOptions& options,
                         IODebugContext* context) {
  return write([&] {
    const IOStatus made = target()->CreateDir(path, options, context);
    if (!made.ok()) return made;
    auto node = std::make_shared<Node>();
    node->is_folder = true;
    apply({change(path, node)});
    return made;
  });
}

IOStatus Disk::CreateDirIfMissing(const std::string& path, const IOOptions& options,
                                  IODebugContext* context) {
  if (find(path)) return IOStatus::OK();
  return CreateDir(path, options, context);
}

IOStatus Disk::DeleteFile(const std::string& path, const IOOptions& options,
                          IODebugContext* context) {
  return write([&] {
    const IOStatus removed = target()->DeleteFile(path, options, context);
    if (removed.ok()) apply({change(path, nullptr)});
    return removed;
  });
}

IOStatus Disk::DeleteDir(const std::string& path, const IOOptions& options,
                         IODebugContext* context) {
  return write([&] {
    const IOStatus removed = target()->DeleteDir(path, options, context);
    if (removed.ok()) apply({change(path, nullptr)});
    return removed;
  });
}

IOStatus Disk::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                          IODebugContext* context) {
  return write([&] {
    const auto node = find(from);
    const IOStatus renamed = target()->RenameFile(from, to, options, context);
    if (renamed.ok()) apply({change(from, nullptr), change(to, node)});
    return renamed;
  });
}

IOStatus Disk::LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                        IODebugContext* context) {
  return write([&] {
    const IOStatus linked = target()->LinkFile(from, to, options, context);
    if (linked.ok()) apply({change(to, find(from))});
    return linked;
  });
}

namespace {

/// Puts what is below a folder into the image, as `names` and `bytes` say what is left of each.
template <typename Node, typename NamesOf, typename BytesOf>
void collect(const Node& folder, const std::string& prefix, const NamesOf& names_of,
             const BytesOf& bytes_of, Image& image) {
  for (const auto& [name, node] : names_of(folder)) {
    if (!node->is_folder) {
      image[prefix + name] = bytes_of(*node);
      continue;
    }
    image[prefix + name] = std::nullopt;
    collect(*node, prefix + name + "/", names_of, bytes_of, image);
  }
}

}  // namespace

void Disk::sync_file(Node& file) {
  file.synced = file.bytes.size();
  file.synced_length = file.length;
}

std::string Disk::synced_bytes(const Node& file) {
  std::string left = file.bytes.substr(0, file.synced);
  left.resize(std::max(left.size(), file.synced_length), '\0');
  return left;
}

std::string Disk::torn_bytes(const Node& file, Random& random) {
  if (file.length == 0) {
    const std::size_t unsynced = file.bytes.size() - file.synced;
    return file.bytes.substr(0, file.synced + below(random, unsynced + 1));
  }
  constexpr std::size_t sector_bytes = 512;
  std::string left = file.bytes;
  left.resize(below(random, 2) == 0 ? std::max(file.synced, file.synced_length) : file.length,
              '\0');
  for (std::size_t begin = file.synced; begin < left.size();) {
    const std::size_t end = std::min(left.size(), (begin / sector_bytes + 1) * sector_bytes);
    if (below(random, 3) == 0) left.replace(begin, end - begin, end - begin, '\0');
    begin = end;
  }
  return left;
}

Image Disk::synced() const {
  const std::scoped_lock lock{mutex_};
  Image image;
  collect(
      *top_, "", [](const Node& folder) { return folder.durable; }, synced_bytes, image);
  return image;
}

Image Disk::torn(Random& random) const {
  const std::scoped_lock lock{mutex_};
  std::map<const Node*, Names> names;
  const auto names_of = [&](const Node& folder) -> Names& {
    return names.try_emplace(&folder, folder.durable).first->second;
  };
  const std::size_t changes = below(random, pending_.size() + 1);
  for (std::size_t i = 0; i < changes; ++i) {
    for (const Change& one : pending_[i]) set(names_of(*one.folder), one.name, one.node);
  }
  Image image;
  collect(
      *top_, "", names_of, [&](const Node& file) { return torn_bytes(file, random); }, image);
  return image;
}

}  // namespace annals::crash
