#include "annals/codec/shape_finder.h"

#include <event_generated.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace annals {
namespace {

using Kind = RecordShape::Kind;
using Step = RecordShape::Step;

constexpr std::uint32_t word_bytes = RecordShape::word_bytes;

constexpr std::size_t signature_bytes_max = 64;
constexpr std::size_t record_bytes_max = 1 << 24;

enum class Table : std::uint8_t { event, source, party, field, effect };
enum class What : std::uint8_t { text, texts, number, table, tables };

/// A field of a table: where its vtable speaks of it, and what it is.
struct Place {
  flatbuffers::voffset_t offset;
  What what;
  Table table = Table::event;  // what it leads to
};

constexpr std::array event_places{
    Place{format::Event::VT_SEQUENCE, What::number},
    Place{format::Event::VT_RECORDED, What::number},
    Place{format::Event::VT_KNOWN, What::number},
    Place{format::Event::VT_ID, What::text},
    Place{format::Event::VT_TYPE, What::text},
    Place{format::Event::VT_RELATIONSHIP, What::text},
    Place{format::Event::VT_EFFECTIVE, What::text},
    Place{format::Event::VT_UNTIL, What::text},
    Place{format::Event::VT_KNOWN_TEXT, What::text},
    Place{format::Event::VT_RETRACTS, What::number},
    Place{format::Event::VT_REPLACES, What::number},
    Place{format::Event::VT_REPLACES_ID, What::text},
    Place{format::Event::VT_REACH, What::texts},
    Place{format::Event::VT_SOURCE, What::table, Table::source},
    Place{format::Event::VT_OCCASION, What::text},
    Place{format::Event::VT_NOTE, What::text},
    Place{format::Event::VT_FIELDS, What::tables, Table::field},
    Place{format::Event::VT_EFFECTS, What::tables, Table::effect},
};
constexpr std::array source_places{
    Place{format::Source::VT_TITLE, What::text}, Place{format::Source::VT_PUBLISHER, What::text},
    Place{format::Source::VT_URL, What::text},   Place{format::Source::VT_PUBLISHED, What::text},
    Place{format::Source::VT_QUOTE, What::text},
};
constexpr std::array party_places{
    Place{format::Party::VT_ENTITY, What::text},
    Place{format::Party::VT_ROLE, What::text},
};
constexpr std::array field_places{
    Place{format::Field::VT_NAME, What::text},
    Place{format::Field::VT_TEXT, What::text},
    Place{format::Field::VT_NUMBER, What::number},
    Place{format::Field::VT_PARTIES, What::tables, Table::party},
};
constexpr std::array effect_places{
    Place{format::Effect::VT_TERM, What::text},
    Place{format::Effect::VT_KEY, What::text},
    Place{format::Effect::VT_TEXT, What::text},
    Place{format::Effect::VT_NUMBER, What::number},
};

std::span<const Place> places_of(Table table) {
  switch (table) {
    case Table::event:
      return event_places;
    case Table::source:
      return source_places;
    case Table::party:
      return party_places;
    case Table::field:
      return field_places;
    case Table::effect:
      break;
  }
  return effect_places;
}

/// Roles are numbered through all tables; each has a column for its first, second, … text in a
/// record, the last of them for all that follow.
constexpr std::uint32_t occurrences_max = 8;

std::uint32_t first_role(Table table) {
  std::size_t role = 0;
  for (const Table before :
       {Table::event, Table::source, Table::party, Table::field, Table::effect}) {
    if (before == table) break;
    role += places_of(before).size();
  }
  return static_cast<std::uint32_t>(role);
}

constexpr std::size_t roles = event_places.size() + source_places.size() + party_places.size() +
                              field_places.size() + effect_places.size();
// Roles of the event occur once, but for `reach`; so there is room for all.
static_assert((roles - event_places.size() + 1) * occurrences_max + event_places.size() <=
              shape_columns_max);

constexpr std::uint32_t event_roles = event_places.size();
constexpr std::uint32_t reach_role = 12;
static_assert(event_places[reach_role].what == What::texts);

constexpr std::uint32_t column_of(std::uint32_t role, std::uint32_t occurrence) {
  if (role < event_roles && role != reach_role) return role;
  const std::uint32_t list = role == reach_role ? 0 : role - event_roles + 1;
  return event_roles + list * occurrences_max + std::min(occurrence, occurrences_max - 1);
}

/// What a word is, where it is not the same in all records; `same`: no mark.
struct Mark {
  Kind kind = Kind::same;
  std::uint8_t column = 0;
};
static_assert(shape_columns_max <= 1 << 8U);

/// A walk through one record, which marks its words. `text_half` marks a word in the middle of
/// which something begins that is the same in all.
class Walk {
 public:
  Walk(std::string_view record, std::vector<Mark>& marks) : record_{record}, marks_{marks} {
    marks_.assign(record.size() / word_bytes, {});
  }

