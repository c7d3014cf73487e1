// What goes over the files of a store as a whole.

#include <fmt/core.h>
#include <rocksdb/db.h>
#include <rocksdb/metadata.h>
#include <rocksdb/sst_file_reader.h>

#include <filesystem>
#include <numeric>
#include <utility>

#include "annals/base/check.h"
#include "annals/store/files.h"
#include "annals/store/row_order.h"
#include "annals/store/store_impl.h"

namespace annals {
namespace {

/// What is wrong with a file; nothing if all of its blocks have their checksums.
std::optional<std::string> damage_of(const std::string& path) {
  rocksdb::Options files;
  files.env = &environment();
  rocksdb::SstFileReader reader{files};
  auto status = reader.Open(path);
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  if (status.ok()) status = reader.VerifyChecksum(options);
  if (status.ok()) return std::nullopt;
  return status.ToString();
}

}  // namespace

Rows Batch::take(Column column) {
  return sorted(std::exchange(impl_->of(column).rest, LooseRows{}));
}

Result<std::optional<std::string>> Snapshot::packed_bytes(std::string_view key) const {
  return impl_->get(runs_family, key);
}

Status Store::check_files(const VisitFile& visit) const {
  std::vector<rocksdb::LiveFileMetaData> files;
  impl_->database().GetLiveFilesMetaData(&files);
  const std::uint64_t all =
      std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                      [](std::uint64_t sum, const auto& file) { return sum + file.size; });
  for (const rocksdb::LiveFileMetaData& file : files) {
    const std::string path = file.db_path + file.name;
    FileCheck check{.name = std::filesystem::path{file.name}.filename().string(),
                    .bytes = file.size,
                    .damage = damage_of(path)};
    std::error_code error;
    // It was there on opening: a writer has merged it since.
    if (check.damage && !std::filesystem::exists(path, error) && !error) continue;
    if (!visit(check, all)) return Done{};
  }
  return Done{};
}

}  // namespace annals
