#include "peers/peer.h"

#include <system_error>

namespace annals::bench {
namespace {

Row row_of(const Fact& fact, std::uint64_t sequence) {
  Row row{.sequence = sequence,
          .effective = seconds_of(fact.day),
          .relationship = fact.relationship,
          .cell = fact.cell,
          .value = fact.value,
          .source = {},
          .id = {}};
  source_url(sequence).copy(row.source.data(), row.source.size());
  event_id(sequence).copy(row.id.data(), row.id.size());
  return row;
}

}  // namespace

std::vector<Row> rows_of(const Workload& workload, std::uint64_t count) {
  std::vector<Row> rows;
  rows.reserve(count);
  for (std::uint64_t sequence = 1; sequence <= count; ++sequence) {
    rows.push_back(row_of(workload.facts()[sequence - 1], sequence));
  }
  return rows;
}

std::span<const Maker> makers() {
  static constexpr std::array all{
      Maker{.name = "memory", .make = make_memory, .why_not = {}},
      Maker{.name = "rocksdb", .make = make_rocksdb, .why_not = {}},
      Maker{.name = "sqlite", .make = make_sqlite, .why_not = {}},
      Maker{.name = "postgres",
            .make = make_postgres,
            .why_not = "it was built without libpq, or --postgres names no server"},
      Maker{.name = "duckdb",
            .make = make_duckdb,
            .why_not = "it was built without libduckdb (CMake: DUCKDB_LIBRARY)"},
      Maker{.name = "annals", .make = make_annals, .why_not = {}}};
  return all;
}

std::uint64_t directory_bytes(const std::filesystem::path& directory) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{directory}) {
    std::error_code gone;
    if (!entry.is_regular_file(gone)) continue;
    const std::uintmax_t size = entry.file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

}  // namespace annals::bench