  bool root() { return table_at(0, Table::event, 0); }

 private:
  template <typename Integer>
  [[nodiscard]] Integer read(std::size_t at) const {
    Integer value = 0;
    std::memcpy(&value, record_.data() + at, sizeof(value));
    return value;
  }
  [[nodiscard]] bool has(std::size_t at, std::size_t bytes) const {
    return at <= record_.size() && bytes <= record_.size() - at;
  }

  /// False if the word is marked as something else.
  bool mark(std::size_t at, Kind kind, std::uint32_t column = 0) {
    Mark& word = marks_[at / word_bytes];
    if (word.kind != Kind::same) return word.kind == kind;
    word = {.kind = kind, .column = static_cast<std::uint8_t>(column)};
    return true;
  }

  /// Follows the distance that stands at `at`: where it leads, 0 if not to a whole word.
  std::size_t follow(std::size_t at) {
    if (at % word_bytes != 0 || !has(at, word_bytes)) return 0;
    if (!mark(at, Kind::forward)) return 0;
    const std::size_t target = at + read<std::uint32_t>(at);
    return target % word_bytes == 0 && target > at && has(target, word_bytes) ? target : 0;
  }

  bool text_at(std::size_t at, std::uint32_t column) {
    const std::size_t target = follow(at);
    return target != 0 && mark(target, Kind::text, column);
  }

  bool number_at(std::size_t at, std::uint32_t column) {
    // What is not said to be known at another time is known when it is recorded.
    const bool repeats = column == known_column && !has_known_text_;
    return at % word_bytes == 0 && has(at, sizeof(std::uint64_t)) &&
           mark(at, repeats ? Kind::repeated : Kind::number, column);
  }

  bool table_at(std::size_t at, Table table, std::uint32_t occurrence);
  bool place_at(std::size_t at, const Place& place, std::uint32_t role, std::uint32_t occurrence);
  bool list_at(std::size_t at, const Place& place, std::uint32_t role);

  static constexpr std::uint32_t known_column = 2;
  static_assert(event_places[known_column].offset == format::Event::VT_KNOWN);

