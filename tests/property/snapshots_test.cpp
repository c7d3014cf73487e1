// Snapshots of a small table that changes at random. What the database then says of a date V as
// known on K must be what the version that was current on K says of V, worked out here from the
// versions alone.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "annals/codec/mapping.h"
#include "annals/query/state.h"
#include "annals/time/day.h"
#include "context.h"
#include "ingest/snapshot_ingest.h"
#include "property/history.h"
#include "property/property.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::property {
namespace {

using std::chrono::days;
using support::FakeClock;
using support::must;
using support::TestDatabase;

constexpr Day first_version{std::chrono::year{2015} / 1 / 10};
constexpr int days_used = 60;  // on which rows begin, from twenty days before the first version on

struct Row {
  std::string value;
  std::optional<Day> from;

  friend bool operator==(const Row&, const Row&) = default;
};

struct Version {
  Day known;
  std::map<std::string, Row> rows;  // by key
};

Row any_row(bool may_be_open) {
  const bool is_open = may_be_open && *any_below(4) == 0;
  const Day from = first_version - days{20} + days{*any_below(days_used)};
  return {.value = std::string(1, static_cast<char>('x' + *any_below(3))),
          .from = is_open ? std::nullopt : std::optional{from}};
}

/// Some rows vanish, some come or change, most stay.
void change(std::map<std::string, Row>& rows, bool may_be_open) {
  for (const std::string key : {"a", "b/c", "d@e", "f|g"}) {
    const int what = *any_below(6);
    if (what == 0) rows.erase(key);
    if (what == 1 || what == 2) rows[key] = any_row(may_be_open);
  }
  // Of a table without rows no snapshot can be taken.
  if (rows.empty()) rows["a"] = {.value = "x", .from = first_version};
}

std::vector<Version> any_versions(bool may_be_open) {
  std::vector<Version> versions;
  Version version{.known = first_version, .rows = {}};
  const int count = 2 + *any_below(6);
  for (int i = 0; i < count; ++i) {
    change(version.rows, may_be_open);
    versions.push_back(version);
    version.known += days{1 + *any_below(12)};
  }
  return versions;
}

Mapping mapping(const std::string& vanished) {
  return must(parse_mapping(R"({"annals-mapping":1,"key":["key"],"vanished":")" + vanished +
                            R"(","dates":{"day":{"formats":["YYYY-MM-DD"]}},"events":[{"event":{
      "type":"term_set","relationship":"table","term":"t","key":{"column":"key"},
      "value":{"column":"value"},
      "effective":{"column":"from","date":"day","otherwise":{"template":"[..{$first}]"}}}}]})"));
}

/// A database into which versions of a table are loaded.
class Loader {
 public:
  Loader(TestDatabase& database, const std::string& vanished)
      : database_{database}, mapping_{mapping(vanished)} {}

  /// How many events it appended; nothing if it was refused.
  std::optional<std::uint64_t> load(const Version& version) {
    const std::string path = directory_.path() / "table.csv";
    std::ofstream file{path};
    file << "key,value,from\n";
    for (const auto& [key, row] : version.rows) {
      file << key << "," << row.value << "," << (row.from ? to_text(*row.from) : "") << "\n";
    }
    file.close();
    cli::IngestCounts counts;
    cli::SnapshotCounts rows;
    const cli::Globals globals{.database = {}, .quiet = true, .no_progress = true};
    const auto done = cli::ingest_snapshot(
        database_.database(),
        {.name = "table", .known = to_text(version.known), .files = {path}, .mapping = mapping_},
        {.how = {}, .globals = globals}, counts, rows);
    if (!done) return std::nullopt;
    return counts.appended;
  }

 private:
  TestDatabase& database_;
  Mapping mapping_;
  support::TemporaryDirectory directory_;
};

/// What is said of each key: its value and whether that is certain. What has ended is left out.
struct Said {
  std::string value;
  bool certain;

  friend bool operator==(const Said&, const Said&) = default;
};
using Answer = std::map<std::string, Said>;

std::ostream& operator<<(std::ostream& out, const Said& said) {
  return out << said.value << (said.certain ? "" : "?");
}

Answer ask(const TestDatabase& database, Day on, Day known) {
  const Horizon horizon{.known = {.at = last_moment_of(known)}, .basis = database.last()};
  Answer answer;
  for (const BareCell& each : must(bare_state(database.snapshot(), "table", std::nullopt,
                                              {.at = last_moment_of(on)}, horizon))) {
    if (each.state.certain && is_none(each.state.value)) continue;
    answer[each.cell.key] = {.value = to_text(each.state.value), .certain = each.state.certain};
  }
  return answer;
}

/// The version that is current on `known`; null if there is none yet.
const Version* current(const std::vector<Version>& versions, Day known) {
  const Version* found = nullptr;
  for (const Version& version : versions) {
    if (version.known <= known) found = &version;
  }
  return found;
}

/// What the current version says: a row without a date began by the first version that had it.
Answer answer_of(const std::vector<Version>& versions, Day on, Day known) {
  Answer answer;
  const Version* const version = current(versions, known);
  if (version == nullptr) return answer;
  for (const auto& [key, row] : version->rows) {
    if (row.from) {
      if (*row.from <= on) answer[key] = {.value = row.value, .certain = true};
      continue;
    }
    const auto first = std::ranges::find_if(
        versions, [&](const Version& each) { return each.rows.contains(key); });
    answer[key] = {.value = row.value, .certain = first->known <= on};
  }
  return answer;
}

/// A day on which rows begin, end, or lie beside that.
Day any_day() {
  return first_version - days{25} + days{*any_below(days_used + 40)};
}

