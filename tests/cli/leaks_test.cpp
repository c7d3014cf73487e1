// What leaves the house says nothing of the house: neither where it was made nor by whom.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

/// As RocksDB writes it: behind the name of that property.
std::string host() {
  constexpr std::size_t length_max = 256;
  std::array<char, length_max> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

class WhatIsGivenAway : public CliTest {
 protected:
  WhatIsGivenAway() {
    std::filesystem::create_directory(workspace().path() / "vault-4711");
    workspace().write("vault-4711/reports-4712.jsonl", event_lines("more", 3));
    (void)print({"--db", "vault-4711/db", "init"});
    (void)print({"--db", "vault-4711/db", "ingest", "vault-4711/reports-4712.jsonl"});
  }

  [[nodiscard]] std::string ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--db", "vault-4711/db"});
    return print(arguments);
  }

  void expect_silent(const std::string& text) const {
    EXPECT_FALSE(text.empty());
    for (const std::string& name : {std::string{"4711"}, std::string{"4712"},
                                    workspace().path().string(), "host.identity" + host()}) {
      EXPECT_EQ(text.find(name), std::string::npos) << name << " is in " << text;
    }
  }
};

TEST_F(WhatIsGivenAway, HasNoPathAndNoHost) {
  expect_silent(ask({"export"}));
  expect_silent(ask({"prove", "more-1"}));
  expect_silent(ask({"prove", "--from", "1", "--to", "3"}));
  expect_silent(ask({"draw", "acme-borg", "--as", "svg", "-o", "-"}));
  expect_silent(ask({"draw", "acme-borg", "--as", "html", "-o", "-"}));
  expect_silent(ask({"state", "acme-borg", "--format", "json"}));
  expect_silent(ask({"history", "acme-borg", "--format", "csv"}));
}

TEST_F(WhatIsGivenAway, HasNoneInABackupEither) {
  (void)ask({"backup", "given"});
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator{workspace().path() / "given"}) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    expect_silent(workspace().read(std::filesystem::relative(entry.path(), workspace().path())));
    ++files;
  }
  EXPECT_GT(files, 3U);
}

}  // namespace
}  // namespace annals::cli_test
