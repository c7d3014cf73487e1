#include "workload.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <system_error>
#include <utility>

namespace annals::bench {
namespace {

constexpr std::uint64_t seed = 20240607;

/// Dice that fall alike on every machine: the standard's engine, but not its distributions.
class Dice {
 public:
  explicit Dice(std::uint64_t from) : engine_{from} {}

  /// From 0 to `sides` - 1.
  template <typename Integer>
  Integer roll(Integer sides) {
    return static_cast<Integer>(engine_() % static_cast<std::uint64_t>(sides));
  }

 private:
  std::mt19937_64 engine_;
};

/// SplitMix64's mixing step (Steele, Lea and Flood, OOPSLA 2014): no two numbers become the same.
std::uint64_t scramble(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15;
  number = (number ^ (number >> 30U)) * 0xbf58476d1ce4e5b9;
  number = (number ^ (number >> 27U)) * 0x94d049bb133111eb;
  return number ^ (number >> 31U);
}

std::vector<Fact> precise_facts(Shape shape, std::uint64_t events) {
  Dice dice{seed};
  std::vector<Fact> facts(events);
  for (std::uint64_t i = 0; i < events; ++i) {
    Fact& fact = facts[i];
    if (!is_one_cell(shape)) {
      fact.relationship = static_cast<std::uint32_t>(i / events_per_relationship);
      fact.cell = dice.roll<std::uint8_t>(cells_per_relationship);
    }
    fact.value = dice.roll<std::uint8_t>(values_per_cell);
    fact.day = dice.roll(effective_days);
  }
  if (shape == Shape::b2c) {
    std::ranges::stable_sort(facts, {}, &Fact::day);
    return facts;
  }
  // Fisher and Yates; std::shuffle may differ from one library to the next.
  for (std::uint64_t i = events; i > 1; --i) std::swap(facts[i - 1], facts[dice.roll(i)]);
  return facts;
}

void make_mixed(Fact& fact, Dice& dice) {
  constexpr int percent = 100;
  const int kind = dice.roll(percent);
  if (kind < 8) fact.kind = FactKind::ended;
  const int vagueness = dice.roll(percent);
  if (vagueness < 30) fact.vagueness = 1;
  if (vagueness < 18) fact.vagueness = 2;
  if (vagueness < 12) fact.vagueness = 3;
  if (vagueness < 5) fact.vagueness = 4;
  constexpr int days_to_end_max = 1500;
  constexpr int end_share = 20;
  // More than a year, so that the end of a vague start lies after it whatever its form.
  constexpr int days_to_end_min = 400;
  if (fact.kind != FactKind::ended && dice.roll(percent) < end_share) {
    fact.until_days = days_to_end_min + dice.roll(days_to_end_max);
  }
  constexpr int days_to_known_max = 400;
  if (dice.roll(2) == 0) fact.known_days = 1 + dice.roll(days_to_known_max);
}

/// Lets three of a hundred events correct an earlier one of their relationship.
void make_corrections(std::vector<Fact>& facts, std::uint64_t relationships, Dice& dice) {
  constexpr int percent = 100;
  constexpr int correction_share = 3;
  std::vector<std::vector<std::uint32_t>> earlier(relationships);
  for (std::uint32_t sequence = 1; sequence <= facts.size(); ++sequence) {
    Fact& fact = facts[sequence - 1];
    std::vector<std::uint32_t>& before = earlier[fact.relationship];
    if (!before.empty() && dice.roll(percent) < correction_share) {
      fact.target = before[dice.roll(before.size())];
      fact.kind = dice.roll(3) == 0 ? FactKind::retracted : FactKind::replacing;
      fact.cell = facts[fact.target - 1].cell;
    }
    before.push_back(sequence);
  }
}

std::string quarter_text(std::chrono::year_month_day date) {
  const unsigned quarter = (static_cast<unsigned>(date.month()) + 2) / 3;
  return fmt::format("{:04}-Q{}", static_cast<int>(date.year()), quarter);
}

std::string effective_text(const Fact& fact) {
  const Day day = first_effective_day + std::chrono::days{fact.day};
  std::string text = to_text(day);
  constexpr std::size_t year_chars = 4;
  constexpr std::size_t month_chars = 7;
  constexpr std::chrono::days between{60};
  switch (fact.vagueness) {
    case 1:
      return text.substr(0, month_chars);
    case 2:
      return quarter_text(day);
    case 3:
      return text.substr(0, year_chars) + "~";
    case 4:
      return "[" + text + ".." + to_text(day + between) + "]";
    default:
      return text;
  }
}

/// When an event became known: in a second of its own, or on a day before anything was recorded.
std::string known_text(const Fact& fact, std::uint64_t sequence) {
  if (fact.known_days != 0) {
    return to_text(first_effective_day + std::chrono::days{fact.day + fact.known_days});
  }
  const Moment second = recorded_at(sequence);
  const std::chrono::hh_mm_ss time{second - Moment{day_of(second)}};
  return fmt::format("{}T{:02}:{:02}:{:02}Z", to_text(day_of(second)), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

void put_dates(std::string& line, const Fact& fact) {
  const Day day = first_effective_day + std::chrono::days{fact.day};
  line += fmt::format(R"(,"effective":"{}")", effective_text(fact));
  if (fact.until_days != 0) {
    line += fmt::format(R"(,"until":"{}")", to_text(day + std::chrono::days{fact.until_days}));
  }
}

void put_assertion(std::string& line, const Fact& fact) {
  const CellWords& words = cell_words()[fact.cell];
  line += fmt::format(R"(,"term":"{}","key":"{}")", words.term, words.key);
  if (fact.kind != FactKind::ended) {
    line += fmt::format(R"(,"value":"{}")", words.values[fact.value]);
  }
}

}  // namespace

std::string_view shape_name(Shape shape) {
  switch (shape) {
    case Shape::b1:
      return "b1";
    case Shape::b2:
      return "b2";
    case Shape::b2c:
      return "b2c";
    case Shape::w:
      return "w";
  }
  return "";
}

const std::array<CellWords, cells_per_relationship>& cell_words() {
  static constexpr std::array<CellWords, cells_per_relationship> words{{
      {"board", "acme", {"observer", "member", "chair", "alternate"}},
      {"commitment", "compute", {"100 MW", "250 MW", "1 GW", "4.5 GW"}},
      {"exclusivity", "api", {"exclusive", "right-of-first-refusal", "non-exclusive", "lapsed"}},
      {"exclusivity", "cloud", {"exclusive", "right-of-first-refusal", "non-exclusive", "lapsed"}},
      {"facility", "north", {"announced", "under-construction", "operating", "cancelled"}},
      {"licence", "models", {"exclusive", "non-exclusive", "evaluation", "research"}},
      {"party", "acme", {"investor", "customer", "provider", "investor, provider"}},
      {"status", "", {"announced", "in-force", "suspended", "ended"}},
  }};
  return words;
}

Cell cell_at(std::size_t index) {
  const CellWords& words = cell_words()[index];
  return {.term = std::string{words.term}, .key = std::string{words.key}};
}

std::string relationship_name(std::uint64_t index) {
  return fmt::format("acme-partner-{:06}", index);
}

std::string event_id(std::uint64_t sequence) {
  return fmt::format("EV-{:017x}", scramble(sequence));
}

std::string source_url(std::uint64_t sequence) {
  const std::uint64_t document = scramble(sequence + seed);
  const std::uint64_t place = scramble(document);
  return fmt::format(
      "https://filings.example.org/registry/{:04}/Q{}/doc-{:010}/rev-{:02}#sec-{:02}.{:02}-{:03x}",
      1991 + document % 30, 1 + (document >> 8U) % 4, (document >> 16U) % 10'000'000'000,
      place % 100, (place >> 8U) % 40, (place >> 16U) % 100, (place >> 24U) % 4096);
}

Workload::Workload(Shape shape, std::uint64_t events)
    : shape_{shape},
      relationships_{is_one_cell(shape)
                         ? 1
                         : (events + events_per_relationship - 1) / events_per_relationship},
      facts_{precise_facts(shape, events)} {
  if (shape != Shape::w) return;
  Dice dice{seed + 1};
  for (Fact& fact : facts_) make_mixed(fact, dice);
  make_corrections(facts_, relationships_, dice);
}

std::string Workload::line(std::uint64_t sequence) const {
  const Fact& fact = facts_[sequence - 1];
  std::string line = fmt::format(R"({{"id":"{}")", event_id(sequence));
  const std::string relationship =
      fmt::format(R"(,"relationship":"{}")", relationship_name(fact.relationship));
  if (fact.kind == FactKind::retracted) {
    line += R"(,"type":"retracted")" + relationship;
    line +=
        fmt::format(R"(,"target":"{}","reason":"the source was misread")", event_id(fact.target));
  } else {
    line +=
        fmt::format(R"(,"type":"{}")", fact.kind == FactKind::ended ? "term_ended" : "term_set");
    line += relationship;
    put_dates(line, fact);
    put_assertion(line, fact);
    if (fact.target != 0) line += fmt::format(R"(,"replaces":"{}")", event_id(fact.target));
  }
  line += fmt::format(R"(,"known":"{}")", known_text(fact, sequence));
  line += fmt::format(R"(,"source":{{"publisher":"the public registry","url":"{}"}}}})",
                      source_url(sequence));
  return line;
}

std::vector<std::string> Workload::lines(std::uint64_t sequence, std::uint64_t count) const {
  std::vector<std::string> all;
  const std::uint64_t end = std::min(sequence + count, events() + 1);
  for (std::uint64_t at = sequence; at < end; ++at) all.push_back(line(at));
  return all;
}

bool write_lines(const Workload& workload, const std::filesystem::path& path) {
  const std::filesystem::path unfinished = path.string() + ".unfinished";
  std::ofstream file{unfinished, std::ios::binary};
  for (std::uint64_t sequence = 1; sequence <= workload.events(); ++sequence) {
    file << workload.line(sequence) << '\n';
  }
  file.close();
  if (!file) return false;
  std::error_code failed;
  std::filesystem::rename(unfinished, path, failed);
  // What is measured next shall not share the disk with what is being written back.
  if (!failed) sync();
  return !failed;
}

}  // namespace annals::bench
