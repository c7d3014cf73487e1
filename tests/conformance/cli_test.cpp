// Every case file, put to the program as a script would.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/case_file.h"
#include "support/command.h"
#include "support/must.h"
#include "support/temporary_directory.h"

namespace annals::conformance {
namespace {

using support::must;
using support::Outcome;
using support::run_command;
using support::TemporaryDirectory;
using Words = std::vector<std::string>;

std::string program() {
  const char* const other = std::getenv("ANNALS_CLI");
  return other != nullptr ? other : ANNALS_CLI;
}

/// The value as the command line reads it: always as JSON, with a '=' in it escaped, since the last
/// one that stands there divides it from the cell.
std::string value_word(const Json& value) {
  std::string word;
  for (const char character : to_line(value)) {
    if (character == '=') {
      word += "\\u003d";
    } else {
      word += character;
    }
  }
  return word;
}

/// A member of the answer; null if it has none.
Json member(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  return found == object.end() ? Json(nullptr) : *found;
}

/// The changes with the values alone, as the case files have them.
Json plain_changes(const Json& answer) {
  Json changes = Json::array();
  for (Json change : member(answer, "changes")) {
    for (const char* const side : {"before", "after"}) {
      change[side] = change[side].is_object() ? member(change[side], "value") : Json(nullptr);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

/// The runs of every cell in the answer: of the one that was asked about.
Json plain_runs(const Json& answer) {
  Json runs = Json::array();
  for (const Json& cell : member(answer, "cells")) {
    for (const Json& run : member(cell, "runs")) runs.push_back(run);
  }
  return runs;
}

class ConformanceOfTheProgram : public testing::TestWithParam<CaseFile> {
 protected:
  [[nodiscard]] Outcome annals(Words words) const {
    const Words first{program(), "--db", directory_.path() / "db", "--format", "json"};
    words.insert(words.begin(), first.begin(), first.end());
    return run_command(words);
  }

  [[nodiscard]] std::string write(const Json& events) const {
    std::string path = directory_.path() / "events.jsonl";
    std::ofstream file{path, std::ios::binary};
    for (const Json& event : events) file << to_line(event) << '\n';
    return path;
  }

  void load(const Json& events) const {
    const Outcome outcome = annals({"ingest", write(events)});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json summary = must(parse_json(outcome.out));
    EXPECT_EQ(member(summary, "appended"), Json(events.size()));
  }

  void refuse(const Json& question) const {
    const Json& expected = question.at("expect");
    const Outcome outcome = annals({"ingest", write(Json::array({question.at("event")}))});
    if (expected == "duplicate") {
      ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
      const Json summary = must(parse_json(outcome.out));
      EXPECT_EQ(member(summary, "appended"), Json(0));
      EXPECT_EQ(member(summary, "duplicates"), Json(1));
      return;
    }
    EXPECT_EQ(outcome.exit_code, 2) << outcome.err;
    EXPECT_NE(outcome.err.find(expected.at("error").get<std::string>()), std::string::npos)
        << outcome.err;
  }

  /// Asks with every option that the question has.
  [[nodiscard]] Outcome ask(const Json& question, Words words) const {
    for (const std::string option : {"on", "known", "from", "to"}) {
      if (const auto text = text_of(question, option)) {
        words.insert(words.end(), {"--" + option, *text});
      }
    }
    const Json basis = member(question, "basis");
    if (!basis.is_null()) words.insert(words.end(), {"--basis", to_line(basis)});
    return annals(std::move(words));
  }

  void ask_holds(const Json& question) const {
    const std::string cell = question.at("cell");
    const Outcome outcome = ask(question, {"holds", question.at("relationship"),
                                           cell + "=" + value_word(question.at("value"))});
    const std::string expected = question.at("expect");
    const std::vector<std::pair<std::string, int>> exit_codes{
        {"yes", 0}, {"possible", 5}, {"no", 1}};
    const auto code =
        std::ranges::find(exit_codes, expected, &std::pair<std::string, int>::first)->second;
    EXPECT_EQ(outcome.exit_code, code) << outcome.err;
    EXPECT_EQ(member(must(parse_json(outcome.out)), "answer"), Json(expected));
  }

  /// Asks what has a list for an answer; `empty_code` is the exit code where that is empty.
  void ask_list(const Json& question, const Words& words, int empty_code,
                Json (*list_in)(const Json& answer)) const {
    const Outcome outcome = ask(question, words);
    const Json& expected = question.at("expect");
    EXPECT_EQ(outcome.exit_code, expected.empty() ? empty_code : 0) << outcome.err;
    EXPECT_EQ(difference(expected, list_in(must(parse_json(outcome.out)))), "");
  }

  void ask(const Json& question) const {
    const std::string kind = question.at("ask");
    const std::string relationship = question.value("relationship", "");
    if (kind == "ingest") {
      refuse(question);
    } else if (kind == "holds") {
      ask_holds(question);
    } else if (kind == "state") {
      ask_list(question, {"state", relationship, "--all"}, 1,
               [](const Json& answer) { return member(answer, "terms"); });
    } else if (kind == "timeline") {
      ask_list(question, {"timeline", relationship, question.at("cell")}, 1, plain_runs);
    } else if (kind == "diff") {
      ask_list(question, {"diff", relationship}, 0, plain_changes);
    } else {
      FAIL() << "there is no question " << kind;
    }
  }

 private:
  TemporaryDirectory directory_;
};

TEST_P(ConformanceOfTheProgram, AnswersAsWritten) {
  if (!GetParam().is_there) GTEST_SKIP() << "there are no cases in " << GetParam().path;
  const Json file = read_case(GetParam());
  load(file.at("events"));
  for (const Json& question : file.at("questions")) {
    const testing::ScopedTrace trace{__FILE__, __LINE__, to_line(question)};
    ask(question);
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, ConformanceOfTheProgram, testing::ValuesIn(scenarios()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Shared, ConformanceOfTheProgram, testing::ValuesIn(shared_cases()),
                         name_of);

}  // namespace
}  // namespace annals::conformance
