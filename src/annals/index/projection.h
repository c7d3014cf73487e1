#pragma once

#include <cstdint>
#include <string_view>

#include "annals/event/event.h"
#include "annals/store/store.h"

namespace annals {

/// An index that is worked out from the log and from nothing else: it can be dropped and replayed.
struct Projection {
  std::string_view name;
  std::uint32_t version;  ///< raised with every change of what `apply` writes
  Column column;          ///< nobody else writes there

  /// Puts what the event adds to the index. Depends on the event alone, so that the order in which
  /// batches are cut makes no difference.
  void (*apply)(const LoggedEvent& event, Batch& batch);
};

}  // namespace annals
