// What is listed of a window, and what is not because it was not believed.

#include "annals/query/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/must.h"
#include "unit/log/test_log.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using testing::ElementsAre;
using testing::IsEmpty;
using unit::Sample;

/// `a` became known in 2024, although it is corrected by what was known in 2021.
class CorrectedBeforeItWasKnown : public testing::Test {
 protected:
  CorrectedBeforeItWasKnown() {
    add({{"id", "a"}, {"value", "x"}, {"known", "2024"}, {"source", {{"publisher", "FT"}}}});
    add({{"id", "b"}, {"value", "y"}, {"known", "2021"}, {"replaces", "a"}});
    sample_.add({{"type", "retracted"},
                 {"id", "c"},
                 {"target", "a"},
                 {"reason", "typo"},
                 {"known", "2021"}});
  }

  /// The changes from the beginning of 2021 to the end of `to`, each as `corrected a by c`.
  [[nodiscard]] std::vector<std::string> listed(const std::string& to, const std::string& known,
                                                const SourceFilter& sources = {}) const {
    const Window window{.from = must(parse_span("2021")).first, .to = must(parse_span(to)).last};
    const Scope scope{{.known = unit::known(known), .basis = {.value = 3}}, sources};
    std::vector<std::string> lines;
    for (const WindowChange& each : must(changes(sample_.snapshot(), window, {}, scope)).changes) {
      lines.push_back(std::string{to_text(each.kind)} + " " + each.event.event.id +
                      (each.by ? " by " + each.by->event.id : ""));
    }
    return lines;
  }

 private:
  void add(Json event) {
    event["type"] = "term_set";
    event["relationship"] = "r";
    event["term"] = "t";
    event["effective"] = "2020";
    sample_.add(event);
  }

  Sample sample_;
};

TEST_F(CorrectedBeforeItWasKnown, IsNotListedUntilItIsKnown) {
  EXPECT_THAT(listed("2021", "2022"), ElementsAre("known b"));
  EXPECT_THAT(listed("2024", "2025"),
              ElementsAre("known b", "corrected a by b", "corrected a by c", "known a"));
}

TEST_F(CorrectedBeforeItWasKnown, IsNotListedWithoutItsSource) {
  EXPECT_THAT(listed("2024", "2025", {.only = {}, .without = {"FT"}}), ElementsAre("known b"));
}

TEST_F(CorrectedBeforeItWasKnown, IsCorrectedByTheRecordKeeperWhoeverIsListenedTo) {
  EXPECT_THAT(listed("2024", "2025", {.only = {"FT"}, .without = {}}),
              ElementsAre("corrected a by b", "corrected a by c", "known a"));
  EXPECT_THAT(listed("2024", "2025", {.only = {"Nobody"}, .without = {}}), IsEmpty());
}

}  // namespace
}  // namespace annals
