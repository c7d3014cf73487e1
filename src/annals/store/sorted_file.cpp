#include "annals/store/sorted_file.h"

#include <rocksdb/sst_file_reader.h>

#include <memory>

#include "annals/store/files.h"
#include "annals/store/opening.h"

namespace annals {
namespace {

constexpr std::string_view doing = "cannot write what is loaded";

rocksdb::Slice slice(std::string_view bytes) {
  return {bytes.data(), bytes.size()};
}

}  // namespace

rocksdb::EnvOptions SortedFile::written_along() {
  rocksdb::EnvOptions options;
  options.bytes_per_sync = std::uint64_t{8} << 20U;
  return options;
}

Status SortedFile::open() {
  if (is_open_) return Done{};
  const auto status = writer_.Open(path_.string());
  if (!status.ok()) return error_from(status, doing);
  is_open_ = true;
  return Done{};
}

Status SortedFile::put(std::string_view key, std::string_view value) {
  if (auto opened = open(); !opened) return opened;
  const auto status = writer_.Put(slice(key), slice(value));
  if (!status.ok()) return error_from(status, doing);
  return Done{};
}

Status SortedFile::remove(std::string_view key) {
  if (auto opened = open(); !opened) return opened;
  const auto status = writer_.Delete(slice(key));
  if (!status.ok()) return error_from(status, doing);
  return Done{};
}

Result<bool> SortedFile::finish() {
  if (!is_open_) return false;
  const auto status = writer_.Finish();
  if (!status.ok()) return error_from(status, doing);
  return true;
}

Result<std::optional<std::string>> read_sorted_file(const std::filesystem::path& path,
                                                    std::string_view key) {
  constexpr std::string_view reading = "cannot read what was loaded";
  rocksdb::Options options;
  options.env = &environment();
  rocksdb::SstFileReader reader{options};
  if (const auto status = reader.Open(path.string()); !status.ok()) {
    return error_from(status, reading);
  }
  const std::unique_ptr<rocksdb::Iterator> at{reader.NewIterator({})};
  at->Seek(slice(key));
  if (!at->status().ok()) return error_from(at->status(), reading);
  if (!at->Valid() || at->key() != slice(key)) return std::optional<std::string>{};
  return std::optional{at->value().ToString()};
}

}  // namespace annals
