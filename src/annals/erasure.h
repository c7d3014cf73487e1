#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/index/projection.h"
#include "annals/store/store.h"
#include "annals/time/instant.h"

namespace annals {

// What `Database::erase` consists of. Between beginning and finishing, no index may be asked.

/// What is left of an event that was erased.
struct ErasedEvent {
  LoggedEvent left;
  std::vector<std::string> named_by;  ///< the ids of later events, which still say its id
};

/// Told what is being done and how much of it is; returns false to stop.
using EraseProgress =
    std::function<bool(std::string_view doing, std::uint64_t done, std::uint64_t total)>;

/// Why an event is erased, and when.
struct ErasureCause {
  std::string_view reason;
  Moment at;
};

/// Takes the content of an event out of the log, in one step that the disk has then, and leaves
/// word that indexes and files still have it. Errors: as `Database::erase`.
[[nodiscard]] Result<ErasedEvent> begin_erasure(Store& store, std::string_view id,
                                                const ErasureCause& cause);

/// Makes the indexes anew, and all files; then drops the word. Projections that are not among these
/// lose all their rows. Can be repeated from any place where it stopped. Errors: as
/// `Database::erase`.
[[nodiscard]] Status finish_erasure(Store& store, ProjectionList projections,
                                    const EraseProgress& progress);

}  // namespace annals
