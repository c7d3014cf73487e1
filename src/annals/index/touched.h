#pragma once

#include "annals/event/event.h"
#include "annals/store/memory.h"

namespace annals {

/// Adds what the event says something new about: its relationship and those that it reaches; the
/// terms of its effects, or all of them if it corrects another, whose terms it does not tell.
void touch(const LoggedEvent& logged, Touched& touched);

}  // namespace annals
