#pragma once

#include "annals/event/cell.h"
#include "annals/state/cell_state.h"

namespace annals {

/// A cell's state without the event behind it, as the kernel gives it.
struct BareCell {
  Cell cell;
  CellState state;
};

}  // namespace annals
