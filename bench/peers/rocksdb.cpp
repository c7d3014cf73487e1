// RocksDB as it comes, with one key for an event. Without a log beside it, it could not say what it
// was told: it stands for the best that annals' own engine can do with no layer above.

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "annals/base/big_endian.h"
#include "must.h"
#include "peers/peer.h"

namespace annals::bench {
namespace {

// relationship 4, cell 1, effective 8, sequence 8; big-endian, so that keys stand in order of time.
constexpr std::size_t cell_bytes = 5;
constexpr std::size_t key_bytes = 21;
constexpr std::size_t sequence_at = 13;
using Key = std::array<char, key_bytes>;

void ok(const rocksdb::Status& status) {
  if (!status.ok()) stop("RocksDB: " + status.ToString());
}

template <std::size_t Width>
void put_number(char* to, std::uint64_t number) {
  constexpr unsigned byte_bits = 8;
  for (std::size_t i = Width; i > 0; --i, number >>= byte_bits) {
    to[i - 1] = static_cast<char>(number & 0xFFU);
  }
}

std::uint64_t sequence_of(const rocksdb::Slice& key) {
  std::uint64_t number = 0;
  constexpr unsigned byte_bits = 8;
  for (std::size_t i = sequence_at; i < key_bytes; ++i) {
    number = number << byte_bits | static_cast<unsigned char>(key[i]);
  }
  return number;
}

struct KeyParts {
  std::uint32_t relationship;
  std::uint8_t cell;
  std::int64_t effective;
  std::uint64_t sequence;
};

Key key_of(const KeyParts& parts) {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
  Key key;
  put_number<4>(key.data(), parts.relationship);
  put_number<1>(key.data() + 4, parts.cell);
  put_number<8>(key.data() + cell_bytes, static_cast<std::uint64_t>(parts.effective) ^ sign);
  put_number<8>(key.data() + sequence_at, parts.sequence);
  return key;
}

Key key_of(const Row& row) {
  return key_of(KeyParts{row.relationship, row.cell, row.effective, row.sequence});
}

/// Its size, the value, when it was recorded, source and id.
void put_value(const Row& row, std::string& value) {
  const std::string_view word = row.word();
  value.assign(1, static_cast<char>(word.size()));
  value += word;
  std::array<char, sizeof(std::uint64_t)> recorded;
  put_number<recorded.size()>(recorded.data(), row.sequence);
  value.append(recorded.data(), recorded.size());
  value += row.source_text();
  value += row.id_text();
}

rocksdb::Slice slice(const Key& key) {
  return {key.data(), key.size()};
}

class RocksWriter final : public Writer {
 public:
  explicit RocksWriter(rocksdb::DB& database) : database_{database} {}

  void append(const Batch& batch) override {
    writes_.Clear();
    for (const Row& row : batch.rows) {
      put_value(row, value_);
      ok(writes_.Put(slice(key_of(row)), value_));
    }
    rocksdb::WriteOptions synced;
    synced.sync = true;
    ok(database_.Write(synced, &writes_));
  }

 private:
  rocksdb::DB& database_;
  rocksdb::WriteBatch writes_;
  std::string value_;
};

class Rocks final : public Peer {
 public:
  explicit Rocks(const Place& place) : directory_{place.directory} {
    constexpr std::size_t cache_bytes = std::size_t{1} << 30U;
    options_.create_if_missing = true;
    options_.compression = rocksdb::kLZ4Compression;
    options_.max_background_jobs = 2;
    options_.info_log_level = rocksdb::WARN_LEVEL;
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = rocksdb::NewLRUCache(cache_bytes);
    table.format_version = 5;
    options_.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  }

  Rocks(const Rocks&) = delete;
  Rocks& operator=(const Rocks&) = delete;

  // Debian's build has its assertions on: what was opened last must be closed first.
  ~Rocks() override {
    cursor_.reset();
    if (database_) ok(database_->Close());
  }

  [[nodiscard]] std::string_view name() const override { return "rocksdb"; }

  void create() override {
    rocksdb::DB* opened = nullptr;
    ok(rocksdb::DB::Open(options_, directory_.string(), &opened));
    database_.reset(opened);
  }

  [[nodiscard]] std::unique_ptr<Writer> writer() override {
    return std::make_unique<RocksWriter>(*database_);
  }

