// Documents that name what is not there, or leave out what is.

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/index/projections.h"
#include "annals/store/column.h"
#include "tidy/tree.h"

namespace annals::tidy {
namespace {

constexpr std::array documents{"README.md",       "GUIDE.md",    "ARCHITECTURE.md",
                               "CONTRIBUTING.md", "PROMISES.md", "schema/format.md"};

/// The words between backticks that look like a path of the tree.
std::vector<std::string> paths_in(const std::string& text) {
  const std::regex quoted{"`([^`\n]+)`"};
  const std::regex path{R"(^(src|tools|tests|schema|bench|examples)/[\w./-]*$)"};
  std::vector<std::string> paths;
  for (std::sregex_iterator match{text.begin(), text.end(), quoted}, end; match != end; ++match) {
    for (const std::string& word : words_of((*match)[1])) {
      if (std::regex_match(word, path)) paths.push_back(word);
    }
  }
  return paths;
}

TEST(PathsIn, AreFoundBetweenBackticks) {
  EXPECT_EQ(paths_in("see `src/annals/log/`, `annals ingest examples/a.jsonl` and tools/x"),
            (std::vector<std::string>{"src/annals/log/", "examples/a.jsonl"}));
  EXPECT_TRUE(paths_in("`tests/*.golden`, `and/or`, `srcs/x`, `TERM:KEY`").empty());
}

TEST(Documents, NameOnlyPathsThatExist) {
  for (const std::string document : documents) {
    if (!std::filesystem::exists(in_tree(document))) continue;
    for (const std::string& path : paths_in(text_of(document))) {
      EXPECT_TRUE(std::filesystem::exists(in_tree(path))) << document << " names " << path;
    }
  }
}

/// The words between backticks that look like the name of a test: `Suite.SaysSomething`.
std::vector<std::pair<std::string, std::string>> tests_in(const std::string& text) {
  const std::regex name{"`([A-Z][A-Za-z0-9]+)\\.([A-Z][A-Za-z0-9]+)`"};
  std::vector<std::pair<std::string, std::string>> tests;
  for (std::sregex_iterator match{text.begin(), text.end(), name}, end; match != end; ++match) {
    tests.emplace_back((*match)[1], (*match)[2]);
  }
  return tests;
}

TEST(Promises, NameOnlyTestsThatExist) {
  std::string all;
  for (const auto& file : files_under({"tests"})) {
    if (file.extension() == ".cpp") all += text_of(file);
  }
  const auto promised = tests_in(text_of("PROMISES.md"));
  EXPECT_GT(promised.size(), 10U);
  for (const auto& [suite, test] : promised) {
    EXPECT_NE(all.find("(" + suite + ", " + test + ")"), std::string::npos) << suite << "." << test;
  }
}

/// Whether the page on the format speaks of `name`.
testing::AssertionResult has_name(const std::string& page, std::string_view name) {
  if (page.find("`" + std::string{name} + "`") != std::string::npos) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << "schema/format.md does not name `" << name << "`";
}

TEST(FormatPage, NamesEveryColumnFamily) {
  const std::string page = text_of("schema/format.md");
  for (const std::string_view name : column_names) EXPECT_TRUE(has_name(page, name));
}

TEST(FormatPage, NamesEveryProjection) {
  const std::string page = text_of("schema/format.md");
  for (const Projection* projection : all_projections()) {
    EXPECT_TRUE(has_name(page, projection->name));
  }
}

TEST(FormatPage, NamesTheFormatThatThisBuildWrites) {
  const std::string page = text_of("schema/format.md");
  EXPECT_TRUE(has_name(page, std::string{format_prefix} + std::to_string(annals::format_version)));
}

}  // namespace
}  // namespace annals::tidy
