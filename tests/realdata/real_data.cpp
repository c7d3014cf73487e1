#include "realdata/real_data.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <stdexcept>
#include <tuple>

#include "annals/query/state.h"
#include "annals/time/day.h"
#include "context.h"
#include "ingest/mapping_file.h"
#include "realdata/raw_table.h"
#include "support/must.h"

namespace annals::realdata {
namespace {

namespace fs = std::filesystem;
using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using support::must;

constexpr Microseconds tick{1};

Moment first_of(int y, unsigned m, unsigned d) {
  return Moment{Day{year{y} / month{m} / day{d}}};
}

/// `T08:00:00.5+02:00` and the like, after the day.
Span time_of(Moment midnight, const std::string& text) {
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  int read = 0;
  if (std::sscanf(text.c_str(), "T%2d:%2d:%2d%n", &hours, &minutes, &seconds, &read) != 3) {
    throw std::runtime_error{"no time of day: " + text};
  }
  Moment first = midnight + std::chrono::hours{hours} + std::chrono::minutes{minutes} +
                 std::chrono::seconds{seconds};
  Microseconds width = std::chrono::seconds{1};
  auto at = static_cast<std::size_t>(read);
  if (text.at(at) == '.') {
    for (++at; text.at(at) >= '0' && text.at(at) <= '9'; ++at) {
      width /= 10;
      first += width * (text.at(at) - '0');
    }
  }
  int zone_hours = 0;
  int zone_minutes = 0;
  if (text.at(at) != 'Z') {
    if (std::sscanf(text.c_str() + at + 1, "%2d:%2d", &zone_hours, &zone_minutes) != 2) {
      throw std::runtime_error{"no zone: " + text};
    }
    const auto offset = std::chrono::hours{zone_hours} + std::chrono::minutes{zone_minutes};
    first -= text.at(at) == '-' ? -offset : offset;
  }
  return {.first = first, .last = first + width - tick};
}

}  // namespace

Span span_of(const std::string& text) {
  int y = 0;
  unsigned m = 0;
  unsigned d = 0;
  const int parts = std::sscanf(text.c_str(), "%4d-%2u-%2u", &y, &m, &d);
  if (parts == 1 && (text.size() == 4 || text == std::to_string(y) + "?")) {
    return {.first = first_of(y, 1, 1), .last = first_of(y + 1, 1, 1) - tick};
  }
  if (parts == 2 && text.size() == 7) {
    const Moment next = m == 12 ? first_of(y + 1, 1, 1) : first_of(y, m + 1, 1);
    return {.first = first_of(y, m, 1), .last = next - tick};
  }
  if (parts != 3) throw std::runtime_error{"no date: " + text};
  const Moment midnight = first_of(y, m, d);
  if (text.size() == 10) {
    return {.first = midnight, .last = midnight + std::chrono::days{1} - tick};
  }
  return time_of(midnight, text.substr(10));
}

Span until(const Span& last) {
  return {.first = unbounded_below, .last = last.last};
}

std::ostream& operator<<(std::ostream& out, const Said& said) {
  out << said.value << " of";
  for (const std::string& value : said.possible) out << " '" << value << "'";
  return out;
}

namespace {

/// Whether a statement surely began later than the one at `i`, or said so after it.
bool is_overridden(const std::vector<Statement>& statements, std::size_t i, Moment at) {
  const Span& earlier = statements[i].start;
  for (std::size_t other = 0; other < statements.size(); ++other) {
    const Span& later = statements[other].start;
    if (later.last > at) continue;
    const bool same = later.first == earlier.first && later.last == earlier.last;
    if (later.first > earlier.last || (same && other > i)) return true;
  }
  return false;
}

}  // namespace

std::optional<Said> said(const std::vector<Statement>& statements, Moment at) {
  using Rank = std::tuple<bool, Moment, Moment>;  // whether it is settled, and its start
  Said answer;
  std::optional<Rank> leading;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& each = statements[i];
    if (each.start.first > at || is_overridden(statements, i, at)) continue;
    const bool is_over = each.end && each.end->last <= at;
    const bool may_be_over = each.end && each.end->first <= at;
    if (each.value && !is_over) answer.possible.insert(*each.value);
    if (!each.value || may_be_over) answer.possible.insert("none");
    const Rank rank{each.start.last <= at, each.start.first, each.start.last};
    if (leading && rank < *leading) continue;
    leading = rank;
    answer.value = is_over ? "none" : each.value.value_or("none");
  }
  if (!leading) return std::nullopt;
  if (!std::get<bool>(*leading)) answer.possible.insert("none");
  return answer;
}

RealData::RealData(std::string name) : name_{std::move(name)} {
  const char* const shared = std::getenv("ANNALS_SHARED");
  const fs::path root{shared != nullptr ? shared : ANNALS_SOURCE_DIR "/../shared"};
  folder_ = (root / "data" / name_).lexically_normal();
}

void RealData::SetUp() {
  if (!fs::exists(folder_)) GTEST_SKIP() << folder_ << " is not here";
}

std::vector<Version> RealData::versions(std::size_t step) const {
  const auto rows = read_tsv(folder_ / "snapshots" / "INDEX.tsv");
  std::vector<Version> versions;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i % step != 0 && i + 1 != rows.size()) continue;
    versions.push_back({.known = field(rows[i], {"recorded_at_utc"}),
                        .file = folder_ / "snapshots" / field(rows[i], {"file"})});
  }
  return versions;
}

cli::SnapshotCounts RealData::load(const fs::path& file, std::optional<std::string> known) {
  const Mapping mapping =
      must(cli::read_mapping(ANNALS_SOURCE_DIR "/examples/mappings/" + name_ + ".json"));
  const cli::Globals globals{.database = {}, .quiet = true, .no_progress = true};
  cli::IngestCounts events;
  cli::SnapshotCounts rows;
  must(cli::ingest_snapshot(
      database_.database(),
      {.name = name_, .known = std::move(known), .files = {file}, .mapping = mapping},
      {.how = {}, .globals = globals}, events, rows));
  return rows;
}

Answer RealData::ask(const std::string& relationship, Moment on, Moment known) const {
  const Horizon horizon{.known = {.at = known}, .basis = database_.last()};
  Answer answer;
  for (const BareCell& each :
       must(bare_state(database_.snapshot(), relationship, std::nullopt, {.at = on}, horizon))) {
    Said said{.value = to_text(each.state.value), .possible = {}};
    for (const Value& value : each.state.possible) said.possible.insert(to_text(value));
    if (said.possible != std::set<std::string>{"none"}) answer[to_text(each.cell)] = said;
  }
  return answer;
}

Moment RealData::any_moment(int from, int to) {
  const auto days = (Day{year{to + 1} / 1 / 1} - Day{year{from} / 1 / 1}).count();
  const Day picked =
      Day{year{from} / 1 / 1} + std::chrono::days{any_below(static_cast<std::size_t>(days))};
  return last_moment_of(picked);
}

std::size_t RealData::any_below(std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_);
}

}  // namespace annals::realdata
