#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "annals/draw/axis.h"
#include "annals/event/cell.h"
#include "annals/event/sequence.h"
#include "annals/event/value.h"
#include "annals/query/material.h"
#include "annals/state/stretch.h"
#include "annals/state/timeline.h"

namespace annals {

/// How a strip begins or ends.
enum class Edge : std::uint8_t {
  sharp,
  fading,  ///< somewhere in the strip, it is not known when
  open,    ///< nowhere that is known
};

/// One of the values that a cell may have on the days of a bar.
struct Strip {
  Value value;
  Edge begin;
  Edge end;
};

/// Days on which the answer stays the same and some value is possible.
struct Bar {
  Days days;
  bool certain;
  std::vector<Strip>
      strips;         ///< one if it is certain; else each value that is possible, first to last
  std::string label;  ///< `exclusive`, `27 or 32.5?`
};

/// An event that asserts something of a lane's cell, or of none.
struct Mark {
  Sequence event;
  Days days;                          ///< on which it may have taken effect
  std::optional<Sequence> withdrawn;  ///< by this event
};

/// A cell and what is drawn of it.
struct Lane {
  std::size_t material;  ///< which of the relationships
  std::size_t cell;      ///< which of its cells
  std::vector<Bar> bars;
  std::vector<Mark> marks;  ///< in order of start
};

struct Group {
  std::string title;
  std::string subtitle;
  std::size_t material;
  std::vector<Lane> lanes;
  std::vector<Mark> others;  ///< events with a date that say nothing of any cell; in order of start
};

/// How the same value looks everywhere in a picture: 0 is neutral.
using Hue = unsigned;
inline constexpr Hue hue_max = 6;

/// What is drawn, without the places on the page. Borrows nothing.
struct Picture {
  std::string title;
  DayRange range;
  std::vector<Group> groups;
  std::map<Value, Hue> hues;  ///< values that are not in it are neutral

  [[nodiscard]] Hue hue(const Value& value) const;
  [[nodiscard]] std::size_t lanes() const;
};

/// A term, and perhaps the key, of the lanes to draw.
struct LaneChoice {
  std::string term;
  std::optional<std::string> key;  ///< none: every key
};

struct PictureOptions {
  Days range = {};                        ///< what is not given fits what is drawn
  std::vector<LaneChoice> lanes = {};     ///< empty: all
  std::optional<std::string> party = {};  ///< group by those whom this one has to do with
};

/// The bars of a cell's runs. Days on which it has surely ended have none.
[[nodiscard]] std::vector<Bar> bars_of(std::span<const Run> runs);

/// A lane for each cell, grouped by relationship or by party, and the other events of each. Lanes
/// whose statements all begin after the range are left out, and the other events beyond it or where
/// lanes are chosen. Cost: O(n log n) for n statements and events.
[[nodiscard]] Picture picture_of(std::span<const Material> materials,
                                 const PictureOptions& options);

}  // namespace annals
