#include "support/test_database.h"

#include <optional>

#include "annals/log/log_reader.h"
#include "support/must.h"

namespace annals::support {
namespace {

Database open(const std::filesystem::path& path, const Clock& clock,
              std::size_t decoded_bytes_max) {
  return must(Database::open(
      path, {.access = Access::write, .clock = &clock, .decoded_bytes_max = decoded_bytes_max}));
}

/// An empty database that nobody has open.
class EmptyDatabase {
 public:
  EmptyDatabase() { must(Database::create(path(), {}, small_runs)); }
  [[nodiscard]] std::filesystem::path path() const { return directory_.path() / "db"; }

 private:
  TemporaryDirectory directory_;
};

/// Copies an empty database, which takes a fifth of the time that making one takes.
Database create(const std::filesystem::path& path, const Clock& clock,
                std::size_t decoded_bytes_max) {
  static const EmptyDatabase empty;
  std::filesystem::copy(empty.path(), path, std::filesystem::copy_options::recursive);
  return open(path, clock, decoded_bytes_max);
}

}  // namespace

TestDatabase::TestDatabase(const Clock& clock, std::size_t decoded_bytes_max)
    : clock_{clock},
      decoded_bytes_max_{decoded_bytes_max},
      path_{directory_.path() / "db"},
      database_{create(path_, clock, decoded_bytes_max)} {}

Result<Appended> TestDatabase::append(std::string_view line) {
  const auto draft = reader_.read(line);
  if (!draft) return draft.error();
  Transaction transaction = database_.begin();
  auto appended = transaction.add(*draft);
  if (appended) must(database_.commit(std::move(transaction)));
  return appended;
}

std::vector<Appended> TestDatabase::append_together(std::span<const std::string> lines) {
  std::vector<Appended> all;
  Transaction transaction = database_.begin();
  for (const std::string& line : lines) {
    const Draft draft = must(reader_.read(line));
    all.push_back(must(transaction.add(draft)));
  }
  must(database_.commit(std::move(transaction)));
  return all;
}

void TestDatabase::reopen(const Meanwhile& meanwhile) {
  // The lock is given up before it is asked for again.
  { const std::optional<Database> closed{std::move(database_)}; }
  meanwhile(path_);
  database_ = open(path_, clock_, decoded_bytes_max_);
}

Sequence TestDatabase::last() const {
  const Snapshot now = snapshot();
  return must(LogReader{now}.last());
}

std::vector<KeyValue> entries_of(const Snapshot& snapshot, Column column) {
  std::vector<KeyValue> entries;
  Cursor cursor = snapshot.scan(column, {});
  for (; cursor.valid(); cursor.next()) entries.emplace_back(cursor.key(), cursor.value());
  must(cursor.status());
  return entries;
}

}  // namespace annals::support
