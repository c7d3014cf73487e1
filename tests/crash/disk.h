#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crash/writing.h"

namespace annals::crash {

/// What the power leaves of a folder: the path of each file in it with its bytes, and of each
/// folder with nothing.
using Image = std::map<std::string, std::optional<std::string>>;

/// Puts an image into a folder that is made for it.
void write_image(const Image& image, const std::filesystem::path& path);

/// Which call fails, and how.
struct Fault {
  enum class Calls : std::uint8_t { writing, reading };  ///< opening a file to read is reading
  Calls calls;
  std::uint64_t at;              ///< from 1 on, of these calls; 0: none fails
  bool for_good;                 ///< so do all that follow
  bool disk_full;                ///< ENOSPC, else EIO
  std::string_view within = {};  ///< only calls that read files of folders of this name
};

/// A disk that can lose its power and fail.
///
/// The files are those of the system, below a root; beside them it keeps what would be left if the
/// power failed now. That is, of a file, what was synced; of a folder, the names that it had when
/// it was synced last. Of what came later a beginning may be left: any number of bytes at the end
/// of a file, and any number of changes of names, in their order. Of a file that was made longer
/// ahead of what is written to it any of the sectors may be left, and zeros where one is not.
class Disk final : public rocksdb::FileSystemWrapper {
 public:
  explicit Disk(std::filesystem::path root);

  [[nodiscard]] const char* Name() const override { return "Disk"; }

  /// Calls `after` each call that writes, while nothing else writes.
  void watch(std::function<void()> after) { after_ = std::move(after); }

  /// Lets a call fail from now on; nothing: none. Counts begin anew.
  void fail(std::optional<Fault> fault);

  /// How many calls there were since the last `fail`, of those that may fail.
  [[nodiscard]] std::uint64_t calls(Fault::Calls kind) const;

  /// What is left if nothing is that was not synced. For `watch`.
  [[nodiscard]] Image synced() const;

  /// What is left at chance. For `watch`.
  [[nodiscard]] Image torn(Random& random) const;

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* folder,
                                 rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus DeleteDir(const std::string& path, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* context) override;

 private:
  friend class DiskFile;
  friend class DiskFolder;
  friend class DiskPages;
  friend class DiskStream;

  /// A file, or a folder with its names as they are now and as they were synced.
  struct Node {
    std::string bytes{};
    std::size_t synced = 0;
    std::size_t length = 0;         ///< with zeros that follow, if it was made longer ahead
    std::size_t synced_length = 0;  ///< when it was synced last
    bool is_folder = false;
    std::map<std::string, std::shared_ptr<Node>> now{};
    std::map<std::string, std::shared_ptr<Node>> durable{};
  };
  using Names = std::map<std::string, std::shared_ptr<Node>>;
  /// A name that got another meaning; null: none any more.
  struct Change {
    std::shared_ptr<Node> folder;
    std::string name;
    std::shared_ptr<Node> node;
  };
  /// Those that happen together.
  using Changes = std::vector<Change>;

  /// The failure of this call, if it is its turn.
  [[nodiscard]] std::optional<rocksdb::IOStatus> failure(Fault::Calls kind,
                                                         const std::filesystem::path& path = {});
  /// Does what writes: unless it fails, `work`; then what `watch` asked for.
  rocksdb::IOStatus write(const std::function<rocksdb::IOStatus()>& work);
  static void sync_file(Node& file);
  [[nodiscard]] static std::string synced_bytes(const Node& file);
  [[nodiscard]] static std::string torn_bytes(const Node& file, Random& random);
  [[nodiscard]] std::shared_ptr<Node> find(const std::filesystem::path& path) const;
  [[nodiscard]] Change change(const std::filesystem::path& path, std::shared_ptr<Node> node) const;
  void apply(Changes changes);
  void sync_folder(const std::shared_ptr<Node>& folder);
  [[nodiscard]] rocksdb::IOStatus append(Node& node, rocksdb::FSWritableFile& file,
                                         const rocksdb::Slice& data,
                                         const rocksdb::IOOptions& options,
                                         rocksdb::IODebugContext* context);

  std::filesystem::path root_;
  mutable std::recursive_mutex mutex_;
  std::shared_ptr<Node> top_;
  std::vector<Changes> pending_;
  std::function<void()> after_;
  std::optional<Fault> fault_;
  std::map<Fault::Calls, std::uint64_t> calls_;
};

}  // namespace annals::crash
