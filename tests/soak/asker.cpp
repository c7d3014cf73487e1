#include "soak/asker.h"

#include <fmt/core.h>

#include <algorithm>
#include <mutex>
#include <sstream>
#include <stdexcept>

#include "annals/log/log_reader.h"
#include "annals/query/find.h"
#include "property/answer_sheet.h"
#include "property/condition.h"
#include "property/history.h"
#include "property/property.h"
#include "support/must.h"

namespace annals::soak {
namespace {

using support::must;

rc::Gen<Asked> anything_about(const oracle::Oracle& judge) {
  return rc::gen::exec([questions = property::questions_about(judge)] {
    Asked asked{.question = *questions,
                .conditions = {property::any_condition()},
                .possible = *property::any_below(2) == 1};
    if (*property::any_below(3) == 0) asked.conditions.push_back(property::any_condition());
    return asked;
  });
}

property::Verdicts found_in(const Snapshot& snapshot, const Asked& asked) {
  const auto found =
      must(bare_find(snapshot, asked.conditions, asked.question.on, asked.question.horizon(),
                     asked.possible ? Certainty::possible : Certainty::certain));
  property::Verdicts verdicts;
  for (const auto& each : found.relationships) {
    verdicts[each.relationship] = each.certain ? Answer::yes : Answer::possible;
  }
  return verdicts;
}

/// The first line of one that the other has not, or has elsewhere.
std::string first_difference(const property::AnswerSheet& actual,
                             const property::AnswerSheet& expected) {
  const auto [in_actual, in_expected] = std::ranges::mismatch(actual, expected);
  return fmt::format("'{}', where the judge says '{}'",
                     in_actual == actual.end() ? "nothing more" : *in_actual,
                     in_expected == expected.end() ? "nothing more" : *in_expected);
}

/// RapidCheck throws dice for one thread at a time.
Asked throw_dice(const rc::Gen<Asked>& questions, const rc::Random& random) {
  static std::mutex one_at_a_time;
  constexpr int size = 100;  // of values, most of which are thrown within bounds of their own
  const std::scoped_lock lock{one_at_a_time};
  return questions(random, size).value();
}

[[noreturn]] void fail(const Asked& asked, std::string_view how) {
  std::ostringstream question;
  question << asked.question;
  throw std::runtime_error{fmt::format("asked {}: {}", question.str(), how)};
}

}  // namespace

oracle::Oracle judge_of(const std::vector<std::string>& lines) {
  oracle::Oracle judge;
  Moment recorded = property::recording_start;
  for (const std::string& line : lines) {
    judge.append(property::event_of(line), recorded);
    recorded += property::recording_step;
  }
  return judge;
}

Asker::Asker(const oracle::Oracle& judge, std::uint64_t seed)
    : judge_{judge}, questions_{anything_about(judge)}, random_{seed} {}

void Asker::ask(const Snapshot& snapshot, std::uint64_t acknowledged) {
  const std::uint64_t there = must(LogReader{snapshot}.last()).value;
  if (there < std::max(acknowledged, seen_)) {
    throw std::runtime_error{fmt::format(
        "{} events are there, where {} were acknowledged and {} seen", there, acknowledged, seen_)};
  }
  seen_ = there;
  Asked asked = throw_dice(questions_, random_.split());
  asked.question.basis.value = std::min(asked.question.basis.value, there);
  const auto sheet = property::answers_of(snapshot, asked.question);
  const auto expected = property::answers_of(judge_, asked.question);
  if (sheet != expected) fail(asked, first_difference(sheet, expected));
  const auto verdicts =
      property::judge_find(judge_, asked.conditions, asked.question.point(), asked.possible);
  if (found_in(snapshot, asked) != verdicts) fail(asked, "find gives other relationships");
}

}  // namespace annals::soak