  std::string_view record_;
  std::vector<Mark>& marks_;
  std::uint32_t parties_ = 0;
  bool has_known_text_ = false;
};

bool Walk::table_at(std::size_t at, Table table, std::uint32_t occurrence) {
  const std::size_t begin = follow(at);
  if (begin == 0) return false;
  const Kind before = marks_[begin / word_bytes].kind;
  if (before != Kind::same) return before == Kind::backward;
  mark(begin, Kind::backward);
  const std::int64_t vtable = static_cast<std::int64_t>(begin) - read<std::int32_t>(begin);
  if (vtable < 0 || !has(static_cast<std::size_t>(vtable), sizeof(std::uint16_t))) return false;
  const auto offsets = static_cast<std::size_t>(vtable);
  const std::size_t size = read<std::uint16_t>(offsets);
  const bool is_half = offsets % word_bytes == RecordShape::half_bytes;
  if (is_half) mark(offsets, Kind::text_half);
  if (!has(offsets, size)) return false;
  const auto offset_of = [&](flatbuffers::voffset_t place) -> std::size_t {
    return place + sizeof(place) <= size ? read<std::uint16_t>(offsets + place) : 0;
  };
  if (table == Table::event) has_known_text_ = offset_of(format::Event::VT_KNOWN_TEXT) != 0;
  std::uint32_t role = first_role(table);
  for (const Place& place : places_of(table)) {
    const std::size_t offset = offset_of(place.offset);
    if (offset != 0 && !place_at(begin + offset, place, role, occurrence)) return false;
    ++role;
  }
  return true;
}

bool Walk::place_at(std::size_t at, const Place& place, std::uint32_t role,
                    std::uint32_t occurrence) {
  switch (place.what) {
    case What::text:
      return text_at(at, column_of(role, occurrence));
    case What::number:
      return number_at(at, column_of(role, occurrence));
    case What::table:
      return table_at(at, place.table, 0);
    case What::texts:
    case What::tables:
      break;
  }
  return list_at(at, place, role);
}

bool Walk::list_at(std::size_t at, const Place& place, std::uint32_t role) {
  const std::size_t begin = follow(at);
  if (begin == 0) return false;
  const std::size_t count = read<std::uint32_t>(begin);
  if (count > record_.size() / word_bytes || !has(begin, (count + 1) * word_bytes)) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t item = begin + (i + 1) * word_bytes;
    if (marks_[item / word_bytes].kind != Kind::same) return false;
    const bool is_party = place.table == Table::party;
    const std::uint32_t occurrence = is_party ? parties_++ : i;
    const bool done = place.what == What::texts ? text_at(item, column_of(role, occurrence))
                                                : table_at(item, place.table, occurrence);
    if (!done) return false;
  }
  return true;
}

/// Puts the steps and words of a shape together from a record and its marks.
class Builder {
 public:
  Builder(std::string_view record, std::span<const Mark> marks) : record_{record}, marks_{marks} {}

  std::optional<RecordShape> build();

 private:
  /// Where the bytes of a text end in the record, and how much further to the front stands in the
  /// shape what comes behind them.
  struct Move {
    std::int64_t end;
    std::int64_t by;
  };
  struct Distance {
    std::size_t to;    // in the shape
    std::size_t from;  // in the record
    bool backward;
  };

  template <typename Integer>
  [[nodiscard]] Integer read(std::size_t at) const {
    Integer value = 0;
    std::memcpy(&value, record_.data() + at, sizeof(value));
    return value;
  }

  void put_counted(Kind kind) {
    if (!steps_.empty() && steps_.back().kind == kind) {
      ++steps_.back().argument;
    } else {
      steps_.push_back({.kind = kind, .argument = 1});
    }
    words_ += record_.substr(at_, word_bytes);
    at_ += word_bytes;
  }
  bool put_text(std::uint32_t column);
  bool put_number(const Mark& mark);
  bool put_word();
  bool set_distances();

  std::string_view record_;
  std::span<const Mark> marks_;
  std::size_t at_ = 0;
  std::vector<Step> steps_;
  std::string words_;
  std::vector<Move> moves_{{.end = 0, .by = 0}};
  std::vector<Distance> distances_;
  std::optional<std::uint64_t> last_number_;
};

bool Builder::put_text(std::uint32_t column) {
  const std::size_t size = read<std::uint32_t>(at_);
  const std::size_t begin = at_ + word_bytes;
  const std::size_t half = begin + RecordShape::text_bytes(Kind::text_half, size);
  const bool is_half = half < record_.size() && marks_[half / word_bytes].kind == Kind::text_half;
  const Kind kind = is_half ? Kind::text_half : Kind::text;
  at_ = begin + RecordShape::text_bytes(kind, size);
  if (at_ > record_.size()) return false;
  steps_.push_back({.kind = kind, .argument = column});
  words_.append(word_bytes, '\0');
  moves_.push_back({.end = static_cast<std::int64_t>(at_),
                    .by = static_cast<std::int64_t>(at_ - words_.size())});
  if (is_half) {
    words_ += record_.substr(at_, RecordShape::half_bytes);
    at_ += RecordShape::half_bytes;
  }
  return true;
}

