// Writes the databases that tests/compat keeps of a format, each with what it answers:
//
//   annals_compat_write tests/compat/v2
//
// What is there already is not touched: a database that was kept is never written anew.

#include <fmt/core.h>

#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "compat/sheet.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::compat {
namespace {

namespace fs = std::filesystem;
using support::must;

std::vector<std::string> example() {
  std::ifstream file{ANNALS_SOURCE_DIR "/examples/microsoft-openai.jsonl"};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::string retraction(int i) {
  return fmt::format(
      R"({{"id":"e{}","type":"retracted","target":"e{}","reason":"wrong","versions":"{}"}})", i,
      i - 5, i % 2 == 0 ? "all" : "last");
}

/// A party that joins, as the index of parties has it, and one whose membership ends.
std::string membership(int i) {
  if (i % 4 == 0) {
    return fmt::format(R"({{"id":"e{}","type":"term_ended","relationship":"r{}","term":"party",)"
                       R"("key":"p{}","effective":"2020-{:02}"}})",
                       i, i % 9, i % 5, 1 + i % 12);
  }
  return fmt::format(R"({{"id":"e{}","type":"term_set","relationship":"r{}","term":"party",)"
                     R"("key":"p{}","value":"member","effective":"[{}..]","note":"joined"}})",
                     i, i % 9, i % 5, 2014 + i % 12);
}

std::string statement(int i) {
  const std::string value = i % 3 == 0   ? fmt::format("\"value {}\"", i % 7)
                            : i % 3 == 1 ? fmt::format("{}", (i % 11) / 4.0)
                                         : std::string{i % 2 == 0 ? "true" : "false"};
  const std::string more = i % 23 == 22
                               ? fmt::format(R"(,"replaces":"e{}")", i - 3)
                               : (i % 5 == 0 ? R"(,"until":"2027","known":"2020-02")" : "");
  return fmt::format(
      R"({{"id":"e{}","type":"term_set","relationship":"r{}","term":"t{}","key":"k",)"
      R"("value":{},"effective":"{}~"{}}})",
      i, i % 9, i % 2, value, 2014 + i % 12, more);
}

/// Events of every kind of value, date and correction, enough for two blocks of records.
std::vector<std::string> many() {
  constexpr int count = 300;
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    const bool retracts = i % 17 == 16;
    lines.push_back(retracts ? retraction(i) : i % 7 == 1 ? membership(i) : statement(i));
  }
  return lines;
}

/// RocksDB's diary is no part of the database: empty files, named after the time.
void remove_diary(const fs::path& path) {
  std::vector<fs::path> diary;
  for (const auto& entry : fs::directory_iterator{path}) {
    const std::string name = entry.path().filename();
    if (name.starts_with("LOG") || name == "LOCK") diary.push_back(entry.path());
  }
  for (const fs::path& file : diary) fs::remove(file);
}

/// A database to keep.
struct Kept {
  std::string name;
  std::vector<std::string> lines;
  RunLayout layout;
  std::vector<std::string> erased = {};  ///< ids
};

void write(const fs::path& folder, const Kept& kept) {
  if (fs::exists(folder)) return;
  fs::create_directories(folder);
  const fs::path path = folder / "db";
  const support::FakeClock clock{Moment{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}},
                                 std::chrono::seconds{1}};
  must(Database::create(path, {}, kept.layout));
  {
    Database database = must(Database::open(path, {.access = Access::write, .clock = &clock}));
    JsonLineReader reader;
    for (const std::string& line : kept.lines) must(database.append(must(reader.read(line))));
    must(database.flush());
    for (const std::string& id : kept.erased) {
      must(database.erase(id, "not to be kept",
                          [](std::string_view, std::uint64_t, std::uint64_t) { return true; }));
    }
    // Some events in the write-ahead log alone, as a writer leaves them.
    for (int i = 0; i < 3; ++i) {
      must(database.append(must(reader.read(fmt::format(
          R"({{"id":"last-{}","type":"noted","relationship":"r1","note":"the last"}})", i)))));
    }
  }
  std::ofstream{folder / "sheet.txt"} << sheet_of(path);
  remove_diary(path);
}

}  // namespace
}  // namespace annals::compat

int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "usage: annals_compat_write FOLDER\n");
    return 2;
  }
  try {
    const std::filesystem::path folder{arguments[1]};
    using annals::support::small_runs;
    for (const annals::compat::Kept& kept : std::initializer_list<annals::compat::Kept>{
             {.name = "example", .lines = annals::compat::example(), .layout = {}},
             {.name = "runs", .lines = annals::compat::many(), .layout = small_runs},
             // A statement, a retraction, and one that replaces another.
             {.name = "erased",
             .lines = annals::compat::many(),
             .layout = small_runs,
             .erased = {"e12", "e16", "e22"}}}) {
      annals::compat::write(folder / kept.name, kept);
    }
  } catch (const std::exception& error) {
    fmt::print(stderr, "annals_compat_write: {}\n", error.what());
    return 1;
  }
  return 0;
}
