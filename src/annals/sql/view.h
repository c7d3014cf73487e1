#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "annals/base/result.h"
#include "annals/query/question.h"
#include "annals/store/store.h"

namespace annals::sql {

/// A database as it was at one moment, and from where it is asked unless a query says otherwise.
struct View {
  std::shared_ptr<const void> keeps_open;  ///< what must live as long as the snapshot; may be none
  Snapshot snapshot;
  std::optional<EffectiveTime> on;  ///< none: the moment at which a query begins to read
  Scope scope;
};

/// What the tables of one connection have read: how much work its queries were.
struct Reads {
  std::uint64_t relationships = 0;  ///< relationships whose cells were read
  std::uint64_t events = 0;         ///< events read from the log to be shown or looked through
  std::uint64_t rows = 0;           ///< rows handed to SQLite, which may still leave some out
};

/// What the tables of one connection stand on. A view can be put in the place of another at any
/// time: a query that has begun goes on with the one that it began with, which is why it is shared.
struct Session {
  std::shared_ptr<const View> view;  ///< none: no database is open
  Reads reads;
};

}  // namespace annals::sql
