// What a question leaves out, and what it may rest on.

#include "annals/query/question.h"

#include <gtest/gtest.h>

#include <string>

#include "annals/query/state.h"
#include "support/must.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"
#include "unit/sample.h"
#include "unit/statements.h"

namespace annals {
namespace {

using support::must;
using unit::moment;
using unit::refused;
using unit::Sample;

/// Three events about `r`, recorded at noon of 2026-01-01, -02 and -03.
class ThreeEvents : public testing::Test {
 protected:
  ThreeEvents() {
    for (const std::string id : {"a", "b", "c"}) {
      sample_.set({.id = id, .relationship = "r", .cell = "t:" + id, .effective = "2020"});
    }
  }

  [[nodiscard]] Result<Scope> resolved(const Perspective& perspective) const {
    return resolve(sample_.snapshot(), perspective);
  }
  [[nodiscard]] Sequence basis(const Perspective& perspective) const {
    return must(resolved(perspective)).horizon.basis;
  }
  [[nodiscard]] Snapshot snapshot() const { return sample_.snapshot(); }

 private:
  Sample sample_;
};

using ResolvePerspective = ThreeEvents;

TEST_F(ResolvePerspective, MeansAllThatIsKnownAndTheWholeLog) {
  const Horizon horizon = must(resolved({})).horizon;
  EXPECT_EQ(horizon.known, KnownTime::latest());
  EXPECT_EQ(horizon.basis, Sequence{.value = 3});
}

TEST_F(ResolvePerspective, KeepsWhatIsAsked) {
  const Horizon horizon =
      must(resolved({.known = unit::known("2020"), .basis = Sequence{2}})).horizon;
  EXPECT_EQ(horizon.known, unit::known("2020"));
  EXPECT_EQ(horizon.basis, Sequence{.value = 2});
}

TEST_F(ResolvePerspective, TakesZeroForTheEmptyLog) {
  EXPECT_EQ(basis({.basis = Sequence{}}), Sequence{});
}

TEST_F(ResolvePerspective, RefusesABasisBeyondTheLog) {
  EXPECT_EQ(basis({.basis = Sequence{3}}), Sequence{.value = 3});
  EXPECT_TRUE(refused(resolved({.basis = Sequence{4}}), {"basis 4", "the last sequence, 3"}));
}

TEST_F(ResolvePerspective, FindsTheLogAsItStoodAtARecording) {
  EXPECT_EQ(basis({.recorded = RecordedTime{.at = moment("2026-01-01T11:59Z")}}), Sequence{});
  EXPECT_EQ(basis({.recorded = RecordedTime{.at = moment("2026-01-02T12:00Z")}}), Sequence{2});
  EXPECT_EQ(basis({.recorded = RecordedTime{.at = moment("2999")}}), Sequence{3});
}

TEST_F(ResolvePerspective, RefusesTwoWaysToNameTheLog) {
  EXPECT_TRUE(refused(resolved({.basis = Sequence{1}, .recorded = RecordedTime::latest()}),
                      {"give one of them"}));
}

using NamedRelationship = ThreeEvents;

TEST_F(NamedRelationship, IsOneThatAnEventUpToTheBasisIsAbout) {
  EXPECT_TRUE(must(is_named(snapshot(), "r", {.value = 1})));
  EXPECT_FALSE(must(is_named(snapshot(), "r", {})));
  EXPECT_FALSE(must(is_named(snapshot(), "s", {.value = 3})));
}

using AskedCells = ThreeEvents;

TEST_F(AskedCells, AreOneOrAll) {
  const Evidence evidence = must(read_evidence(snapshot(), "r", unit::whole(3)));
  EXPECT_EQ(must(read_asked(snapshot(), "r", {}, evidence)).size(), 3U);
  const auto one = must(read_asked(snapshot(), "r", Cell{.term = "t", .key = "b"}, evidence));
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].statements.size(), 1U);
}

