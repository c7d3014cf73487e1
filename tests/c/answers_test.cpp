// What the library answers is what the command prints, byte for byte.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "c/handle.h"

namespace annals::c_test {
namespace {

/// A question, asked both ways.
struct Case {
  std::string name;
  std::string question;
  std::vector<std::string> arguments;
};

// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest looks for this name
void PrintTo(const Case& each, std::ostream* out) {
  *out << each.name;
}

class Answers : public Library, public testing::WithParamInterface<Case> {};

TEST_P(Answers, AreThoseOfTheCommand) {
  load_example();
  const Handle handle{path(), ANNALS_READ};
  const Said said = handle.ask(GetParam().question);
  EXPECT_EQ(said.code, ANNALS_OK) << said.text;
  EXPECT_EQ(said.text, annals(GetParam().arguments));
  EXPECT_GT(said.text.size(), 150U) << "an answer with nothing in it shows little";
}

const std::vector<Case> cases{
    {.name = "State",
     .question = R"({"ask":"state","relationship":"microsoft-openai","on":"2025-03-01"})",
     .arguments = {"state", "microsoft-openai", "--on", "2025-03-01"}},
    {.name = "StateAsKnown",
     .question = R"({"ask":"state","relationship":"microsoft-openai","on":"2025-03-01",
                     "known":"2025-02-01"})",
     .arguments = {"state", "microsoft-openai", "--on", "2025-03-01", "--known", "2025-02-01"}},
    {.name = "StateOfACellWithAllThatEnded",
     .question = R"({"ask":"state","relationship":"microsoft-openai","cell":"exclusivity:cloud",
                     "on":"2026","all":true,"basis":70})",
     .arguments = {"state", "microsoft-openai", "exclusivity:cloud", "--on", "2026", "--all",
                   "--basis", "70"}},
    {.name = "StateWithoutASource",
     .question = R"({"ask":"state","relationship":"microsoft-openai","on":"2025-03-01",
                     "without_source":["Microsoft","aifray.com"],"recorded":"2999"})",
     .arguments = {"state", "microsoft-openai", "--on", "2025-03-01", "--without-source",
                   "Microsoft", "--without-source", "aifray.com", "--recorded", "2999"}},
    {.name = "Holds",
     .question = R"({"ask":"holds","relationship":"google-openai","cell":"provider:google",
                     "value":"compute","on":"2025-05-15"})",
     .arguments = {"holds", "google-openai", "provider:google=compute", "--on", "2025-05-15"}},
    {.name = "HoldsANumber",
     .question = R"({"ask":"holds","relationship":"microsoft-openai","cell":"stake:microsoft",
                     "value":32.5,"on":"2025-03-01"})",
     .arguments = {"holds", "microsoft-openai", "stake:microsoft=32.5", "--on", "2025-03-01"}},
    {.name = "Timeline",
     .question = R"({"ask":"timeline","relationship":"microsoft-openai"})",
     .arguments = {"timeline", "microsoft-openai"}},
    {.name = "TimelineOfACellOnADay",
     .question = R"({"ask":"timeline","relationship":"microsoft-openai","cell":"exclusivity:cloud",
                     "on":"2025-03-01","source":"Microsoft"})",
     .arguments = {"timeline", "microsoft-openai", "exclusivity:cloud", "--on", "2025-03-01",
                   "--source", "Microsoft"}},
    {.name = "History",
     .question = R"({"ask":"history","relationship":"stargate","on":null})",
     .arguments = {"history", "stargate"}},
    {.name = "HistoryAsRecorded",
     .question = R"({"ask":"history","relationship":"stargate","recorded_order":true,
                     "on":"2025-06"})",
     .arguments = {"history", "stargate", "--recorded-order", "--on", "2025-06"}},
    {.name = "Diff",
     .question = R"({"ask":"diff","relationship":"microsoft-openai","from":"2024-12-31",
                     "to":"2025-12-31@2025-12"})",
     .arguments = {"diff", "microsoft-openai", "--from", "2024-12-31", "--to",
                   "2025-12-31@2025-12"}},
    {.name = "Why",
     .question = R"({"ask":"why","relationship":"microsoft-openai","cell":"exclusivity:cloud",
                     "on":"2025-03-01"})",
     .arguments = {"why", "microsoft-openai", "exclusivity:cloud", "--on", "2025-03-01"}},
    {.name = "Find",
     .question = R"({"ask":"find","conditions":["exclusivity=exclusive","party:microsoft"],
                     "on":"2024-06-30"})",
     .arguments = {"find", "exclusivity=exclusive", "party:microsoft", "--on", "2024-06-30"}},
    {.name = "FindWhatMayBe",
     .question = R"({"ask":"find","conditions":"stake>=25","on":"2025-03","possible":true})",
     .arguments = {"find", "stake>=25", "--on", "2025-03", "--possible"}},
    {.name = "FindDuring",
     .question = R"({"ask":"find","conditions":"provider","during":"2024/2025",
                     "throughout":true})",
     .arguments = {"find", "provider", "--during", "2024/2025", "--throughout"}},
    {.name = "FindRelated",
     .question = R"({"ask":"find","conditions":"exclusivity:cloud=right-of-first-refusal",
                     "met-by":"exclusivity:cloud=exclusive"})",
     .arguments = {"find", "exclusivity:cloud=right-of-first-refusal", "--met-by",
                   "exclusivity:cloud=exclusive"}},
    {.name = "FindSuccession",
     .question = R"({"ask":"find","conditions":"exclusivity:cloud","succession":true})",
     .arguments = {"find", "exclusivity:cloud", "--succession"}},
    {.name = "Party",
     .question = R"({"ask":"party","party":"oracle","on":"2024-12-31"})",
     .arguments = {"party", "oracle", "--on", "2024-12-31"}},
    {.name = "PartyInARange",
     .question = R"({"ask":"party","party":"openai","from":"2025-02","to":"2025-04"})",
     .arguments = {"party", "openai", "--from", "2025-02", "--to", "2025-04"}},
    {.name = "Changes",
     .question = R"({"ask":"changes","from":"2025-01","to":"2025-03","party":"microsoft"})",
     .arguments = {"changes", "--from", "2025-01", "--to", "2025-03", "--party", "microsoft"}},
    {.name = "Conflicts",
     .question = R"({"ask":"conflicts","relationship":"amazon-openai"})",
     .arguments = {"conflicts", "amazon-openai"}},
    {.name = "Relationships",
     .question = R"({"ask":"relationships","basis":40})",
     .arguments = {"relationships", "--basis", "40"}},
    {.name = "Parties", .question = R"({"ask":"parties"})", .arguments = {"parties"}},
    {.name = "Sql",
     .question = R"({"ask":"sql","on":"2025-03-01",
                     "query":"SELECT relationship, term, value, certain, NULL FROM state"})",
     .arguments = {"sql", "SELECT relationship, term, value, certain, NULL FROM state", "--on",
                   "2025-03-01"}},
};

INSTANTIATE_TEST_SUITE_P(Every, Answers, testing::ValuesIn(cases),
                         [](const auto& each) { return each.param.name; });

TEST_F(Library, SaysWhereNothingIsKnown) {
  load_example();
  const Handle handle{path(), ANNALS_READ};
  const Said said = handle.ask(R"({"ask":"state","relationship":"nobody","on":"2025"})");
  EXPECT_EQ(said.code, ANNALS_OK);
  EXPECT_EQ(said.text, annals({"state", "nobody", "--on", "2025"}));
}

}  // namespace
}  // namespace annals::c_test
