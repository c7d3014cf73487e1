#include "annals/index/own_projections.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/index/projections.h"

namespace annals {
namespace {

constexpr std::string_view own_prefix = "own/";

Column own_column(std::size_t place) {
  return packed_column_at(named_packed_count + place);
}

std::size_t place_of(Column column) {
  return packed_index(column) - named_packed_count;
}

Error refused(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

bool is_name(std::string_view name) {
  constexpr std::size_t bytes_max = 64;
  return !name.empty() && name.size() <= bytes_max && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

const OwnProjection* find(const std::vector<OwnProjection>& all, std::string_view name) {
  const auto there = std::ranges::find(all, name, &OwnProjection::name);
  return there == all.end() ? nullptr : &*there;
}

}  // namespace

void RowSink::put_own(std::string_view key, std::string_view value) {
  thread_local std::string place;  // both keep their memory from row to row
  thread_local std::string entry;
  place = key;
  put_big_endian(place, event_.sequence.value);
  entry.clear();
  put_big_endian_signed(entry, event_.known.microseconds());
  entry += value;
  batch_.put(column_, place, entry);
}

Entry own_entry(std::string_view name, Column column, const Checkpoint& checkpoint) {
  Entry entry{.key = std::string{own_prefix} + std::string{name}, .value = {}};
  entry.value += static_cast<char>(place_of(column));
  put_big_endian(entry.value, checkpoint.version);
  put_big_endian(entry.value, checkpoint.sequence.value);
  return entry;
}

std::optional<OwnProjection> decode_own(std::string_view key, std::string_view value) {
  if (!key.starts_with(own_prefix) || value.empty()) return std::nullopt;
  key.remove_prefix(own_prefix.size());
  const auto place = static_cast<unsigned char>(value.front());
  value.remove_prefix(1);
  const auto version = take_big_endian(value);
  const auto sequence = version ? take_big_endian(value) : std::nullopt;
  if (!sequence || !value.empty() || place >= own_count || !is_name(key)) return std::nullopt;
  return OwnProjection{.name = std::string{key},
                       .column = own_column(place),
                       .checkpoint = {.version = *version, .sequence = {.value = *sequence}}};
}

Result<std::vector<OwnProjection>> read_own(const Snapshot& snapshot) {
  std::vector<OwnProjection> all;
  std::set<Column> taken;
  Cursor cursor = snapshot.scan(Column::meta, own_prefix);
  for (; cursor.valid(); cursor.next()) {
    auto own = decode_own(cursor.key(), cursor.value());
    if (!own || !taken.insert(own->column).second) {
      return Error{.code = ErrorCode::corrupt,
                   .message = fmt::format("what the database's '{}' says of a projection cannot be",
                                          cursor.key())};
    }
    all.push_back(*std::move(own));
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return all;
}

ProjectionSet::ProjectionSet() : all_{all_projections().begin(), all_projections().end()} {}

void ProjectionSet::add(const Projection& own, Column column) {
  auto named = std::make_unique<Named>(Named{.name = std::string{own.name}, .projection = own});
  named->projection.name = named->name;
  named->projection.column = column;
  all_.push_back(&named->projection);
  own_.push_back(std::move(named));
}

const Projection* ProjectionSet::own(std::string_view name) const {
  const auto there = std::ranges::find(
      own_, name, [](const auto& each) -> std::string_view { return each->name; });
  return there == own_.end() ? nullptr : &(*there)->projection;
}

std::vector<Column> ProjectionSet::columns() const {
  std::vector<Column> columns{Column::ids};
  for (const Projection* projection : all_) columns.push_back(projection->column);
  return columns;
}

Status expect_own(ProjectionList own) {
  std::set<std::string_view> names;
  for (const Projection* projection : all_projections()) names.insert(projection->name);
  for (const Projection* projection : own) {
    const std::string_view name = projection->name;
    if (!is_name(name)) {
      return refused(
          fmt::format("'{}' is no name of a projection: it has 1 to 64 letters, digits, "
                      "'-', '_' and '.'",
                      name));
    }
    if (!names.insert(name).second) {
      return refused(fmt::format("there is another projection with the name '{}'", name));
    }
    if (projection->version == 0) {
      return refused(fmt::format("the projection '{}' has version 0; versions begin at 1", name));
    }
    if (projection->apply == nullptr) {
      return refused(fmt::format("the projection '{}' has no function 'apply'", name));
    }
  }
  return Done{};
}

Result<PlacedProjections> find_columns(const Snapshot& snapshot, ProjectionList own) {
  PlacedProjections placed{.known = {}};
  if (own.empty()) return placed;
  const auto there = read_own(snapshot);
  if (!there) return there.error();
  for (const Projection* projection : own) {
    if (const OwnProjection* const known = find(*there, projection->name)) {
      placed.known.add(*projection, known->column);
    } else {
      placed.missing.push_back(projection);
    }
  }
  return placed;
}

Status give_columns(Store& store, ProjectionList own) {
  const auto there = read_own(store.snapshot());
  if (!there) return there.error();
  std::set<Column> taken;
  for (const OwnProjection& each : *there) taken.insert(each.column);
  Batch batch = store.batch();
  for (const Projection* projection : own) {
    if (find(*there, projection->name) != nullptr) continue;
    std::size_t place = 0;
    while (place < own_count && taken.contains(own_column(place))) ++place;
    if (place == own_count) {
      std::string names;
      for (const OwnProjection& each : *there) names += " '" + each.name + "'";
      return Error{.code = ErrorCode::unsupported,
                   .message = fmt::format("there is no room for the projection '{}': a database "
                                          "has at most {}; here are{}",
                                          projection->name, own_count, names)};
    }
    taken.insert(own_column(place));
    batch.clear(own_column(place));
    const Entry entry = own_entry(projection->name, own_column(place), {});
    batch.put(Column::meta, entry.key, entry.value);
  }
  return store.commit(std::move(batch));
}

Status drop_own(Store& store, std::string_view name) {
  const auto there = read_own(store.snapshot());
  if (!there) return there.error();
  const OwnProjection* const known = find(*there, name);
  if (known == nullptr) {
    return refused(fmt::format("the database has no projection '{}' of another program", name));
  }
  Batch batch = store.batch();
  batch.clear(known->column);
  batch.remove(Column::meta, own_entry(name, known->column, {}).key);
  return store.commit(std::move(batch));
}

}  // namespace annals
