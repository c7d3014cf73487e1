// annals through its front door: files are loaded by the command that users load them with, events
// appended and questions asked through the library.

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "annals/codec/json_line.h"
#include "annals/database.h"
#include "annals/query/find.h"
#include "annals/query/state.h"
#include "compare/run_process.h"
#include "must.h"
#include "peers/peer.h"

namespace annals::bench {
namespace {

/// What the other databases are given too.
constexpr std::size_t cache_bytes = std::size_t{1} << 30U;

/// The moment at the end of a day, as dates that are asked about mean it.
EffectiveTime end_of_day(std::int32_t day) {
  return {.at = last_moment_of(first_effective_day + std::chrono::days{day})};
}

std::vector<std::optional<Cell>> every_cell() {
  std::vector<std::optional<Cell>> cells;
  for (std::size_t i = 0; i < cells_per_relationship; ++i) cells.emplace_back(cell_at(i));
  return cells;
}

/// By cell and value: the condition that the cell has it.
std::vector<Condition> every_condition() {
  std::vector<Condition> conditions;
  for (const CellWords& words : cell_words()) {
    for (const std::string_view value : words.values) {
      conditions.push_back({.term = std::string{words.term},
                            .key = std::string{words.key},
                            .comparison = Comparison::equal,
                            .value = std::string{value}});
    }
  }
  return conditions;
}

/// Appends one event as one of many threads may, and several in a transaction.
class AnnalsWriter final : public Writer {
 public:
  explicit AnnalsWriter(Database& database) : database_{database} {}

  void append(const Batch& batch) override {
    if (batch.lines.size() == 1) {
      must(database_.append(must(reader_.read(batch.lines.front()))));
      return;
    }
    Transaction transaction = database_.begin();
    for (const std::string& line : batch.lines) must(transaction.add(must(reader_.read(line))));
    must(database_.commit(std::move(transaction)));
  }

 private:
  Database& database_;
  JsonLineReader reader_;
};

class Annals final : public Peer {
 public:
  explicit Annals(const Place& place)
      : program_{place.annals}, path_{place.directory / "events.db"} {}

  [[nodiscard]] std::string_view name() const override { return "annals"; }

  void create() override {
    must(Database::create(path_, {}));
    database_.emplace(must(Database::open(path_, {.access = Access::write})));
  }

  [[nodiscard]] std::unique_ptr<Writer> writer() override {
    return std::make_unique<AnnalsWriter>(*database_);
  }

  void load(const Bulk& bulk) override {
    relationships_ = bulk.relationships;
    run_process({program_, "--db", path_, "--quiet", "--no-progress", "ingest", bulk.lines});
  }

  [[nodiscard]] std::uint64_t bytes() override { return directory_bytes(path_); }

  void settle() override {
    for (std::uint64_t i = 0; i < relationships_; ++i) names_.push_back(relationship_name(i));
    database_.emplace(must(Database::open(path_, {.decoded_bytes_max = cache_bytes})));
    snapshot_.emplace(database_->snapshot());
    everything_.emplace(Horizon{.basis = database_->last()});
    for (int times = 0; times < 3; ++times) warm_up();
  }

  [[nodiscard]] Held at(const Point& point) override { return ask(point, *everything_); }

  [[nodiscard]] Held at_known(const Point& point) override {
    return ask(point, Horizon{.known = {.at = known_at(point.known)}, .basis = database_->last()});
  }

  void state(const Point& point, Cells& cells) override {
    for (Held& held : cells) held.clear();
    const auto answer = must(bare_state(*snapshot_, names_[point.relationship], std::nullopt,
                                        end_of_day(point.day), *everything_));
    // Both are in the order of (term, key), and a cell that has not begun is left out.
    std::size_t cell = 0;
    for (const BareCell& each : answer) {
      while (cell < cells_.size() && *cells_[cell] != each.cell) ++cell;
      if (cell == cells_.size()) stop("annals answers with a cell that the workload has not");
      take(each.state, cells[cell]);
    }
  }

  [[nodiscard]] std::size_t holders(const Sought& sought) override {
    const Condition& condition = conditions_[sought.cell * values_per_cell + sought.value];
    answer_ = must(bare_find(*snapshot_, std::span{&condition, 1}, end_of_day(sought.day),
                             *everything_, Certainty::certain));
    return answer_.relationships.size();
  }

  [[nodiscard]] std::vector<std::uint32_t> found() const override {
    std::vector<std::uint32_t> found;
    for (const auto& each : answer_.relationships) {
      const std::string_view name = each.relationship;
      const std::size_t digits = name.rfind('-') + 1;
      std::uint32_t index = 0;
      std::from_chars(name.data() + digits, name.data() + name.size(), index);
      found.push_back(index);
    }
    return found;
  }

 private:
  /// Asks about every relationship, and about as many days; what is asked for twice is kept.
  void warm_up() {
    constexpr std::uint64_t questions_min = 10'000;
    for (std::uint64_t i = 0; i < std::max(relationships_, questions_min); ++i) {
      const Point point{.relationship = static_cast<std::uint32_t>(i % relationships_),
                        .cell = 0,
                        .day = static_cast<std::int32_t>(i % effective_days),
                        .known = 0};
      Cells ignored;
      if (relationships_ > 1) state(point, ignored);
      if (relationships_ == 1) ask(point, *everything_);
    }
    if (relationships_ == 1) return;
    for (std::uint8_t cell = 0; cell < cells_per_relationship; ++cell) {
      for (std::uint8_t value = 0; value < values_per_cell; ++value) {
        static_cast<void>(holders({.cell = cell, .value = value, .day = effective_days / 2}));
      }
    }
  }

  Held ask(const Point& point, const Scope& scope) const {
    Held held;
    const auto answer = must(bare_state(*snapshot_, names_[point.relationship], cells_[point.cell],
                                        end_of_day(point.day), scope));
    if (!answer.empty()) take(answer.front().state, held);
    return held;
  }

  static void take(const CellState& state, Held& held) {
    const auto* const text = std::get_if<std::string>(&state.value);
    if (!state.certain || text == nullptr) stop("annals is not certain of a workload that is");
    held.set(state.leading.value, *text);
  }

  std::filesystem::path program_;
  std::filesystem::path path_;
  std::uint64_t relationships_ = 0;
  std::vector<std::string> names_;  // of relationships, by index
  std::vector<std::optional<Cell>> cells_ = every_cell();
  std::vector<Condition> conditions_ = every_condition();
  std::optional<Database> database_;
  std::optional<Snapshot> snapshot_;  // after the database, which must outlive it
  std::optional<Scope> everything_;
  FindAnswer<BareCell> answer_{};
};

}  // namespace

std::unique_ptr<Peer> make_annals(const Place& place) {
  return std::make_unique<Annals>(place);
}

}  // namespace annals::bench
