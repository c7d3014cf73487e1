#include "annals/codec/shape_finder.h"

#include <event_generated.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <utility>

namespace annals {
namespace {

using Kind = RecordShape::Kind;
using Step = RecordShape::Step;

constexpr std::uint32_t word_bytes = RecordShape::word_bytes;

// What a block holds once for all records of a shape must not be large.
constexpr std::size_t words_bytes_max = 1 << 16;
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
    Place{format::Source::VT_TITLE, What::text},     Place{format::Source::VT_PUBLISHER, What::text},
    Place{format::Source::VT_URL, What::text},       Place{format::Source::VT_PUBLISHED, What::text},
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
  for (const Table before : {Table::event, Table::source, Table::party, Table::field, Table::effect}) {
    if (before == table) break;
    role += places_of(before).size();
  }
  return static_cast<std::uint32_t>(role);
}

constexpr std::size_t roles = event_places.size() + source_places.size() + party_places.size() +
                              field_places.size() + effect_places.size();
// Roles of the event occur once, but for `reach`; so there is room for all.
static_assert((roles - event_places.size() + 1) * occurrences_max + event_places.size() <=
              ShapeFinder::columns_max);

/// A mark on a word: 0, or a kind and a role's place in the columns.
constexpr unsigned mark_bits = 3;
constexpr std::uint16_t mark_of(Kind kind, std::uint32_t place) {
  return static_cast<std::uint16_t>(place << mark_bits | static_cast<unsigned>(kind));
}
constexpr Kind kind_of(std::uint16_t mark) {
  return static_cast<Kind>(mark & ((1U << mark_bits) - 1));
}

}  // namespace

/// A walk through one record, which marks its words.
class ShapeFinder::Walk {
 public:
  Walk(std::string_view record, std::vector<std::uint16_t>& marks) : record_{record}, marks_{marks} {
    marks_.assign(record.size() / word_bytes, 0);
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
  bool mark(std::size_t at, std::uint16_t mark) {
    std::uint16_t& word = marks_[at / word_bytes];
    if (word != 0 && kind_of(word) != kind_of(mark)) return false;
    if (word == 0) word = mark;
    return true;
  }

  /// Follows the distance that stands at `at`: where it leads, 0 if not to a whole word.
  std::size_t follow(std::size_t at) {
    if (at % word_bytes != 0 || !has(at, word_bytes)) return 0;
    if (!mark(at, mark_of(Kind::forward, 0))) return 0;
    const std::size_t target = at + read<std::uint32_t>(at);
    return target % word_bytes == 0 && target > at && has(target, word_bytes) ? target : 0;
  }

  bool text_at(std::size_t at, std::uint32_t place) {
    const std::size_t target = follow(at);
    return target != 0 && mark(target, mark_of(Kind::text, place));
  }

  bool number_at(std::size_t at, std::uint32_t place) {
    return at % word_bytes == 0 && has(at, sizeof(std::uint64_t)) &&
           mark(at, mark_of(Kind::number, place));
  }

  bool table_at(std::size_t at, Table table, std::uint32_t occurrence);
  bool place_at(std::size_t at, const Place& place, std::uint32_t role, std::uint32_t occurrence);
  bool list_at(std::size_t at, const Place& place, std::uint32_t role);

  [[nodiscard]] static std::uint32_t column_place(std::uint32_t role, std::uint32_t occurrence) {
    if (role < event_places.size() && role != reach_role) return role;
    const std::uint32_t list =
        role == reach_role ? 0 : role - static_cast<std::uint32_t>(event_places.size()) + 1;
    return static_cast<std::uint32_t>(event_places.size()) + list * occurrences_max +
           std::min(occurrence, occurrences_max - 1);
  }
  static constexpr std::uint32_t reach_role = 12;
  static_assert(event_places[reach_role].what == What::texts);

  std::string_view record_;
  std::vector<std::uint16_t>& marks_;
  std::uint32_t parties_ = 0;
};

bool ShapeFinder::Walk::table_at(std::size_t at, Table table, std::uint32_t occurrence) {
  const std::size_t begin = follow(at);
  if (begin == 0) return false;
  if (marks_[begin / word_bytes] != 0) return kind_of(marks_[begin / word_bytes]) == Kind::backward;
  mark(begin, mark_of(Kind::backward, 0));
  const std::int64_t vtable = static_cast<std::int64_t>(begin) - read<std::int32_t>(begin);
  if (vtable < 0 || !has(static_cast<std::size_t>(vtable), sizeof(std::uint16_t))) return false;
  const auto offsets = static_cast<std::size_t>(vtable);
  const std::size_t size = read<std::uint16_t>(offsets);
  const bool is_half = offsets % word_bytes == RecordShape::half_bytes;
  if (is_half) mark(offsets, mark_of(Kind::text_half, 0));
  if (!has(offsets, size)) return false;
  std::uint32_t role = first_role(table);
  for (const Place& place : places_of(table)) {
    const bool is_known = place.offset + sizeof(std::uint16_t) <= size;
    const std::size_t offset = is_known ? read<std::uint16_t>(offsets + place.offset) : 0;
    if (offset != 0 && !place_at(begin + offset, place, role, occurrence)) return false;
    ++role;
  }
  return true;
}

bool ShapeFinder::Walk::place_at(std::size_t at, const Place& place, std::uint32_t role,
                                 std::uint32_t occurrence) {
  switch (place.what) {
    case What::text:
      return text_at(at, column_place(role, occurrence));
    case What::number:
      return number_at(at, column_place(role, occurrence));
    case What::table:
      return table_at(at, place.table, 0);
    case What::texts:
    case What::tables:
      break;
  }
  return list_at(at, place, role);
}

bool ShapeFinder::Walk::list_at(std::size_t at, const Place& place, std::uint32_t role) {
  const std::size_t begin = follow(at);
  if (begin == 0) return false;
  const std::size_t count = read<std::uint32_t>(begin);
  if (count > record_.size() / word_bytes || !has(begin, (count + 1) * word_bytes)) return false;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t item = begin + (i + 1) * word_bytes;
    if (marks_[item / word_bytes] != 0) return false;
    const bool is_party = place.table == Table::party;
    const std::uint32_t occurrence = is_party ? parties_++ : i;
    const bool done = place.what == What::texts ? text_at(item, column_place(role, occurrence))
                                                : table_at(item, place.table, occurrence);
    if (!done) return false;
  }
  return true;
}

