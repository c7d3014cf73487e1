#include "annals/answer/find_times.h"

#include <fmt/core.h>

#include <utility>

#include "annals/answer/parts.h"

namespace annals {
namespace {

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

/// The one relation that was asked for; null if none was.
const AskedRelation* asked_relation(const std::array<AskedRelation, 5>& all) {
  const AskedRelation* asked = nullptr;
  for (const AskedRelation& each : all) {
    if (each.condition) asked = &each;
  }
  return asked;
}

/// What was asked about times, under the names of its parts.
Json times_json(const FindQuestion& question, const Json& basis) {
  Json json{{"conditions", question.conditions}};
  if (question.during) json["during"] = *question.during;
  if (question.throughout) json["throughout"] = true;
  for (const AskedRelation& each : asked_relations(question)) {
    if (each.condition) json[std::string{each.name}] = *each.condition;
  }
  if (question.of) json["of"] = *question.of;
  if (question.succession) json["succession"] = true;
  json.update(echo(question.perspective));
  json["basis"] = basis;
  return json;
}

Json cells_json(const std::vector<CellTimes>& cells) {
  Json list = Json::array();
  for (const CellTimes& each : cells) {
    Json runs = Json::array();
    for (const Run& run : each.runs) runs.push_back(run_json(run));
    list.push_back({{"term", each.cell.term},
                    {"key", each.cell.key},
                    {"certain", each.answer == Answer::yes},
                    {"runs", std::move(runs)}});
  }
  return list;
}

Json tenure_json(const Tenure& tenure) {
  const TenureBounds bounds = bounds_of(tenure);
  Json json{{"relationship", tenure.relationship},
            {"term", tenure.cell.term},
            {"key", tenure.cell.key},
            {"value", to_json(tenure.value)},
            {"from", day_json(bounds.possible.from)},
            {"to", day_json(bounds.possible.to)},
            {"certain", bounds.sure.has_value()},
            {"surely_from", bounds.sure ? day_json(bounds.sure->from) : Json(nullptr)},
            {"surely_to", bounds.sure ? day_json(bounds.sure->to) : Json(nullptr)},
            {"after_the_last", nullptr}};
  if (tenure.following) {
    json["after_the_last"] = {{"gap", word(tenure.following->gap)},
                              {"meets", word(tenure.following->meets)},
                              {"overlaps", word(tenure.following->overlaps)}};
  }
  return json;
}

}  // namespace

std::array<AskedRelation, 5> asked_relations(const FindQuestion& question) {
  return {{{Relation::overlaps, "overlaps", question.overlaps},
           {Relation::before, "before", question.before},
           {Relation::after, "after", question.after},
           {Relation::meets, "meets", question.meets},
           {Relation::met_by, "met-by", question.met_by}}};
}

Status check_times(const FindQuestion& question, Spelling spelling) {
  const auto named = [&](std::string_view name) { return spelled(spelling, name); };
  const auto relations = [&](std::string_view conjunction) {
    return fmt::format("{}, {}, {}, {} {} {}", named("overlaps"), named("before"), named("after"),
                       named("meets"), conjunction, named("met-by"));
  };
  int relations_given = 0;
  for (const AskedRelation& each : asked_relations(question)) {
    relations_given += each.condition ? 1 : 0;
  }
  if (question.on) {
    return refuse(
        fmt::format("{} asks about a moment; leave it out where times are asked for", named("on")));
  }
  if (relations_given > 1) {
    return refuse("give one of " + relations("and"));
  }
  if (relations_given > 0 && (question.during || question.succession)) {
    return refuse(fmt::format("{} and {} do not go with ", named("during"), named("succession")) +
                  relations("or"));
  }
  if (question.of && relations_given == 0) {
    return refuse(fmt::format("{} goes with ", named("of")) + relations("or"));
  }
  if (question.succession && question.conditions.size() != 1) {
    return refuse(fmt::format("{} takes one condition", named("succession")));
  }
  if (question.succession && question.throughout) {
    return refuse(fmt::format("{} does not go with {}", named("throughout"), named("succession")));
  }
  return Done{};
}

Result<TimesWanted> parse_wanted(const FindQuestion& question, Spelling spelling) {
  const auto all = asked_relations(question);
  if (const AskedRelation* const asked = asked_relation(all)) {
    auto other = parse_search(*asked->condition);
    if (!other) {
      return refuse(fmt::format("{}: {}", spelled(spelling, asked->name), other.error().message));
    }
    return TimesWanted{RelatedTo{
        .relation = asked->relation, .other = *std::move(other), .relationship = question.of}};
  }
  WithinDays within{
      .days = {},
      .extent = question.throughout ? WithinDays::Extent::all : WithinDays::Extent::some};
  if (!question.during) return TimesWanted{within};
  const auto days = parse_range(spelled(spelling, "during"), *question.during);
  if (!days) return days.error();
  within.days = *days;
  return TimesWanted{within};
}

TenureBounds bounds_of(const Tenure& tenure) {
  TenureBounds bounds{.possible = {.from = tenure.stretches.front().days.from,
                                   .to = tenure.stretches.back().days.to},
                      .sure = {}};
  for (const Stretch& stretch : tenure.stretches) {
    if (!stretch.certain) continue;
    if (!bounds.sure) bounds.sure = stretch.days;
    bounds.sure->to = stretch.days.to;
  }
  return bounds;
}

Json find_times_document(const FindQuestion& question, const Json& basis,
                         const FindTimesAnswer& answer) {
  Json document = times_json(question, basis);
  document["relationships"] = Json::array();
  for (const FoundTimes& found : answer.relationships) {
    document["relationships"].push_back({{"relationship", found.relationship},
                                         {"certain", found.certain},
                                         {"cells", cells_json(found.cells)},
                                         {"others", cells_json(found.others)}});
  }
  return document;
}

Json succession_document(const FindQuestion& question, const Json& basis,
                         const SuccessionAnswer& answer) {
  Json document = times_json(question, basis);
  document["tenures"] = Json::array();
  for (const Tenure& tenure : answer.tenures) document["tenures"].push_back(tenure_json(tenure));
  return document;
}

}  // namespace annals
