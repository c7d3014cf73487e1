// What was erased says nothing any more; everything else is as it was.

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "annals/index/projections.h"
#include "annals/log/export_form.h"
#include "annals/log/log_reader.h"
#include "annals/log/prover.h"
#include "annals/verify/verify.h"
#include "oracle/oracle.h"
#include "property/answer_sheet.h"
#include "property/history.h"
#include "property/property.h"
#include "property/question.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::property {
namespace {

using support::FakeClock;
using support::must;
using support::TestDatabase;

bool go_on(std::string_view /*doing*/, std::uint64_t /*done*/, std::uint64_t /*total*/) {
  return true;
}

/// A history, and which of its events were erased.
struct Erased {
  std::vector<Appended> events;
  std::set<std::uint64_t> sequences{};

  [[nodiscard]] const std::string& id(std::uint64_t sequence) const {
    return events[sequence - 1].event.event.id;
  }
};

/// What the judge is told: of an erased event only what it corrects, by nobody and under no name.
oracle::Oracle judge_of(const Erased& history) {
  std::map<std::string, std::string> names;
  for (const std::uint64_t sequence : history.sequences) {
    names[history.id(sequence)] = fmt::format("erased-{}", sequence);
  }
  const auto rename = [&](std::string& id) {
    if (const auto found = names.find(id); found != names.end()) id = found->second;
  };
  oracle::Oracle judge;
  for (const Appended& each : history.events) {
    Event event = each.event.event;
    if (history.sequences.contains(each.event.sequence.value)) {
      event.effects.clear();
      event.source.reset();
    }
    rename(event.id);
    if (event.replaces) rename(*event.replaces);
    for (Field& field : event.fields) {
      auto* const text = std::get_if<std::string>(&field.value);
      if (field.name == "target" && text != nullptr) rename(*text);
    }
    judge.append(event, each.event.recorded.at);
  }
  return judge;
}

void compare(const Snapshot& snapshot, const oracle::Oracle& judge) {
  for (int asked = 0; asked < 3; ++asked) {
    const Question question = *questions_about(judge);
    // The second time some of it comes from memory.
    for (int time = 0; time < 2; ++time) {
      expect_same(answers_of(snapshot, question), answers_of(judge, question));
    }
  }
}

struct Proofs {
  std::vector<Proof> all;
  TreeHead head;
};

Proofs prove(const TestDatabase& database, const Erased& history) {
  const Snapshot snapshot = database.snapshot();
  Prover prover{snapshot};
  const Sequence last = database.last();
  Proofs proofs{.all = {}, .head = must(prover.head(last))};
  for (std::uint64_t i = 1; i <= history.events.size(); ++i) {
    proofs.all.emplace_back(must(prover.inclusion(history.id(i), last)));
    proofs.all.emplace_back(must(prover.consistency({.value = i}, last)));
  }
  return proofs;
}

void expect_same_tree(const Proofs& before, const Proofs& after) {
  RC_ASSERT(before.head == after.head);
  for (const Proof& proof : before.all) RC_ASSERT(flaw_of(proof) == std::nullopt);
  for (const Proof& proof : after.all) RC_ASSERT(flaw_of(proof) == std::nullopt);
}

std::vector<std::vector<support::KeyValue>> columns_of(const TestDatabase& database) {
  std::vector<std::vector<support::KeyValue>> columns;
  const Snapshot snapshot = database.snapshot();
  for (std::size_t i = 0; i < column_count; ++i) {
    columns.push_back(support::entries_of(snapshot, static_cast<Column>(i)));
  }
  return columns;
}

void expect_rebuilt_is_the_same(TestDatabase& database) {
  const auto before = columns_of(database);
  must(database.database().rebuild([](std::uint64_t, std::uint64_t) { return true; }));
  RC_ASSERT(columns_of(database) == before);
  database.reopen();
  RC_ASSERT(columns_of(database) == before);
  const VerifyReport report = must(verify(database.path(), {}));
  if (!report.is_sound()) RC_FAIL(report.problems.front().part + report.problems.front().what);
}

void expect_export_answers_the_same(const TestDatabase& database, const oracle::Oracle& judge) {
  std::vector<std::string> lines;
  const Snapshot snapshot = database.snapshot();
  const auto form = must(ExportForm::of(snapshot));
  must(LogReader{snapshot}.for_each({.value = 1}, [&](const LoggedEvent& event) -> Status {
    lines.push_back(to_line(must(form.line(event))));
    return Done{};
  }));
  const FakeClock years_later{recording_start + std::chrono::years{7}, recording_step};
  TestDatabase copy{years_later};
  copy.append_together(lines);
  compare(copy.snapshot(), judge);
}

void count(const Erased& history, std::uint64_t erased, Tally& met) {
  const LoggedEvent& event = history.events[erased - 1].event;
  met.count("a retraction", event.retracts != Sequence{});
  met.count("a replacement", event.replaces != Sequence{});
  met.count("a statement", !event.event.effects.empty());
  for (const Appended& each : history.events) {
    met.count("what was replaced", each.event.replaces.value == erased);
    met.count("what was retracted", each.event.retracts.value == erased);
  }
}

void erase_some(Tally& met) {
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  Erased history{.events = database.append_together((*histories()).lines)};
  if (history.events.empty()) return;
  compare(database.snapshot(), judge_of(history));
  const Proofs before = prove(database, history);
  const int times = 1 + *any_below(3);
  for (int time = 0; time < times; ++time) {
    if (*any_below(3) == 0) database.reopen();
    const auto at =
        1 + static_cast<std::uint64_t>(*any_below(static_cast<int>(history.events.size())));
    if (history.sequences.contains(at)) continue;
    must(database.database().erase(history.id(at), "why", go_on));
    history.sequences.insert(at);
    count(history, at, met);
    compare(database.snapshot(), judge_of(history));
  }
  expect_same_tree(before, prove(database, history));
  expect_rebuilt_is_the_same(database);
  const auto judge = judge_of(history);
  compare(database.snapshot(), judge);
  expect_export_answers_the_same(database, judge);
  met.count("several", history.sequences.size() > 1);
}

TEST(Erasure, LeavesEverythingElseAsItWas) {
  check_property(30, erase_some,
                 {"a retraction", "a replacement", "a statement", "what was replaced",
                  "what was retracted", "several"});
}

}  // namespace
}  // namespace annals::property
