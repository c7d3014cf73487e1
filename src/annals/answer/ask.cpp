#include "annals/answer/ask.h"

#include <fmt/core.h>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "annals/answer/asked.h"
#include "annals/answer/documents.h"
#include "annals/answer/find_times.h"
#include "annals/answer/members.h"
#include "annals/answer/parts.h"
#include "annals/base/text.h"
#include "annals/event/field_reader.h"
#include "annals/sql/connection.h"
#include "annals/sql/view.h"

namespace annals {
namespace {

constexpr Spelling members_spelling = Spelling::members;

/// A question that was read: from where it is asked.
struct From {
  AskedMoment on;
  Scope scope;
  PerspectiveOptions perspective;
};

/// Ends the reading of members, and finds out how far to look. `on`: the member, if the question
/// has it.
Result<From> from(const Snapshot& snapshot, const Members& members,
                  const std::optional<std::string>& on, PerspectiveOptions perspective) {
  if (auto finished = members.finish(); !finished) return std::move(finished).error();
  auto moment = parse_on(on, members_spelling);
  if (!moment) return std::move(moment).error();
  const auto parsed = parse_perspective(perspective, members_spelling);
  if (!parsed) return parsed.error();
  auto scope = resolve(snapshot, *parsed);
  if (!scope) return std::move(scope).error();
  return From{
      .on = *std::move(moment), .scope = *std::move(scope), .perspective = std::move(perspective)};
}

/// `document(asked, answer)` with the basis of the answer.
template <typename Answer, typename Document>
Result<Json> with_basis(const Snapshot& snapshot, const From& from, const Result<Answer>& answer,
                        const Document& document) {
  if (!answer) return answer.error();
  const auto basis = basis_json(snapshot, answer->basis);
  if (!basis) return basis.error();
  return document(Asked{.on = from.on.echo, .perspective = from.perspective, .basis = *basis},
                  *answer);
}

Result<Json> ask_state(Snapshot& snapshot, Members& members) {
  const std::string relationship = members.id("relationship");
  const auto cell_text = members.optional_text("cell");
  const auto on = members.optional_text("on");
  const bool all = members.flag("all");
  const auto asked = from(snapshot, members, on, members.perspective());
  if (!asked) return asked.error();
  const auto cell = parse_optional_cell(cell_text);
  if (!cell) return cell.error();
  auto answer = state(snapshot, relationship, *cell, asked->on.at, asked->scope);
  if (answer && !all) keep_in_force(*answer);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return state_document(relationship, standing, found);
  });
}

Result<Json> ask_holds(Snapshot& snapshot, Members& members) {
  const std::string relationship = members.id("relationship");
  const std::string cell_text = members.text("cell");
  const Value value = members.value("value");
  const auto on = members.optional_text("on");
  const auto asked = from(snapshot, members, on, members.perspective());
  if (!asked) return asked.error();
  auto cell = parse_cell(cell_text);
  if (!cell) return std::move(cell).error();
  const Assertion assertion{.cell = *std::move(cell), .value = value};
  const auto answer = holds(snapshot, relationship, assertion, asked->on.at, asked->scope);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return holds_document(relationship, assertion, standing, found);
  });
}

Result<Json> ask_timeline(Snapshot& snapshot, Members& members) {
  const std::string relationship = members.id("relationship");
  const auto cell_text = members.optional_text("cell");
  const auto on = members.optional_text("on");
  const auto asked = from(snapshot, members, on, members.perspective());
  if (!asked) return asked.error();
  const auto cell = parse_optional_cell(cell_text);
  if (!cell) return cell.error();
  auto answer = timelines(snapshot, relationship, *cell, asked->scope);
  if (answer && on) keep_runs_on(*answer, asked->on.at);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return timeline_document(relationship, standing, found);
  });
}

Result<Json> ask_history(Snapshot& snapshot, Members& members) {
  const std::string relationship = members.id("relationship");
  const auto on = members.optional_text("on");
  const bool as_recorded = members.flag("recorded_order");
  const auto asked = from(snapshot, members, on, members.perspective());
  if (!asked) return asked.error();
  const HistoryOrder order = as_recorded ? HistoryOrder::recorded : HistoryOrder::effect;
  auto answer = history(snapshot, relationship, order, asked->scope);
  if (answer && on) keep_until(*answer, asked->on.at);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return history_document(relationship, standing, found);
  });
}

