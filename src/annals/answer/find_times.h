#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/answer/asked.h"
#include "annals/answer/documents.h"
#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/query/find_times.h"
#include "annals/query/succession.h"

namespace annals {

/// What `find` is asked, as given.
struct FindQuestion {
  std::vector<std::string> conditions;
  std::optional<std::string> on;
  bool possible = false;
  PerspectiveOptions perspective;

  std::optional<std::string> during;  ///< a range of days
  bool throughout = false;            ///< on all of them
  std::optional<std::string> overlaps;
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::optional<std::string> meets;
  std::optional<std::string> met_by;
  std::optional<std::string> of;  ///< the relationship of the other cell
  bool succession = false;

  [[nodiscard]] bool is_related() const { return overlaps || before || after || meets || met_by; }
  [[nodiscard]] bool is_about_times() const { return during || of || is_related() || succession; }
};

/// A relation that may be asked for, its name and the condition that the other cell must meet.
struct AskedRelation {
  Relation relation;
  std::string_view name;
  const std::optional<std::string>& condition;
};

/// All of them; they refer to the question.
[[nodiscard]] std::array<AskedRelation, 5> asked_relations(const FindQuestion& question);

/// Refuses parts that do not go together, of a question about times. Errors: invalid_input.
[[nodiscard]] Status check_times(const FindQuestion& question, Spelling spelling = Spelling::flags);

/// Which times are looked for. Errors: invalid_input.
[[nodiscard]] Result<TimesWanted> parse_wanted(const FindQuestion& question,
                                               Spelling spelling = Spelling::flags);

/// The bounds of a tenure: those that it may reach, and those that it surely does.
struct TenureBounds {
  Days possible;
  std::optional<Days> sure;  ///< none: it may never have been
};

[[nodiscard]] TenureBounds bounds_of(const Tenure& tenure);

[[nodiscard]] Json find_times_document(const FindQuestion& question, const Json& basis,
                                       const FindTimesAnswer& answer);

[[nodiscard]] Json succession_document(const FindQuestion& question, const Json& basis,
                                       const SuccessionAnswer& answer);

}  // namespace annals