bool Builder::put_number(const Mark& mark) {
  if (record_.size() - at_ < sizeof(std::uint64_t)) return false;
  const auto number = read<std::uint64_t>(at_);
  if (mark.kind == Kind::repeated && last_number_ == number) {
    steps_.push_back({.kind = Kind::repeated, .argument = 1});
  } else {
    steps_.push_back({.kind = Kind::number, .argument = mark.column});
  }
  last_number_ = number;
  words_.append(sizeof(number), '\0');
  at_ += sizeof(number);
  return true;
}

bool Builder::put_word() {
  const Mark& mark = marks_[at_ / word_bytes];
  switch (mark.kind) {
    case Kind::same:
    case Kind::text_half:
      put_counted(Kind::same);
      return true;
    case Kind::forward:
    case Kind::backward:
      distances_.push_back(
          {.to = words_.size(), .from = at_, .backward = mark.kind == Kind::backward});
      put_counted(mark.kind);
      return true;
    case Kind::text:
      return put_text(mark.column);
    case Kind::number:
    case Kind::repeated:
      break;
  }
  return put_number(mark);
}

/// Makes distances in the record to those in the shape, where texts take no bytes.
bool Builder::set_distances() {
  for (const Distance& distance : distances_) {
    const auto from = static_cast<std::int64_t>(distance.from);
    const std::int64_t target = distance.backward ? from - read<std::int32_t>(distance.from)
                                                  : from + read<std::uint32_t>(distance.from);
    if (target < 0 || target > static_cast<std::int64_t>(record_.size())) return false;
    const auto behind = std::ranges::upper_bound(moves_, target, {}, &Move::end);
    const std::int64_t way =
        target - std::prev(behind)->by - static_cast<std::int64_t>(distance.to);
    const auto value = static_cast<std::uint32_t>(distance.backward ? -way : way);
    std::memcpy(words_.data() + distance.to, &value, sizeof(value));
  }
  return true;
}

std::optional<RecordShape> Builder::build() {
  while (at_ < record_.size()) {
    if (!put_word() || words_.size() > RecordShape::words_bytes_max) return std::nullopt;
  }
  if (!set_distances()) return std::nullopt;
  return RecordShape::make(std::move(steps_), std::move(words_));
}

}  // namespace

std::optional<RecordShape> find_shape(std::string_view record) {
  if (record.size() % word_bytes != 0 || record.size() > record_bytes_max) return std::nullopt;
  thread_local std::vector<Mark> marks;
  if (!Walk{record, marks}.root()) return std::nullopt;
  return Builder{record, marks}.build();
}

std::uint64_t shape_signature(std::string_view record) {
  const auto read = [record](std::size_t at, auto value) {
    if (at > record.size() || sizeof(value) > record.size() - at) return value;
    std::memcpy(&value, record.data() + at, sizeof(value));
    return value;
  };
  // What the event's vtable says: which parts there are, and where.
  const std::size_t event = read(0, std::uint32_t{0});
  const auto vtable =
      static_cast<std::size_t>(static_cast<std::int64_t>(event) - read(event, std::int32_t{0}));
  const std::size_t size =
      std::min<std::size_t>(read(vtable, std::uint16_t{0}), signature_bytes_max);
  std::uint64_t signature = 0;
  for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
    constexpr std::uint64_t factor = 0x9E3779B97F4A7C15;
    const std::size_t left = size - at;
    std::uint64_t word = read(vtable + at, std::uint64_t{0});
    if (left < sizeof(word)) word &= (std::uint64_t{1} << left * 8) - 1;
    signature = (signature ^ word) * factor;
    signature ^= signature >> 32U;
  }
  return signature;
}

}  // namespace annals
