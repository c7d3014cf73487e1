// A program that keeps a projection of its own in its database: how many agreements are exclusive,
// day by day. It appends the events of a file and prints the count as it is known now, and as it
// was known before.

#include <annals/codec/json_line.h>
#include <annals/time/when.h>

#include <fstream>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include "exclusive.h"

namespace {

using namespace annals;

/// Appends every line of the file, all or nothing.
Status append_all(Database& database, const std::string& path) {
  std::ifstream file{path};
  Transaction transaction = database.begin();
  JsonLineReader reader;
  std::string line;
  while (std::getline(file, line)) {
    const auto draft = reader.read(line);
    if (!draft) return draft.error();
    if (auto added = transaction.add(*draft); !added) return std::move(added).error();
  }
  if (!file.eof()) {
    return Error{.code = ErrorCode::io, .message = "cannot read '" + path + "'"};
  }
  return database.commit(std::move(transaction));
}

Status print_counts(const Database& database, Day until, std::string_view known) {
  const Snapshot snapshot = database.snapshot();
  const auto knowledge = parse_asked<KnownAxis>(known);
  if (!knowledge) return knowledge.error();
  const auto scope = resolve(snapshot, {.known = *knowledge});
  if (!scope) return scope.error();
  const auto counts = example::count_by_day(database, snapshot, until, *scope);
  if (!counts) return counts.error();
  std::cout << "exclusive agreements until " << to_text(until) << ", as known on " << known << "\n"
            << "from        surely  possibly\n";
  for (const example::DayCount& each : *counts) {
    std::cout << to_text(each.from) << std::setw(8) << each.surely << std::setw(10) << each.possibly
              << "\n";
  }
  std::cout << "\n";
  return Done{};
}

/// Creates the database where it is not there yet.
Result<Database> open(const std::string& path) {
  const OpenOptions options{.access = Access::write,
                            .projections = {&example::exclusive_projection}};
  auto database = Database::open(path, options);
  if (database || database.error().code != ErrorCode::missing) return database;
  if (auto created = Database::create(path, {}); !created) return std::move(created).error();
  return Database::open(path, options);
}

Status run(const std::string& path, const std::string& events) {
  auto database = open(path);
  if (!database) return std::move(database).error();
  if (auto appended = append_all(*database, events); !appended) return appended;
  using namespace std::chrono_literals;
  constexpr Day until{2026y / 6 / 30};
  for (const std::string_view known : {"2024-12-31", "2026-06-30"}) {
    if (auto printed = print_counts(*database, until, known); !printed) return printed;
  }
  return Done{};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: projection DATABASE EVENTS.jsonl\n";
    return 2;
  }
  const Status done = run(argv[1], argv[2]);
  if (done) return 0;
  std::cerr << "projection: " << done.error().message << "\n";
  return 1;
}