TEST(EvidenceOfARelationship, HasItsCorrectionsWithinTheHorizon) {
  Sample sample;
  sample.set({.id = "a", .relationship = "r", .cell = "t", .effective = "2020"});
  sample.retract("b", "a");
  const Snapshot snapshot = sample.snapshot();
  const auto withdrawn = [&](std::uint64_t basis) {
    const Evidence evidence = must(read_evidence(snapshot, "r", unit::whole(basis)));
    return evidence.withdrawals.withdrawn_by({.value = 1}).has_value();
  };
  EXPECT_FALSE(withdrawn(1));
  EXPECT_TRUE(withdrawn(2));
}

/// What publishers say of one cell, and what corrects it.
class WordOfMany : public testing::Test {
 protected:
  void say(const std::string& id, const std::string& publisher, const std::string& value,
           const std::string& effective, const std::string& replaces = "") {
    Json json{{"type", "term_set"}, {"id", id},       {"relationship", "r"},
              {"term", "t"},        {"value", value}, {"effective", effective}};
    if (!publisher.empty()) json["source"] = {{"publisher", publisher}};
    if (!replaces.empty()) json["replaces"] = replaces;
    sample_.add(json);
  }

  void retract(const std::string& target, const std::string& publisher) {
    Json json{{"type", "retracted"}, {"target", target}, {"reason", "wrong"}};
    if (!publisher.empty()) json["source"] = {{"publisher", publisher}};
    sample_.add(json);
  }

  [[nodiscard]] Horizon resolve_all() const {
    return must(resolve(sample_.snapshot(), {})).horizon;
  }

  /// The value at the end of 2025 by these sources; "-" where the cell is not in the answer.
  [[nodiscard]] std::string value(const SourceFilter& sources) const {
    const auto cells =
        must(bare_state(sample_.snapshot(), "r", {}, unit::on("2025"), {resolve_all(), sources}));
    return cells.empty() ? "-" : to_text(cells[0].state.value);
  }

 private:
  Sample sample_;
};

TEST_F(WordOfMany, CountsWhereItIsAskedFor) {
  say("a", "Reuters", "x", "2020");
  say("b", "Herald", "y", "2021");
  say("c", "", "z", "2022");
  EXPECT_EQ(value({}), "z");
  EXPECT_EQ(value({.only = {"Reuters"}}), "x");
  EXPECT_EQ(value({.only = {"Reuters", "Herald"}}), "y");
  EXPECT_EQ(value({.only = {"Nobody"}}), "-");
  EXPECT_EQ(value({.without = {"Herald"}}), "z");
  EXPECT_EQ(value({.only = {"Reuters", "Herald"}, .without = {"Herald"}}), "x");
}

TEST_F(WordOfMany, CorrectsNothingWhereItIsLeftOut) {
  say("a", "Reuters", "x", "2020");
  say("b", "Herald", "y", "2020", "a");
  EXPECT_EQ(value({}), "y");
  EXPECT_EQ(value({.without = {"Herald"}}), "x");
  retract("a", "Times");
  EXPECT_EQ(value({.without = {"Herald"}}), "-");
  EXPECT_EQ(value({.without = {"Herald", "Times"}}), "x");
}

TEST_F(WordOfMany, LeavesWhatTheRecordKeeperWithdrewWithdrawn) {
  say("a", "Reuters", "x", "2020");
  retract("a", "");
  EXPECT_EQ(value({.only = {"Reuters"}}), "-");
  EXPECT_EQ(value({.without = {"Herald"}}), "-");
}

TEST_F(WordOfMany, ReplacesThroughAReplacementThatIsLeftOut) {
  say("a", "Reuters", "x", "2020");
  say("b", "Herald", "y", "2020", "a");
  say("c", "Times", "z", "2019", "b");
  EXPECT_EQ(value({.without = {"Herald"}}), "z");
  EXPECT_EQ(value({.only = {"Reuters", "Herald"}}), "y");
}

}  // namespace
}  // namespace annals
