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

/// Events of every kind of value and correction, enough for two blocks of records.
std::vector<std::string> many() {
  constexpr int count = 300;
  constexpr int years = 12;
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    const std::string id = fmt::format("e{}", i);
    if (i % 17 == 16) {
      lines.push_back(fmt::format(
          R"({{"id":"{}","type":"retracted","target":"e{}","reason":"wrong","versions":"{}"}})", id,
          i - 5, i % 2 == 0 ? "all" : "this"));
      continue;
    }
    const std::string value = i % 3 == 0   ? fmt::format("\"value {}\"", i % 7)
                              : i % 3 == 1 ? fmt::format("{}", (i % 11) / 4.0)
                                           : std::string{i % 2 == 0 ? "true" : "false"};
    const std::string more = i % 23 == 22
                                 ? fmt::format(R"(,"replaces":"e{}")", i - 3)
                                 : (i % 5 == 0 ? R"(,"until":"2027","known":"2020-02")" : "");
    lines.push_back(
        fmt::format(R"({{"id":"{}","type":"term_set","relationship":"r{}","term":"t{}","key":"k",)"
                    R"("value":{},"effective":"{}~"{}}})",
                    id, i % 9, i % 2, value, 2014 + i % years, more));
  }
  return lines;
}

void write(const fs::path& folder, const std::vector<std::string>& lines, const RunLayout& layout) {
  if (fs::exists(folder)) throw std::runtime_error{folder.string() + " is there already"};
  fs::create_directories(folder);
  const fs::path path = folder / "db";
  const support::FakeClock clock{Moment{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}},
                                 std::chrono::seconds{1}};
  must(Database::create(path, {}, layout));
  {
    Database database = must(Database::open(path, {.access = Access::write, .clock = &clock}));
    JsonLineReader reader;
    for (const std::string& line : lines) must(database.append(must(reader.read(line))));
    must(database.flush());
    // Some events in the write-ahead log alone, as a writer leaves them.
    for (int i = 0; i < 3; ++i) {
      must(database.append(must(reader.read(fmt::format(
          R"({{"id":"last-{}","type":"noted","relationship":"r1","note":"the last"}})", i)))));
    }
  }
  // RocksDB's diary, in which places of this machine stand, is no part of the database.
  for (const char* const name : {"LOG", "LOCK"}) fs::remove(path / name);
  std::ofstream{folder / "sheet.txt"} << sheet_of(path);
  for (const char* const name : {"LOG", "LOCK"}) fs::remove(path / name);
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
    annals::compat::write(folder / "example", annals::compat::example(), {});
    annals::compat::write(folder / "runs", annals::compat::many(), annals::support::small_runs);
  } catch (const std::exception& error) {
    fmt::print(stderr, "annals_compat_write: {}\n", error.what());
    return 1;
  }
  return 0;
}
