#pragma once

#include <string>
#include <vector>

#include "annals/store/store.h"
#include "oracle/oracle.h"
#include "property/question.h"

namespace annals::property {

/// The answers to a question as text, a line each: state, holds, timeline, diff and why for every
/// cell of the relationship. Events go by their ids. Two that answer the same have the same sheet.
using AnswerSheet = std::vector<std::string>;

/// What the database says.
[[nodiscard]] AnswerSheet answers_of(const Snapshot& snapshot, const Question& question);

/// What semantics.md says. Of several events that withdraw another, `why` names the latest.
[[nodiscard]] AnswerSheet answers_of(const oracle::Oracle& oracle, const Question& question);

/// Fails the running RapidCheck case at the first line that differs.
void expect_same(const AnswerSheet& actual, const AnswerSheet& expected);

/// The ids of all events in the log, in order.
[[nodiscard]] std::vector<std::string> ids_of(const Snapshot& snapshot);

}  // namespace annals::property
