// The judge of the database: answers by filtering a vector, one literal definition of semantics.md
// after the other, and nothing clever. It shares the value types (base, time, event) with the
// database and nothing else. Readers compare oracle.cpp with the page line by line.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "annals/event/event.h"
#include "annals/time/day.h"

namespace annals::oracle {

/// What a question may rest on: what was known by K, from the log up to N.
struct View {
  KnownTime known = KnownTime::latest();
  Sequence basis;
};

/// A moment V that is asked about, and what may be known of it.
struct Point {
  EffectiveTime on;
  View view;
};

/// An event in the log, with what it corrects.
struct Entry {
  Sequence sequence;
  RecordedTime recorded;
  KnownTime known;
  Event event;
  std::set<Sequence> replaced;  ///< what it replaces, and what that replaces, and so on
  std::set<Sequence> corrects;  ///< what it retracts or replaces
};

/// One assertion on a cell: in force from [s.first, s.last], perhaps to [u.first, u.last].
struct Claim {
  Sequence sequence;
  EffectiveWhen s;
  std::optional<EffectiveWhen> u;
  Value value;
};

/// §5: what is true of a cell.
struct State {
  Value value;
  bool certain;
  std::vector<Value> possible;
  Sequence leading;
  std::vector<Sequence> candidates;  ///< by (s.first, s.last, sequence)
};

/// §6: days `[from, to)` on which the answer stays the same; no day means unbounded.
struct Run {
  std::optional<Day> from;
  std::optional<Day> to;
  Value value;
  bool certain;
  std::vector<Value> possible;
};

/// §6: how a cell differs between two points.
struct Change {
  std::optional<State> before;
  std::optional<State> after;
  std::string cause;  ///< `world`, `learned`, `corrected` or `both`
};

struct Withdrawn {
  Sequence event;
  std::vector<Sequence> by;  ///< every event that withdraws it, oldest first
};

/// §6: what an answer rests on and what it does not; each list newest first, by (s.first, s.last,
/// sequence).
struct Reasons {
  std::vector<Sequence> standing;
  std::vector<Sequence> overridden;
  std::vector<Withdrawn> withdrawn;
  std::vector<Sequence> ahead;
};

class Oracle {
 public:
  /// §3: takes an event into the log at `now`, or at the time of the event before if that is later.
  void append(const Event& event, Moment now);

  /// The log; sequence n stands at n - 1.
  [[nodiscard]] const std::vector<Entry>& log() const { return log_; }
  [[nodiscard]] const Entry& at(Sequence sequence) const { return log_.at(sequence.value - 1); }
  [[nodiscard]] Sequence last() const { return {.value = log_.size()}; }

  /// §4: the events that a seen event which is not itself withdrawn retracts or replaces.
  [[nodiscard]] std::set<Sequence> withdrawn(const View& view) const;

  /// §5, for each cell that is in the answer.
  [[nodiscard]] std::map<Cell, State> state(std::string_view relationship,
                                            const Point& point) const;

  /// §5: `yes`, `possible` or `no`.
  [[nodiscard]] std::string holds(std::string_view relationship, const Assertion& asked,
                                  const Point& point) const;

  /// §6, for each cell that has a run.
  [[nodiscard]] std::map<Cell, std::vector<Run>> timeline(std::string_view relationship,
                                                          const View& view) const;

  /// §6, for each cell that differs.
  [[nodiscard]] std::map<Cell, Change> diff(std::string_view relationship, const Point& from,
                                            const Point& to) const;

  /// §6, for each cell that a seen event asserts something of.
  [[nodiscard]] std::map<Cell, Reasons> why(std::string_view relationship,
                                            const Point& point) const;

  /// cli.md: the first day of the unbroken run of days up to `point.on` with the value of
  /// `point.on`, found by looking at one day before the other. Nothing if unbounded, or no value.
  [[nodiscard]] std::optional<Day> held_since(std::string_view relationship, const Cell& cell,
                                              const Point& point) const;

 private:
  [[nodiscard]] Sequence find(std::string_view id) const;
  /// Every seen event that is not `gone` and retracts or replaces `event`, oldest first.
  [[nodiscard]] std::vector<Sequence> withdrawers(Sequence event, const View& view,
                                                  const std::set<Sequence>& gone) const;
  [[nodiscard]] bool rests_on_withdrawn(const std::optional<State>& state, const View& other) const;
  [[nodiscard]] std::map<Cell, std::vector<Claim>> seen_claims(std::string_view relationship,
                                                               const View& view) const;
  [[nodiscard]] std::map<Cell, std::vector<Claim>> claims(std::string_view relationship,
                                                          const View& view) const;

  std::vector<Entry> log_;
};

}  // namespace annals::oracle
