#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workload.h"

namespace annals::bench {

/// An event of a workload as somebody would store it who has a table for nothing else.
struct Row {
  std::uint64_t sequence;
  std::int64_t effective;  ///< in seconds since 1970
  std::uint32_t relationship;
  std::uint8_t cell;
  std::uint8_t value;
  std::array<char, source_url_bytes> source;
  std::array<char, event_id_bytes> id;

  [[nodiscard]] std::string_view source_text() const { return {source.data(), source.size()}; }
  [[nodiscard]] std::string_view id_text() const { return {id.data(), id.size()}; }
  [[nodiscard]] std::string_view word() const { return cell_words()[cell].values[value]; }
};

/// The first second of a day of a workload.
[[nodiscard]] constexpr std::int64_t seconds_of(std::int32_t day) {
  const std::chrono::sys_seconds second = first_effective_day + std::chrono::days{day};
  return second.time_since_epoch().count();
}

/// The first `count` events of a workload.
[[nodiscard]] std::vector<Row> rows_of(const Workload& workload, std::uint64_t count);

/// Events to be loaded in bulk: in memory, and as a file with a line of JSON for each.
struct Bulk {
  std::span<const Row> rows;
  std::uint64_t relationships;
  const std::filesystem::path& lines;
};

/// Events to be appended: `lines` has the same events as JSON.
struct Batch {
  std::span<const Row> rows;
  std::span<const std::string> lines;
};

/// A cell of a relationship on a day, as far as the first `known` events of the log tell.
struct Point {
  std::uint32_t relationship;
  std::uint8_t cell;
  std::int32_t day;
  std::uint64_t known;  ///< of meaning in `at_known` only
};

/// What a relationship is looked for by: that a cell of it has a value on a day.
struct Sought {
  std::uint8_t cell;
  std::uint8_t value;
  std::int32_t day;
};

/// The event that decides what a cell is, and its value. Sequence 0: nothing has begun.
struct Held {
  static constexpr std::size_t text_bytes_max = 31;

  std::uint64_t sequence = 0;
  std::uint8_t size = 0;
  std::array<char, text_bytes_max> text;  // no more than `size` of them mean something

  void set(std::uint64_t decided_by, std::string_view value) {
    sequence = decided_by;
    size = static_cast<std::uint8_t>(std::min(value.size(), text_bytes_max));
    value.copy(text.data(), size);
  }
  void clear() { sequence = size = 0; }
  [[nodiscard]] std::string_view word() const { return {text.data(), size}; }

  friend bool operator==(const Held& a, const Held& b) {
    return a.sequence == b.sequence && a.word() == b.word();
  }
};

using Cells = std::array<Held, cells_per_relationship>;

/// Appends for one thread. Must not outlive its peer.
class Writer {
 public:
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  virtual ~Writer() = default;

  /// Appends the batch as one transaction and returns when the disk has it.
  virtual void append(const Batch& batch) = 0;
};

/// A database that does the work of annals, set up as its users would for this work alone: one
/// table of events, the index that the questions need, and statements that are prepared once.
///
/// Whatever goes wrong in a peer ends the program. Threads: one at a time, but for `writer`s.
class Peer {
 public:
  Peer() = default;
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  virtual ~Peer() = default;

  /// As in tables of results.
  [[nodiscard]] virtual std::string_view name() const = 0;

  /// Whether what it holds outlives the program.
  [[nodiscard]] virtual bool is_durable() const { return true; }

  /// Makes an empty database with its index, to append to.
  virtual void create() = 0;

  /// Somebody who appends, to the database that `create` made.
  [[nodiscard]] virtual std::unique_ptr<Writer> writer() = 0;

  /// Makes a database of the events on the shortest way that the peer has; the disk has all of it
  /// on return, its index too.
  virtual void load(const Bulk& bulk) = 0;

  /// On disk after `load`: everything that it takes.
  [[nodiscard]] virtual std::uint64_t bytes() = 0;

  /// What is done once after `load` and before questions.
  virtual void settle() = 0;

  [[nodiscard]] virtual Held at(const Point& point) = 0;
  [[nodiscard]] virtual Held at_known(const Point& point) = 0;
  virtual void state(const Point& point, Cells& cells) = 0;

  /// How many relationships have it. Which, `found` tells until the next call, in any order.
  [[nodiscard]] virtual std::size_t holders(const Sought& sought) = 0;
  [[nodiscard]] virtual std::vector<std::uint32_t> found() const = 0;

  /// Keeps this thread and what serves it on one processor, or lets both go again; for a peer that
  /// is another process, whose answers would otherwise wait for a processor to wake up.
  virtual void stay_on_one_cpu(bool /*stay*/) {}

  /// Asks what follows in one read transaction, or ends it. False: makes no difference here.
  virtual bool share_view(bool /*share*/) { return false; }
};

/// Where a peer puts its files, and where it finds what it needs.
struct Place {
  std::filesystem::path directory;  ///< is there and empty; of this peer alone
  std::string schema;               ///< a name as unique, for a server that has its own place
  std::string postgres;             ///< how to connect; empty: no server
  std::filesystem::path annals;     ///< the program
};

/// One way of making a peer. Null: it cannot be had, and `why_not` tells why.
struct Maker {
  std::string_view name;
  std::unique_ptr<Peer> (*make)(const Place& place);
  std::string_view why_not;
};

[[nodiscard]] std::unique_ptr<Peer> make_annals(const Place& place);
[[nodiscard]] std::unique_ptr<Peer> make_memory(const Place& place);
[[nodiscard]] std::unique_ptr<Peer> make_rocksdb(const Place& place);
[[nodiscard]] std::unique_ptr<Peer> make_sqlite(const Place& place);
[[nodiscard]] std::unique_ptr<Peer> make_postgres(const Place& place);
[[nodiscard]] std::unique_ptr<Peer> make_duckdb(const Place& place);

/// All of them, the in-memory floor first and annals last.
[[nodiscard]] std::span<const Maker> makers();

/// The bytes of all files below a directory.
[[nodiscard]] std::uint64_t directory_bytes(const std::filesystem::path& directory);

}  // namespace annals::bench