Result<Json> ask_diff(Snapshot& snapshot, Members& members) {
  const std::string relationship = members.id("relationship");
  const AskedDates dates{.from = members.text("from"), .to = members.text("to")};
  const auto asked = from(snapshot, members, std::nullopt, members.perspective());
  if (!asked) return asked.error();
  const KnownTime known = asked->scope.horizon.known;
  const auto before = parse_standpoint("from", *dates.from, known);
  if (!before) return before.error();
  const auto after = parse_standpoint("to", *dates.to, known);
  if (!after) return after.error();
  const auto answer = diff(snapshot, relationship, *before, *after, asked->scope.horizon.basis,
                           asked->scope.sources);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return diff_document(relationship, dates, standing, found);
  });
}

Result<Json> ask_why(Snapshot& snapshot, Members& members) {
  const std::string relationship = members.id("relationship");
  const std::string cell_text = members.text("cell");
  const auto on = members.optional_text("on");
  const auto asked = from(snapshot, members, on, members.perspective());
  if (!asked) return asked.error();
  const auto cell = parse_cell(cell_text);
  if (!cell) return cell.error();
  const auto answer = why(snapshot, relationship, *cell, asked->on.at, asked->scope);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return why_document(relationship, *cell, standing, found);
  });
}

FindQuestion read_find(Members& members) {
  FindQuestion question;
  question.conditions = members.texts("conditions");
  question.on = members.optional_text("on");
  question.possible = members.flag("possible");
  question.perspective = members.perspective();
  question.during = members.optional_text("during");
  question.throughout = members.flag("throughout");
  question.overlaps = members.optional_text("overlaps");
  question.before = members.optional_text("before");
  question.after = members.optional_text("after");
  question.meets = members.optional_text("meets");
  question.met_by = members.optional_text("met-by");
  question.of = members.optional_text("of");
  question.succession = members.flag("succession");
  return question;
}

/// What `find` answers where it is asked about times.
Result<Json> ask_times(const Snapshot& snapshot, const FindQuestion& question, const From& asked,
                       const std::vector<Condition>& conditions) {
  if (auto checked = check_times(question, members_spelling); !checked) return checked.error();
  const auto wanted = parse_wanted(question, members_spelling);
  if (!wanted) return wanted.error();
  const Certainty certainty = question.possible ? Certainty::possible : Certainty::certain;
  if (question.succession) {
    const Days& days = std::get<WithinDays>(*wanted).days;
    const auto answer = succession(snapshot, conditions.front(), days, asked.scope, certainty);
    return with_basis(snapshot, asked, answer, [&](const Asked& standing, const auto& found) {
      return succession_document(question, standing.basis, found);
    });
  }
  const auto answer = find_times(snapshot, conditions, *wanted, asked.scope, certainty);
  return with_basis(snapshot, asked, answer, [&](const Asked& standing, const auto& found) {
    return find_times_document(question, standing.basis, found);
  });
}

Result<Json> ask_find(Snapshot& snapshot, Members& members) {
  const FindQuestion question = read_find(members);
  const auto asked = from(snapshot, members, question.on, question.perspective);
  if (!asked) return asked.error();
  if (question.conditions.empty()) return field_error("conditions", "is missing");
  if (question.throughout && !question.during) {
    return field_error("throughout", "goes with 'during'");
  }
  const auto conditions = parse_searches(question.conditions);
  if (!conditions) return conditions.error();
  if (question.is_about_times()) return ask_times(snapshot, question, *asked, *conditions);
  const Certainty certainty = question.possible ? Certainty::possible : Certainty::certain;
  const auto answer = find(snapshot, *conditions, asked->on.at, asked->scope, certainty);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return find_document(question.conditions, standing, found);
  });
}

Result<Json> ask_party(Snapshot& snapshot, Members& members) {
  const std::string name = members.id("party");
  const auto on = members.optional_text("on");
  const AskedDates dates{.from = members.optional_text("from"), .to = members.optional_text("to")};
  const auto asked = from(snapshot, members, on, members.perspective());
  if (!asked) return asked.error();
  if (!dates.from && !dates.to) {
    const auto answer = party(snapshot, name, asked->on.at, asked->scope);
    return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
      return party_document(name, standing, found);
    });
  }
  if (on) return field_error("on", "asks about a moment, 'from' and 'to' about a range; give one");
  const auto days = parse_days(dates.from, dates.to, members_spelling);
  if (!days) return days.error();
  const auto answer = party_timeline(snapshot, name, *days, asked->scope);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return party_range_document({.party = name, .dates = dates, .days = *days}, standing, found);
  });
}

