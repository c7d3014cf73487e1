// A program with a projection of its own that writes until it is killed:
// own_writer DATABASE FIRST appends the events FIRST, FIRST + 1, … and says each that the disk has.

#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <string>

#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "support/must.h"
#include "support/own_projection.h"

namespace {

using namespace annals;
using support::must;

constexpr std::uint64_t together = 3;

void append_without_end(const std::string& path, std::uint64_t next) {
  Database database = must(
      Database::open(path, {.access = Access::write, .projections = {&support::terms_projection}}));
  JsonLineReader reader;
  while (true) {
    Transaction transaction = database.begin();
    for (std::uint64_t i = 0; i < together; ++i, ++next) {
      must(transaction.add(must(reader.read(fmt::format(
          R"({{"id":"e{}","type":"term_set","relationship":"r{}","term":"t","value":{},"effective":"2024"}})",
          next, next % 3, next)))));
    }
    must(database.commit(std::move(transaction)));
    fmt::print("{}\n", next - 1);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    append_without_end(argv[1], std::stoull(argv[2]));
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
  }
  return 1;
}
