#pragma once

#include <string>
#include <vector>

#include "annals/base/result.h"
#include "annals/codec/json.h"
#include "annals/event/event.h"
#include "annals/store/store.h"

namespace annals {

/// Events of a log as another database can take them in: then it answers every question as this one
/// does, and each event has the sequence that it has here if all are taken from the first on.
///
/// For an event that was erased stands one that says nothing, `erased-SEQUENCE`: it corrects what
/// that had corrected, and is what corrections of it name. Borrows the snapshot.
class ExportForm {
 public:
  /// Errors: corrupt, io. Cost: what was erased is read.
  [[nodiscard]] static Result<ExportForm> of(const Snapshot& snapshot);

  /// The event. Errors: corrupt, io. Cost: a lookup or two for one that was erased, or corrects one
  /// that was.
  [[nodiscard]] Result<Json> line(const LoggedEvent& event) const;

 private:
  explicit ExportForm(const Snapshot& snapshot) : snapshot_{snapshot} {}

  [[nodiscard]] bool is_erased(Sequence sequence) const;
  /// The id that the event at `sequence` has there.
  [[nodiscard]] Result<std::string> name_of(Sequence sequence) const;
  [[nodiscard]] Result<std::string> stand_in(Sequence sequence) const;
  [[nodiscard]] Result<Json> line_of_erased(const LoggedEvent& erased) const;

  const Snapshot& snapshot_;
  std::vector<Sequence> erased_;  // sorted
};

}  // namespace annals
