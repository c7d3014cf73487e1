#include "cli/normalise.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace annals::cli_test {
namespace {

struct Case {
  std::string name;
  std::string text;
  std::string expected;
};

std::ostream& operator<<(std::ostream& out, const Case& row) {
  return out << row.name;
}

class Normalise : public testing::TestWithParam<Case> {};

TEST_P(Normalise, NamesWhatDiffersFromRunToRun) {
  const Circumstances circumstances{.workspace = "/tmp/annals-test-1", .days = {"2031-02-03"}};
  EXPECT_EQ(normalise(GetParam().text, circumstances), GetParam().expected);
}

const std::string hash(64, 'a');

const std::vector<Case> texts{
    {"a_hash", R"("hash":")" + hash + "\"", R"("hash":"<hash>")"},
    {"not_a_longer_number", hash + "a", hash + "a"},
    {"a_basis", "(basis 76, 012345abcdef…)", "(basis 76, <hash>…)"},
    {"a_moment_of_recording", "2026-11-23T02:16:00.000001Z", "<now>"},
    {"not_a_date_of_the_examples", "2025-01-21T00:00:00.000000Z", "2025-01-21T00:00:00.000000Z"},
    {"not_a_moment_without_microseconds", "2031-01-01T00:00Z", "2031-01-01T00:00Z"},
    {"a_duration", "events, in 0.06 s.", "events, in <s>."},
    {"seconds_in_json", R"({"seconds":6.1e-05,"last":1})", R"({"seconds":<s>,"last":1})"},
    {"seconds_in_csv", "read,seconds\n76,0.01\n", "read,seconds\n76,<s>\n"},
    {"sizes_in_json", R"({"bytes":{"log":17,"total":30},"parties":3})",
     R"({"bytes":{"log":<bytes>,"total":<bytes>},"parties":3})"},
    {"sizes_in_csv", "events,bytes.total,basis\n1,20,3\n",
     "events,bytes.total,basis\n1,<bytes>,3\n"},
    {"sizes_in_a_table", "events  3\nbytes log   17\n", "events  3\nbytes log   <bytes>\n"},
    {"the_process", "process 17 (annals) is", "process <id> (annals) is"},
    {"the_folder", "'/tmp/annals-test-1/x'", "'<tmp>/x'"},
    {"today", "2031-02-03  met", "<today>  met"},
    {"not_another_day", "2031-02-04  met", "2031-02-04  met"},
    {"an_escape_code", "\x1b[1mTERM", "␛[1mTERM"},
};

INSTANTIATE_TEST_SUITE_P(Texts, Normalise, testing::ValuesIn(texts),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace annals::cli_test
