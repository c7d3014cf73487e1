#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "annals/event/event.h"

namespace annals {

/// What a correction has to know of the event that it corrects, of events that follow one another
/// in the log: its id and its relationships. To read it out of a block of the log would take a
/// hundred times as long.
class TargetList {
 public:
  /// Adds an event, which follows the one before in the log and is not erased.
  void add(const LoggedEvent& event);

  /// Lets go of memory for more of them.
  void end();

  [[nodiscard]] Sequence first() const { return first_; }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] bool contains(Sequence sequence) const {
    return sequence >= first_ && sequence.value - first_.value < size();
  }

  /// An event that it contains: its sequence, id, relationship and reach, and nothing else of it.
  [[nodiscard]] LoggedEvent event(Sequence sequence) const;

 private:
  Sequence first_;
  std::string texts_;              // of each event its id, relationship and reach
  std::vector<std::size_t> ends_;  // where those of each end
};

}  // namespace annals