std::optional<RecordShape> ShapeFinder::find(std::string_view record) {
  if (record.size() % word_bytes != 0 || record.size() > record_bytes_max) return std::nullopt;
  if (!Walk{record, marks_}.root()) return std::nullopt;
  const auto column = [](auto& columns, std::uint16_t mark, std::uint32_t& count) {
    std::uint16_t& known = columns[mark >> mark_bits];
    if (known == 0) known = static_cast<std::uint16_t>(++count);
    return static_cast<std::uint32_t>(known - 1);
  };
  struct Move {
    std::uint32_t end;  // in the record, of a text's bytes
    std::uint32_t by;   // how much further to the front stands what comes behind them
  };
  std::vector<Move> moves{{.end = 0, .by = 0}};
  std::vector<Step> steps;
  std::string words;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> distances;  // in `words`, in the record
  const auto put = [&](Kind kind) {
    if (!steps.empty() && steps.back().kind == kind) {
      ++steps.back().argument;
    } else {
      steps.push_back({.kind = kind, .argument = 1});
    }
  };
  std::uint64_t last_number = 0;
  bool has_number = false;
  for (std::size_t at = 0; at < record.size();) {
    const std::uint16_t mark = marks_[at / word_bytes];
    const Kind kind = kind_of(mark);
    std::uint32_t head = 0;
    std::memcpy(&head, record.data() + at, sizeof(head));
    if (mark == 0 || kind == Kind::text_half) {
      words.append(record.substr(at, word_bytes));
      put(Kind::same);
      at += word_bytes;
    } else if (kind == Kind::forward || kind == Kind::backward) {
      distances.emplace_back(words.size(), at);
      words.append(record.substr(at, word_bytes));
      put(kind);
      at += word_bytes;
    } else if (kind == Kind::text) {
      const std::size_t half = at + word_bytes + RecordShape::text_bytes(Kind::text_half, head);
      const bool is_half = half < record.size() && kind_of(marks_[half / word_bytes]) == Kind::text_half;
      const Kind text = is_half ? Kind::text_half : Kind::text;
      steps.push_back({.kind = text, .argument = column(text_columns_, mark, texts_)});
      words.append(word_bytes, '\0');
      at += word_bytes + RecordShape::text_bytes(text, head);
      moves.push_back({.end = static_cast<std::uint32_t>(at),
                       .by = static_cast<std::uint32_t>(at - words.size())});
      if (is_half) {
        words.append(record.substr(at, RecordShape::half_bytes));
        at += RecordShape::half_bytes;
      }
    } else {
      std::uint64_t number = 0;
      if (record.size() - at < sizeof(number)) return std::nullopt;
      std::memcpy(&number, record.data() + at, sizeof(number));
      const bool repeats = has_number && number == last_number && number != 0;
      steps.push_back({.kind = repeats ? Kind::repeated : Kind::number,
                       .argument = repeats ? 0 : column(number_columns_, mark, numbers_)});
      last_number = number;
      has_number = true;
      words.append(sizeof(number), '\0');
      at += sizeof(number);
    }
    if (words.size() > words_bytes_max) return std::nullopt;
  }
  const auto moved = [&moves](std::int64_t at) {
    const auto behind = std::ranges::upper_bound(
        moves, at, {}, [](const Move& move) { return std::int64_t{move.end}; });
    return at - (behind - 1)->by;
  };
  for (const auto& [to, from] : distances) {
    std::uint32_t value = 0;
    std::memcpy(&value, words.data() + to, sizeof(value));
    const bool backward = kind_of(marks_[from / word_bytes]) == Kind::backward;
    const std::int64_t target = std::int64_t{from} + (backward ? -std::int64_t{static_cast<std::int32_t>(value)} : std::int64_t{value});
    if (target < 0 || target > static_cast<std::int64_t>(record.size())) return std::nullopt;
    const std::int64_t way = moved(target) - std::int64_t{to};
    value = static_cast<std::uint32_t>(backward ? -way : way);
    std::memcpy(words.data() + to, &value, sizeof(value));
  }
  return RecordShape::make(std::move(steps), std::move(words));
}

}  // namespace annals
