// What is wrong is told by a code and in words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "c/handle.h"

namespace annals::c_test {
namespace {

using testing::HasSubstr;

struct Mistake {
  std::string question;
  std::string said;
};

TEST_F(Library, NamesTheMemberThatIsWrong) {
  load_example();
  const Handle handle{path(), ANNALS_READ};
  const std::vector<Mistake> mistakes{
      {.question = "", .said = "malformed JSON"},
      {.question = "[]", .said = "a question is an object"},
      {.question = "{}", .said = "'ask': is missing"},
      {.question = R"({"ask":""})", .said = "'ask': is empty"},
      {.question = R"({"ask":"stat"})", .said = "expected one of state, holds, timeline"},
      {.question = R"({"ask":"state"})", .said = "'relationship': is missing"},
      {.question = R"({"ask":"state","relationship":""})", .said = "'relationship'"},
      {.question = R"({"ask":"state","relationship":[1]})", .said = "a list; expected text"},
      {.question = R"({"ask":"state","relationship":"r","all":1})", .said = "'all': is a number"},
      {.question = R"({"ask":"state","relationship":"r","on":"2019-02-30"})", .said = "on: \"2019"},
      {.question = R"({"ask":"state","relationship":"r","known":"x"})", .said = "known: "},
      {.question = R"({"ask":"state","relationship":"r","basis":-1})", .said = "'basis'"},
      {.question = R"({"ask":"state","relationship":"r","basis":77})", .said = "last sequence, 76"},
      {.question = R"({"ask":"state","relationship":"r","basis":1,"recorded":"2025"})",
       .said = "basis and recorded both"},
      {.question = R"({"ask":"state","relationship":"r","source":[""]})", .said = "'source'"},
      {.question = R"({"ask":"state","relationship":"r","off":"2019"})", .said = "'off'"},
      {.question = R"({"ask":"state","relationship":"r","on":"2019","on":"2020"})",
       .said = "'on' is given twice"},
      {.question = R"({"ask":"holds","relationship":"r","cell":"a","value":{}})",
       .said = "'value'"},
      {.question = R"({"ask":"holds","relationship":"r","cell":"a"})", .said = "'value': is miss"},
      {.question = R"({"ask":"why","relationship":"r","cell":":k"})", .said = "'term'"},
      {.question = R"({"ask":"diff","relationship":"r","from":"2019","to":"2019@"})",
       .said = "to: "},
      {.question = R"({"ask":"find"})", .said = "'conditions': is missing"},
      {.question = R"({"ask":"find","conditions":"a","of":"r"})", .said = "of goes with overlaps"},
      {.question = R"({"ask":"find","conditions":"a","throughout":true})", .said = "'throughout'"},
      {.question = R"({"ask":"find","conditions":"a","on":"2019","during":"2019"})",
       .said = "on asks about a moment"},
      {.question = R"({"ask":"party","party":"a","on":"2019","to":"2020"})", .said = "'on'"},
      {.question = R"({"ask":"party","party":"a","from":"2021","to":"2020"})",
       .said = "to: 2020 lies before from, 2021"},
      {.question = R"({"ask":"sql","query":"DELETE FROM events"})", .said = "may not be modified"},
  };
  for (const Mistake& mistake : mistakes) {
    const Said said = handle.ask(mistake.question);
    EXPECT_EQ(said.code, ANNALS_INVALID_INPUT) << mistake.question;
    EXPECT_THAT(said.text, HasSubstr(mistake.said)) << mistake.question;
    EXPECT_THAT(said.text, testing::Not(HasSubstr("--"))) << mistake.question;
  }
}

TEST_F(Library, TellsWhatKindOfThingWentWrongOnOpening) {
  const Handle missing{path(), ANNALS_READ};
  EXPECT_EQ(missing.opened().code, ANNALS_MISSING);
  EXPECT_THAT(missing.opened().text, HasSubstr("there is no database"));
  EXPECT_EQ(missing.get(), nullptr);

  std::ofstream{path("file")} << "text";
  EXPECT_NE(Handle(path("file"), ANNALS_CREATE).opened().code, ANNALS_OK);

  const Handle writer{path(), ANNALS_CREATE};
  EXPECT_EQ(writer.opened().code, ANNALS_OK) << writer.opened().text;
  const Handle second{path(), ANNALS_WRITE};
  EXPECT_EQ(second.opened().code, ANNALS_BUSY) << second.opened().text;
  EXPECT_EQ(Handle(path(), ANNALS_READ).opened().code, ANNALS_OK);
}

TEST(Calls, SurviveWhatIsNotGiven) {
  annals_db* db = nullptr;
  char* text = nullptr;
  EXPECT_EQ(annals_open(nullptr, ANNALS_READ, &db, &text), ANNALS_INVALID_INPUT);
  EXPECT_NE(text, nullptr);
  annals_free(text);
  EXPECT_EQ(annals_open("x", ANNALS_READ, nullptr, nullptr), ANNALS_INVALID_INPUT);
  EXPECT_EQ(annals_ask(nullptr, "{}", nullptr), ANNALS_INVALID_INPUT);
  EXPECT_EQ(annals_append(nullptr, "{}", nullptr), ANNALS_INVALID_INPUT);
  annals_free(nullptr);
  annals_close(nullptr);
  EXPECT_STREQ(annals_version(), ANNALS_VERSION);
}

}  // namespace
}  // namespace annals::c_test
