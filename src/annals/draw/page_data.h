#pragma once

#include <span>

#include "annals/codec/json.h"
#include "annals/draw/picture.h"
#include "annals/query/material.h"

namespace annals {

/// What the page's own kernel (`page/kernel.js`) works the answers out from, at any date and as
/// known at any moment.
///
/// Shape: `moments`: the day of each moment that a date of these statements begins or ends with, in
///        order, as days since 1970-01-01; null first stands for unbounded below, null last for
///        above. `known`: each moment at which something became known, in order, as a date that
///        `--known` takes. `values`: in the order of answers. Statements and corrections are rows
///        of numbers: sequences, and places in those lists; -1 is none. `others` of a group, the
///        events that say nothing of a cell, are rows too: sequence, place in `known`, first day
///        and the day after the last, null where unbounded. A moment has microseconds,
///        more of them than a number of JavaScript can tell apart; its place in order is all that
///        the rules need, since a question is about whole days.
/// Cost:  O(n log n) for n statements and events.
[[nodiscard]] Json page_data(const Picture& picture, std::span<const Material> materials);

}  // namespace annals
