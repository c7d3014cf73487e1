// Every case file, put to the library and to the oracle.

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "annals/codec/json_line.h"
#include "conformance/answer_json.h"
#include "conformance/case_file.h"
#include "oracle/oracle.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::conformance {
namespace {

using support::FakeClock;
using support::must;
using support::TestDatabase;

constexpr Moment recording_start{
    std::chrono::sys_days{std::chrono::year{2026} / std::chrono::June / 1}};

class Conformance : public testing::TestWithParam<CaseFile> {
 protected:
  void load(const Json& events) {
    for (const Json& event : events) {
      const Appended appended = must(database_.append(to_line(event)));
      EXPECT_FALSE(appended.is_duplicate) << event;
      oracle_.append(appended.event.event, clock_.last_told());
    }
  }

  /// Sends an event that must not be appended.
  void refuse(const Json& question) {
    const Json& expected = question.at("expect");
    const auto appended = database_.append(to_line(question.at("event")));
    EXPECT_EQ(database_.last(), oracle_.last());
    if (expected == "duplicate") {
      ASSERT_TRUE(appended) << appended.error().message;
      EXPECT_TRUE(appended->is_duplicate);
      return;
    }
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, ErrorCode::invalid_input);
    EXPECT_NE(appended.error().message.find(expected.at("error").get<std::string>()),
              std::string::npos)
        << appended.error().message;
  }

  void ask(const Json& question) const {
    const Json& expected = question.at("expect");
    const Moment now = clock_.last_told();
    EXPECT_EQ(difference(expected, answer_of(database_.snapshot(), question, now)), "");
    EXPECT_EQ(difference(expected, answer_of(oracle_, question, now)), "") << "says the oracle";
  }

 private:
  FakeClock clock_{recording_start, std::chrono::seconds{1}};
  TestDatabase database_{clock_};
  oracle::Oracle oracle_;
};

TEST_P(Conformance, LibraryAndOracleAnswerAsWritten) {
  if (!GetParam().is_there) GTEST_SKIP() << "there are no cases in " << GetParam().path;
  const Json file = read_case(GetParam());
  load(file.at("events"));
  for (const Json& question : file.at("questions")) {
    const testing::ScopedTrace trace{__FILE__, __LINE__, to_line(question)};
    if (question.at("ask") == "ingest") {
      refuse(question);
    } else {
      ask(question);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Conformance, testing::ValuesIn(scenarios()), name_of);
INSTANTIATE_TEST_SUITE_P(Shared, Conformance, testing::ValuesIn(shared_cases()), name_of);

}  // namespace
}  // namespace annals::conformance