/// Loads the version at `i` twice, and tries to load what may not come after it.
void load_version(Loader& loader, const std::vector<Version>& versions, std::size_t i) {
  RC_ASSERT(loader.load(versions[i]).has_value());
  RC_ASSERT(loader.load(versions[i]) == 0U);
  if (i == 0) return;
  RC_ASSERT(!loader.load(versions[i - 1]).has_value());
  if (versions[i].rows == versions[i - 1].rows) return;
  Version other = versions[i - 1];
  other.known = versions[i].known;
  RC_ASSERT(!loader.load(other).has_value());
}

void count_changes(const std::vector<Version>& versions, std::size_t i, Tally& met) {
  met.count("nothing has changed", versions[i].rows == versions[i - 1].rows);
  for (const auto& [key, row] : versions[i].rows) {
    const auto before = versions[i - 1].rows.find(key);
    const bool was_there = before != versions[i - 1].rows.end();
    met.count("a changed row", was_there && before->second != row);
    const auto first = std::ranges::find_if(
        versions, [&](const Version& version) { return version.rows.contains(key); });
    met.count("a row that came back", !was_there && &*first != &versions[i]);
  }
}

void load_and_ask(Tally& met) {
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  Loader loader{database, "retract"};
  const std::vector<Version> versions = any_versions(true);
  for (std::size_t i = 0; i < versions.size(); ++i) {
    load_version(loader, versions, i);
    if (i > 0) count_changes(versions, i, met);
  }
  for (int asked = 0; asked < 12; ++asked) {
    const Day on = any_day();
    const Day known = any_day();
    const Answer expected = answer_of(versions, on, known);
    RC_ASSERT(ask(database, on, known) == expected);
    met.count("a possible value",
              std::ranges::any_of(expected, [](const auto& said) { return !said.second.certain; }));
    met.count("an answer before the last version",
              !expected.empty() && known < versions.back().known);
  }
}

TEST(Snapshots, GiveTheVersionThatWasCurrentOnAnyDate) {
  check_property(25, load_and_ask,
                 {"nothing has changed", "a changed row", "a row that came back",
                  "a possible value", "an answer before the last version"});
}

/// What snapshots that end rows have said of one key, in the order in which they said it.
struct Spells {
  struct Fact {
    Day from;
    std::optional<std::string> value;  // none: it ended then
  };
  std::vector<Fact> facts{};
  bool is_there = false;
  bool was_ended = false;  // and not retracted, when it was there last

  /// The last fact that is no end.
  [[nodiscard]] std::vector<Fact>::iterator last() {
    const auto found = std::find_if(facts.rbegin(), facts.rend(),
                                    [](const Fact& fact) { return fact.value.has_value(); });
    return found == facts.rend() ? facts.end() : found.base() - 1;
  }

  void say(const Row& row, Tally& met) {
    const auto before = last();
    const bool has_before = before != facts.end();
    const Fact old = has_before ? *before : Fact{};
    const Fact now{.from = *row.from, .value = row.value};
    const bool is_same = has_before && old.from == now.from && old.value == now.value;
    if (is_there && is_same) return;
    const auto taken_back = std::erase_if(
        facts, [&](const Fact& fact) { return !fact.value && fact.from >= now.from; });
    met.count("an end that was taken back", taken_back > 0);
    const bool goes_on = is_there || (was_ended && taken_back > 0);
    met.count("a second spell", !goes_on && was_ended);
    is_there = true;
    was_ended = false;
    if (goes_on && is_same) return;
    if (goes_on) facts.erase(last());
    facts.push_back(now);
  }

  void vanish(Day known, Tally& met) {
    if (!is_there) return;
    is_there = false;
    const auto before = last();
    was_ended = known >= before->from;
    met.count("a row that vanished before it began", !was_ended);
    if (was_ended) {
      facts.push_back({.from = known, .value = {}});
    } else {
      facts.erase(before);
    }
  }

  [[nodiscard]] std::optional<std::string> at(Day on) const {
    const Fact* found = nullptr;
    for (const Fact& fact : facts) {
      if (fact.from <= on && (found == nullptr || fact.from >= found->from)) found = &fact;
    }
    return found == nullptr ? std::nullopt : found->value;
  }
};

using Table = std::map<std::string, Spells>;  // by key

Table spells_after(Table spells, const Version& version, Tally& met) {
  for (auto& [key, each] : spells) {
    if (!version.rows.contains(key)) each.vanish(version.known, met);
  }
  for (const auto& [key, row] : version.rows) spells[key].say(row, met);
  return spells;
}

Answer answer_of(const Table& spells, Day on) {
  Answer answer;
  for (const auto& [key, each] : spells) {
    if (const auto value = each.at(on)) answer[key] = {.value = *value, .certain = true};
  }
  return answer;
}

void load_ends_and_ask(Tally& met) {
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  Loader loader{database, "end"};
  std::map<Day, Table> known_then{{Day{}, {}}};
  for (const Version& version : any_versions(false)) {
    RC_ASSERT(loader.load(version).has_value());
    RC_ASSERT(loader.load(version) == 0U);
    known_then[version.known] = spells_after(known_then.rbegin()->second, version, met);
  }
  for (int asked = 0; asked < 12; ++asked) {
    const Day on = any_day();
    const Day known = any_day();
    const Answer expected = answer_of(std::prev(known_then.upper_bound(known))->second, on);
    RC_ASSERT(ask(database, on, known) == expected);
    met.count("an answer", !expected.empty());
  }
}

TEST(Snapshots, EndWhatVanishesAndTakeAnEndBackWhereTheRowReturns) {
  check_property(40, load_ends_and_ask,
                 {"an answer", "an end that was taken back", "a second spell",
                  "a row that vanished before it began"});
}

}  // namespace
}  // namespace annals::property