Result<Json> ask_changes(Snapshot& snapshot, Members& members) {
  const AskedDates dates{.from = members.text("from"), .to = members.text("to")};
  const auto name = members.optional_text("party");
  const auto asked = from(snapshot, members, std::nullopt, members.perspective());
  if (!asked) return asked.error();
  const auto window = parse_window(*dates.from, *dates.to, members_spelling);
  if (!window) return window.error();
  const auto answer = changes(snapshot, *window, name, asked->scope);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return changes_document(dates, name, standing, found);
  });
}

Result<Json> ask_conflicts(Snapshot& snapshot, Members& members) {
  const auto relationship = members.optional_text("relationship");
  const auto on = members.optional_text("on");
  const auto asked = from(snapshot, members, on, members.perspective());
  if (!asked) return asked.error();
  const auto moment = on ? std::optional{asked->on.at} : std::nullopt;
  const auto answer = conflicts(snapshot, relationship, moment, asked->scope);
  return with_basis(snapshot, *asked, answer, [&](const Asked& standing, const auto& found) {
    return conflicts_document(on, standing, found);
  });
}

Result<Json> ask_relationships(Snapshot& snapshot, Members& members) {
  const auto asked = from(snapshot, members, std::nullopt, members.basis());
  if (!asked) return asked.error();
  const Sequence last = asked->scope.horizon.basis;
  const auto entries = relationships(snapshot, last);
  if (!entries) return entries.error();
  const auto basis = basis_json(snapshot, last);
  if (!basis) return basis.error();
  return relationships_document(*entries, *basis);
}

Result<Json> ask_parties(Snapshot& snapshot, Members& members) {
  const auto asked = from(snapshot, members, std::nullopt, members.basis());
  if (!asked) return asked.error();
  const Sequence last = asked->scope.horizon.basis;
  const auto entries = parties(snapshot, last);
  if (!entries) return entries.error();
  const auto basis = basis_json(snapshot, last);
  if (!basis) return basis.error();
  return parties_document(*entries, *basis);
}

Result<Json> ask_sql(Snapshot& snapshot, Members& members) {
  const std::string query = members.text("query");
  const auto on = members.optional_text("on");
  const auto asked = from(snapshot, members, on, members.perspective());
  if (!asked) return asked.error();
  const auto session = std::make_shared<sql::Session>();
  session->view = std::make_shared<const sql::View>(
      sql::View{.keeps_open = {},
                .snapshot = std::move(snapshot),
                .on = on ? std::optional{asked->on.at} : std::nullopt,
                .scope = asked->scope});
  auto connection = sql::Connection::open(session);
  if (!connection) return connection.error();
  const auto selection = connection->run(query, {});
  if (!selection) return selection.error();
  const auto basis = basis_json(session->view->snapshot, asked->scope.horizon.basis);
  if (!basis) return basis.error();
  return selection_document(*selection, *basis);
}

struct Kind {
  std::string_view name;
  Result<Json> (*answer)(Snapshot&, Members&);
};

constexpr std::array kinds{Kind{.name = "state", .answer = ask_state},
                           Kind{.name = "holds", .answer = ask_holds},
                           Kind{.name = "timeline", .answer = ask_timeline},
                           Kind{.name = "history", .answer = ask_history},
                           Kind{.name = "diff", .answer = ask_diff},
                           Kind{.name = "why", .answer = ask_why},
                           Kind{.name = "find", .answer = ask_find},
                           Kind{.name = "party", .answer = ask_party},
                           Kind{.name = "changes", .answer = ask_changes},
                           Kind{.name = "conflicts", .answer = ask_conflicts},
                           Kind{.name = "relationships", .answer = ask_relationships},
                           Kind{.name = "parties", .answer = ask_parties},
                           Kind{.name = "sql", .answer = ask_sql}};

}  // namespace

Result<Json> ask(Snapshot snapshot, std::string_view question) {
  auto json = parse_json(question);
  if (!json) return std::move(json).error();
  Members members{*std::move(json)};
  const std::string name = members.text("ask");
  if (name.empty()) {
    const auto finished = members.finish();
    return finished ? field_error("ask", "is empty") : finished.error();
  }
  for (const Kind& kind : kinds) {
    if (kind.name == name) return kind.answer(snapshot, members);
  }
  std::string names;
  for (const Kind& kind : kinds) names += fmt::format("{}{}", names.empty() ? "" : ", ", kind.name);
  return field_error("ask", fmt::format("is {}; expected one of {}", in_quotes(name), names));
}

}  // namespace annals