  /// Sorted files that are handed over whole: three times as fast as batches.
  void load(const Bulk& bulk) override {
    create();
    relationships_ = static_cast<std::uint32_t>(bulk.relationships);
    std::vector<std::pair<Key, std::uint64_t>> order;
    order.reserve(bulk.rows.size());
    for (const Row& row : bulk.rows) order.emplace_back(key_of(row), row.sequence - 1);
    std::ranges::sort(order, [](const auto& a, const auto& b) {
      return std::memcmp(a.first.data(), b.first.data(), key_bytes) < 0;
    });
    constexpr std::size_t events_per_file = 500'000;
    std::vector<std::string> files;
    for (std::size_t begin = 0; begin < order.size(); begin += events_per_file) {
      files.push_back(directory_ / ("sorted-" + std::to_string(begin) + ".sst"));
      const std::size_t count = std::min(events_per_file, order.size() - begin);
      write_file(files.back(), bulk.rows, std::span{order}.subspan(begin, count));
    }
    rocksdb::IngestExternalFileOptions moved;
    moved.move_files = true;
    ok(database_->IngestExternalFile(files, moved));
  }

  [[nodiscard]] std::uint64_t bytes() override { return directory_bytes(directory_); }

  void settle() override {
    ok(database_->CompactRange({}, nullptr, nullptr));
    cursor_.reset(database_->NewIterator({}));
  }

  [[nodiscard]] Held at(const Point& point) override {
    Held held;
    look({point.relationship, point.cell, seconds_of(point.day), every_event}, held);
    return held;
  }

  [[nodiscard]] Held at_known(const Point& point) override {
    const Key key =
        key_of(KeyParts{point.relationship, point.cell, seconds_of(point.day), every_event});
    Held held;
    for (cursor_->SeekForPrev(slice(key)); is_in_cell(key); cursor_->Prev()) {
      if (sequence_of(cursor_->key()) > point.known) continue;
      take(held);
      break;
    }
    return held;
  }

  void state(const Point& point, Cells& cells) override {
    for (std::uint8_t cell = 0; cell < cells_per_relationship; ++cell) {
      look({point.relationship, cell, seconds_of(point.day), every_event}, cells[cell]);
    }
  }

  [[nodiscard]] std::size_t holders(const Sought& sought) override {
    const std::string_view word = cell_words()[sought.cell].values[sought.value];
    const std::int64_t effective = seconds_of(sought.day);
    found_.clear();
    Held held;
    for (std::uint32_t relationship = 0; relationship < relationships_; ++relationship) {
      look({relationship, sought.cell, effective, every_event}, held);
      if (held.sequence != 0 && held.word() == word) found_.push_back(relationship);
    }
    return found_.size();
  }

  [[nodiscard]] std::vector<std::uint32_t> found() const override { return found_; }

 private:
  static constexpr std::uint64_t every_event = ~std::uint64_t{0};

  void write_file(const std::string& path, std::span<const Row> rows,
                  std::span<const std::pair<Key, std::uint64_t>> order) const {
    rocksdb::SstFileWriter file{{}, options_};
    ok(file.Open(path));
    std::string value;
    for (const auto& [key, index] : order) {
      put_value(rows[index], value);
      ok(file.Put(slice(key), value));
    }
    ok(file.Finish());
  }

  /// Whether the cursor stands in the cell that `key` is of.
  [[nodiscard]] bool is_in_cell(const Key& key) const {
    return cursor_->Valid() && std::memcmp(cursor_->key().data(), key.data(), cell_bytes) == 0;
  }

  void take(Held& held) const {
    const rocksdb::Slice value = cursor_->value();
    held.set(sequence_of(cursor_->key()), {value.data() + 1, static_cast<std::size_t>(value[0])});
  }

  void look(const KeyParts& latest, Held& held) {
    const Key key = key_of(latest);
    cursor_->SeekForPrev(slice(key));
    if (!is_in_cell(key)) return held.clear();
    take(held);
  }

  std::filesystem::path directory_;
  rocksdb::Options options_;
  std::unique_ptr<rocksdb::DB> database_;
  std::unique_ptr<rocksdb::Iterator> cursor_;  // one for all questions: making one costs a third
  std::uint32_t relationships_ = 0;
  std::vector<std::uint32_t> found_;
};

}  // namespace

std::unique_ptr<Peer> make_rocksdb(const Place& place) {
  return std::make_unique<Rocks>(place);
}

}  // namespace annals::bench
