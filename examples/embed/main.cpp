// A program with a database in it: creates one, appends events from JSON, and asks what was true on
// a date (V) as it was known on a date (K), and why.

#include <annals/codec/json_line.h>
#include <annals/database.h>
#include <annals/query/holds.h>
#include <annals/query/state.h>
#include <annals/query/why.h>

#include <array>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace annals;

// The licence was reported in June; in August its source said that it had begun a month later.
constexpr std::array events{
    R"({"id":"licence","type":"term_set","relationship":"acme-borg","term":"licence","key":"maps",
        "value":"exclusive","effective":"2024-03","until":"2030","known":"2024-06-10",
        "source":{"publisher":"Reuters","published":"2024-06-10"}})",
    R"({"id":"licence-corrected","type":"term_set","relationship":"acme-borg","term":"licence","key":"maps",
        "value":"exclusive","effective":"2024-04-15","until":"2030","known":"2024-08-01",
        "replaces":"licence","source":{"publisher":"Reuters","published":"2024-08-01"}})",
    R"({"id":"stake","type":"term_set","relationship":"acme-borg","term":"stake","key":"acme",
        "value":12.5,"effective":"2024-05-02","known":"2024-05-02"})"};

/// Appends the events one by one; each is on the disk when `append` returns.
Status append_all(Database& database) {
  JsonLineReader reader;
  for (const std::string_view event : events) {
    const auto draft = reader.read(event);
    if (!draft) return draft.error();
    const auto appended = database.append(*draft);
    if (!appended) return appended.error();
    std::cout << "appended #" << appended->event.sequence.value << " " << appended->event.event.id
              << "\n";
  }
  return Done{};
}

/// Where a question is asked from: a date in the world, and what was known when.
struct Standing {
  EffectiveTime on;
  Scope scope;
};

Result<Standing> stand(const Snapshot& snapshot, std::string_view on, std::string_view known) {
  const auto effective = parse_asked<EffectiveAxis>(on);
  if (!effective) return effective.error();
  const auto knowledge = parse_asked<KnownAxis>(known);
  if (!knowledge) return knowledge.error();
  auto scope = resolve(snapshot, {.known = *knowledge});
  if (!scope) return scope.error();
  return Standing{.on = *effective, .scope = *scope};
}

/// Prints the terms of the relationship, since when, and which of them are only possible.
Status print_state(const Snapshot& snapshot, std::string_view on, std::string_view known) {
  const auto from = stand(snapshot, on, known);
  if (!from) return from.error();
  const auto answer = state(snapshot, "acme-borg", std::nullopt, from->on, from->scope);
  if (!answer) return answer.error();
  std::cout << "\non " << on << ", as known on " << known << "\n";
  if (answer->cells.empty()) std::cout << "  nothing\n";
  for (const CellAnswer& cell : answer->cells) {
    const auto& effective = cell.event.event.effective;
    std::cout << "  " << to_text(cell.cell) << " = " << to_text(cell.state.value)
              << (cell.state.certain ? "" : " (possible)") << ", since "
              << (effective ? effective->text : "-") << "\n";
  }
  return Done{};
}

/// Prints whether the licence was exclusive, and the events that this rests on.
Status print_reasons(const Snapshot& snapshot, std::string_view on, std::string_view known) {
  const auto from = stand(snapshot, on, known);
  if (!from) return from.error();
  const Assertion asked{.cell = {.term = "licence", .key = "maps"}, .value = "exclusive"};
  const auto held = holds(snapshot, "acme-borg", asked, from->on, from->scope);
  if (!held) return held.error();
  const auto reasons = why(snapshot, "acme-borg", asked.cell, from->on, from->scope);
  if (!reasons) return reasons.error();
  constexpr std::array words{"no", "possibly", "yes"};  // in the order of Answer
  std::cout << "\nexclusive on " << on << ", as known on " << known << "? "
            << words.at(static_cast<std::size_t>(held->answer)) << "\n";
  for (const LoggedEvent& event : reasons->standing) {
    std::cout << "  rests on " << event.event.id << "\n";
  }
  for (const WithdrawnEvent& each : reasons->withdrawn) {
    std::cout << "  " << each.event.event.id << " was withdrawn by " << each.by.event.id << "\n";
  }
  return Done{};
}

Status run(const std::string& path) {
  if (auto created = Database::create(path, {}); !created) return created;  // the usual vocabulary
  auto database = Database::open(path, {.access = Access::write});
  if (!database) return database.error();
  if (auto appended = append_all(*database); !appended) return appended;

  // A snapshot is the database at one moment; whatever is appended later does not show in it.
  const Snapshot snapshot = database->snapshot();
  for (const std::string_view known : {"2024-05-31", "2024-06-30", "2024-12-31"}) {
    if (auto printed = print_state(snapshot, "2024-03-31", known); !printed) return printed;
  }
  if (auto printed = print_state(snapshot, "2024-05-31", "2024-12-31"); !printed) return printed;
  return print_reasons(snapshot, "2024-05-31", "2024-12-31");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: embed DATABASE\n";
    return 2;
  }
  const Status done = run(argv[1]);
  if (done) return 0;
  std::cerr << "embed: " << done.error().message << "\n";
  return 1;
}
