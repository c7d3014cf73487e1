#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/store/store.h"

namespace annals {

enum class ChangeKind : std::uint8_t {
  effect,     ///< an event that counts took effect; notes and retractions have none
  end,        ///< what an event that counts asserted came to its end
  known,      ///< an event became known
  corrected,  ///< an event was withdrawn: the correction became known
};

/// `effect`, `end`, `known` or `corrected`.
[[nodiscard]] std::string_view to_text(ChangeKind kind);

/// Something that happened within a window of time, in the world or in what is known of it.
struct WindowChange {
  ChangeKind kind;
  bool certain;                   ///< its date lies in the window as a whole
  Moment at;                      ///< the first moment of its date
  LoggedEvent event;              ///< of `corrected`: what was withdrawn
  std::optional<LoggedEvent> by;  ///< of `corrected`: what withdrew it
};

struct ChangesAnswer {
  Sequence basis;
  std::vector<WindowChange> changes;  ///< by moment, then by kind, then by place in the log
};

/// A window of time, both moments included.
struct Window {
  Moment from;
  Moment to;
};

/// What took effect, ended, became known and was corrected within a window, in all relationships or
/// in those that `party` was ever said to be party to. Errors: corrupt, io.
///
/// An event that neither counts nor corrects is still listed where it became known. Retractions are
/// listed by what they withdraw, if that was seen.
/// Cost: the events whose dates reach into the window and the corrections of their relationships,
///       whatever the length of the log.
[[nodiscard]] Result<ChangesAnswer> changes(const Snapshot& snapshot, const Window& window,
                                            const std::optional<std::string>& party,
                                            const Scope& scope);

}  // namespace annals
