#include "compat/sheet.h"

#include <fmt/core.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "annals/base/hex.h"
#include "annals/codec/json.h"
#include "annals/database.h"
#include "annals/index/history_index.h"
#include "annals/log/log_reader.h"
#include "annals/query/state.h"
#include "annals/query/timelines.h"
#include "annals/verify/verify.h"
#include "support/must.h"

namespace annals::compat {
namespace {

using support::must;

std::string verified(const std::filesystem::path& path) {
  const VerifyReport report = must(verify(path, {}));
  if (!report.is_sound()) throw std::runtime_error{report.problems.front().what};
  return fmt::format("head {} {}\n{} records, {} nodes, {} runs, {} pages, {} rows\n",
                     report.last.value, to_hex(report.head->view()), report.counts.records,
                     report.counts.nodes, report.counts.runs, report.counts.pages,
                     report.counts.rows);
}

std::string exported(const Snapshot& snapshot) {
  std::string lines;
  must(LogReader{snapshot}.for_each({.value = 1}, [&](const LoggedEvent& event) -> Status {
    lines += to_line(to_json(event)) + "\n";
    return Done{};
  }));
  return lines;
}

std::string day_or(const std::optional<Day>& day) {
  return day ? to_text(*day) : "..";
}

/// A value, and what else is possible.
template <typename Answer>
std::string shown(const Answer& answer) {
  std::string text = to_line(to_json(answer.value));
  if (answer.certain) return text;
  text += " of";
  for (const Value& value : answer.possible) text += " " + to_line(to_json(value));
  return text;
}

std::string timelines_of(const Snapshot& snapshot, const std::string& relationship,
                         const Scope& scope) {
  std::string lines;
  const TimelineAnswer answer = must(timelines(snapshot, relationship, std::nullopt, scope));
  for (const auto& [cell, runs] : answer.cells) {
    for (const Run& run : runs) {
      lines += fmt::format("{} {} {}/{} {}\n", relationship, to_text(cell), day_or(run.from),
                           day_or(run.to), shown(run));
    }
  }
  return lines;
}

std::string state_of(const Snapshot& snapshot, const std::string& relationship, std::string_view on,
                     const Scope& scope) {
  std::string lines;
  const auto at = must(parse_asked<EffectiveAxis>(on));
  for (const auto& cell : must(state(snapshot, relationship, std::nullopt, at, scope)).cells) {
    lines += fmt::format("{} {} on {}: {} by {} since {}\n", relationship, to_text(cell.cell), on,
                         shown(cell.state), cell.event.event.id, day_or(cell.held_since));
  }
  return lines;
}

std::string answers(const Snapshot& snapshot) {
  constexpr std::array<std::string_view, 3> days{"2019-12-31", "2023-06-30", "2025-12-31"};
  const Sequence last = must(LogReader{snapshot}.last());
  std::string lines;
  for (const auto& [relationship, first, latest] : must(read_relationships(snapshot, last))) {
    lines += timelines_of(snapshot, relationship, Horizon{.basis = last});
    for (const std::string_view day : days) {
      lines += state_of(snapshot, relationship, day, Horizon{.basis = last});
    }
    lines += fmt::format("as known on {}:\n", days[1]);
    const auto known = must(parse_asked<KnownAxis>(days[1]));
    lines += state_of(snapshot, relationship, days[2], Horizon{.known = known, .basis = last});
  }
  return lines;
}

}  // namespace

std::string sheet_of(const std::filesystem::path& path) {
  std::string sheet = verified(path);
  const Database database = must(Database::open(path, {.access = Access::read}));
  const Snapshot snapshot = database.snapshot();
  return sheet + exported(snapshot) + answers(snapshot);
}

}  // namespace annals::compat
