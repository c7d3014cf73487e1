#pragma once

#include <rapidcheck.h>

#include <iosfwd>
#include <string>

#include "annals/event/value.h"
#include "annals/state/statement.h"
#include "oracle/oracle.h"

namespace annals::property {

/// Everything at once that can be asked about a relationship: a moment and what may be known, a
/// second of both to compare with, and a value that a cell may have.
struct Question {
  std::string relationship;
  EffectiveTime on;
  KnownTime known;
  EffectiveTime other_on;
  KnownTime other_known;
  Sequence basis;
  Value value;

  [[nodiscard]] Horizon horizon() const { return {.known = known, .basis = basis}; }
  [[nodiscard]] oracle::View view() const { return {.known = known, .basis = basis}; }
  [[nodiscard]] oracle::Point point() const { return {.on = on, .view = view()}; }
  [[nodiscard]] oracle::Point other_point() const {
    return {.on = other_on, .view = {.known = other_known, .basis = basis}};
  }
};

std::ostream& operator<<(std::ostream& out, const Question& question);

/// Questions about a log: at the bounds of its dates and one microsecond to either side, at other
/// moments near them, for all that is known and less, for the whole log and less.
[[nodiscard]] rc::Gen<Question> questions_about(const oracle::Oracle& oracle);

}  // namespace annals::property
