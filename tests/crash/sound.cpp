#include "crash/sound.h"

#include <fmt/core.h>

#include <map>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "annals/codec/json_line.h"
#include "annals/index/projections.h"
#include "annals/log/erased.h"
#include "annals/log/log_reader.h"
#include "annals/store/files.h"
#include "crash/unsynced.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::crash {
namespace {

namespace fs = std::filesystem;
using support::must;

using Columns = std::map<std::string_view, std::vector<support::KeyValue>>;

Columns columns_of(const Database& database) {
  const Snapshot snapshot = database.snapshot();
  Columns columns;
  for (const Projection* projection : all_projections()) {
    columns[projection->name] = support::entries_of(snapshot, projection->column);
  }
  for (const Column column : {Column::meta, Column::ids}) {
    columns[column_names.at(static_cast<std::size_t>(column))] =
        support::entries_of(snapshot, column);
  }
  return columns;
}

void append_one(Database& database) {
  JsonLineReader reader;
  const std::string line = fmt::format(
      R"({{"id":"after-{}","type":"noted","relationship":"r1","note":"n","effective":"2020"}})",
      database.last().value);
  const Draft draft = must(reader.read(line));
  must(database.append(draft));
}

}  // namespace

std::vector<Json> log_of(const Database& database) {
  const Snapshot snapshot = database.snapshot();
  const LogReader log{snapshot};
  const Sequence last = must(log.last());
  if (last != database.last()) throw std::runtime_error{"the log ends elsewhere than its tail"};
  std::vector<Json> events;
  TreeEdge tree;
  for (Sequence at{.value = 1}; at <= last; at = at.next()) {
    events.push_back(to_json(must(log.read(at))));
    tree.append(leaf_of(must(log.record(at))), [](const TreeNode&) {});
  }
  if (tree.head() != must(log.edge(last)).head()) {
    throw std::runtime_error{"the head of the tree is not that of the records"};
  }
  return events;
}

std::vector<Json> log_at(const fs::path& path) {
  return log_of(must(Database::open(path, {.access = Access::read})));
}

void expect_indexes_equal_the_log(Database& database) {
  const Columns before = columns_of(database);
  must(database.rebuild([](std::uint64_t, std::uint64_t) { return true; }));
  for (const auto& [name, entries] : columns_of(database)) {
    if (before.at(name) != entries) {
      throw std::runtime_error{fmt::format("the column '{}' is not what the log says", name)};
    }
  }
}

std::vector<Json> expect_sound(const fs::path& path) {
  const FilesElsewhere elsewhere{unsynced_files()};
  const support::TemporaryDirectory directory;
  const fs::path copy = directory.path() / "copy";
  fs::copy(path, copy, fs::copy_options::recursive);
  std::vector<Json> events = log_at(path);
  Database database = must(Database::open(copy, {.access = Access::write}));
  if (log_of(database) != events) throw std::runtime_error{"a writer sees another log"};
  expect_indexes_equal_the_log(database);
  append_one(database);
  if (log_of(database).size() != events.size() + 1) {
    throw std::runtime_error{"an event that is appended is not there"};
  }
  return events;
}

void expect_same_event(const Json& stored, const std::string& sent) {
  const Json expected = must(parse_json(sent));
  for (const auto& [field, value] : expected.items()) {
    if (stored.contains(field) && stored.at(field) == value) continue;
    throw std::runtime_error{
        fmt::format("the log has {} where {} was sent", to_line(stored), to_line(expected))};
  }
}

}  // namespace annals::crash
