#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/cell.h"
#include "annals/index/timeline_index.h"
#include "annals/query/bare_cell.h"
#include "annals/state/corrections.h"
#include "annals/state/statement.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

/// A relationship as it is kept in memory: all that was ever said of it up to when it was read, and
/// the state of each cell at every moment for those who may know all of that.
///
/// It is one piece of memory, of which this object is only the beginning: a question waits for
/// memory rather than for what is done here. What the questions for the present read comes first
/// and is packed; all that is known of one cell lies together (query/view_builder.h).
class RelationshipView {
 public:
  /// The cells `[begin, end)`.
  struct Cells {
    std::size_t begin;
    std::size_t end;

    [[nodiscard]] bool empty() const { return begin == end; }
  };

  /// Of one that is not kept: it is so large that a question should not read it whole.
  [[nodiscard]] static std::shared_ptr<const RelationshipView> too_large();

  /// `cells` by (term, key). Gives `too_large()` where it would take more than 2 GiB.
  /// Cost: O(n log n) for n statements, each of whose dates is a moment to work out.
  [[nodiscard]] static std::shared_ptr<const RelationshipView> make(
      std::span<const CellStatements> cells, std::span<const Correction> corrections);

  RelationshipView(const RelationshipView&) = delete;
  RelationshipView& operator=(const RelationshipView&) = delete;

  [[nodiscard]] bool is_kept() const { return header_.is_kept; }

  /// Whether those who ask within `horizon` may know everything that is kept here.
  [[nodiscard]] bool is_all_seen(const Horizon& horizon) const {
    return horizon.sees(header_.last, header_.latest_known);
  }

  /// Every cell, by (term, key).
  [[nodiscard]] Cells all() const { return {.begin = 0, .end = header_.cells}; }
  /// The cells that have this term, by key.
  [[nodiscard]] Cells of_term(std::string_view term) const;
  /// The one cell, or none if nothing was ever asserted of it.
  [[nodiscard]] Cells only(const Cell& cell) const;

  [[nodiscard]] Cell cell(std::size_t index) const;

  /// Whether the state of these cells at every moment is there. It is not where too many statements
  /// leave their order open.
  [[nodiscard]] bool are_worked_out(Cells cells) const;

  /// The states at `on` of cells that are worked out, for those who may know all.
  /// Cost: O(log n) for each cell.
  [[nodiscard]] std::vector<BareCell> states_at(Cells cells, EffectiveTime on) const;

  /// All that was ever asserted of a cell, by (start, sequence).
  [[nodiscard]] std::vector<Statement> statements(std::size_t cell) const;

  /// The statements by events that count. Cost: O(n), and a copy of those.
  [[nodiscard]] std::vector<Statement> counting(std::size_t cell, const Withdrawals& withdrawals,
                                                Horizon horizon) const;

  [[nodiscard]] std::span<const Correction> corrections() const;

  /// What it takes in memory.
  [[nodiscard]] std::size_t bytes() const { return header_.bytes; }

 private:
  friend class ViewBuilder;

  /// Where something begins: bytes from the beginning of this object.
  using Place = std::uint32_t;

  struct Header {
    std::size_t bytes = 0;
    Sequence first =
        {};              // the lowest of a statement or a correction; leading ones are told from it
    Sequence last = {};  // the highest
    KnownTime latest_known = KnownTime::earliest();
    EffectiveTime base = {};        // not after any moment
    std::uint64_t tick = 1;         // in microseconds; moments are told in these
    std::uint32_t cells = 0;        // as many `CellHash`, then `CellPlace`, lie behind the header
    std::uint32_t corrections = 0;  // how many
    Place lists_begin = 0;
    Place corrections_begin = 0;
    Place statements_begin = 0;
    Place statement_ends = 0;       // by cell, how many there are up to its last
    bool has_long_moments = false;  // of 64 bits, in microseconds
    bool is_kept = false;

    [[nodiscard]] std::uint64_t moment(EffectiveTime at) const;
  };

  /// By hash, so that a cell is found without looking at its name.
  struct CellHash {
    std::uint32_t hash;
    std::uint32_t cell;
  };

  /// By (term, key). The name and the values lie before the states, the moments behind them.
  struct CellPlace {
    Place name;
    std::uint32_t term_bytes;
    std::uint32_t key_bytes;
    Place states;
    std::uint32_t states_count;  // 0: it is not worked out
  };

  /// What a cell is from a moment on. The first one's is the earliest of all; those of the others
  /// are kept, in order.
  struct State {
    std::uint32_t leading;  // after the first sequence
    Place value;            // or `absent`; with `lists_bit`, where among the lists
  };
  static constexpr Place absent = ~Place{0};  // the cell is not in the answer
  static constexpr Place lists_bit = Place{1} << 31U;

  /// Of a state that has more than one possible value or candidate: most are those of a day on
  /// which something changes, and few ask about its middle. In `lists`, which are numbers, behind
  /// it lie the places of the possible values, then the candidates as `State::leading`.
  struct Lists {
    Place value;
    std::uint32_t possible;
    std::uint32_t candidates;
  };

  /// Before a value: for a text how long it is, and in the lowest bits which alternative it is.
  using ValueHead = std::uint32_t;
  static constexpr unsigned kind_bits = 2;
  static_assert(std::variant_size_v<Value> <= 1U << kind_bits);

  /// A statement whose value is kept once for all that have it.
  struct KeptStatement {
    Sequence sequence;
    KnownTime known;
    EffectiveSpan start;
    EffectiveSpan end;  // of no meaning unless `has_end`
    Place value;
    bool has_end;
  };

  explicit RelationshipView(const Header& header) : header_{header} {}

  [[nodiscard]] static std::uint32_t hash_of(std::string_view term, std::string_view key);

  [[nodiscard]] const std::byte* at(Place place) const {
    return reinterpret_cast<const std::byte*>(this) + place;
  }
  template <typename T>
  [[nodiscard]] std::span<const T> array(Place place, std::size_t count) const {
    return {reinterpret_cast<const T*>(at(place)), count};
  }
  [[nodiscard]] std::span<const CellHash> hashes() const;
  [[nodiscard]] std::span<const CellPlace> places() const;
  [[nodiscard]] std::string_view term_of(const CellPlace& cell) const;
  [[nodiscard]] std::string_view key_of(const CellPlace& cell) const;
  [[nodiscard]] Value value(Place place) const;
  [[nodiscard]] Place moments(const CellPlace& cell) const;
  [[nodiscard]] std::uint64_t moment_after(EffectiveTime on) const;
  [[nodiscard]] const State& state(const CellPlace& cell, std::uint64_t after) const;
  void expect(const CellPlace& cell) const;
  void put_state(const State& kept, CellState& state) const;
  [[nodiscard]] std::span<const KeptStatement> kept_statements(std::size_t cell) const;
  [[nodiscard]] Statement statement(const KeptStatement& kept) const;

  Header header_;
};

/// Whether something that is asked about should be kept in memory for the next question.
enum class Keeping : std::uint8_t {
  if_wanted,  ///< if it is asked for again and again
  no,         ///< what is there is used, but this question asks about too much to keep it all
};

/// The relationship as it is kept in memory. Null if it is not: it was never asked about before, or
/// it is too large. Errors: corrupt, io. Cost of what is there: one lookup in memory; else of all
/// its statements, once.
[[nodiscard]] Result<std::shared_ptr<const RelationshipView>> read_view(
    const Snapshot& snapshot, std::string_view relationship, Keeping keeping = Keeping::if_wanted);

}  // namespace annals
