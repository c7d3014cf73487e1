// Records on disk and the tree over them.

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <bit>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "annals/base/sha256.h"
#include "annals/codec/record.h"
#include "annals/log/log_reader.h"
#include "property/history.h"
#include "property/property.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::property {
namespace {

using support::entries_of;
using support::FakeClock;
using support::must;
using support::TestDatabase;

/// The records of a log that holds a random history.
std::vector<std::string> random_records() {
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  database.append_together((*histories()).lines);
  std::vector<std::string> records;
  for (const auto& [key, record] : entries_of(database.snapshot(), Column::log)) {
    records.push_back(record);
  }
  return records;
}

template <typename Axis>
bool same_when(const std::optional<When<Axis>>& a, const std::optional<When<Axis>>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->text == b->text && a->same_bounds(*b);
}

bool same_event(const Event& a, const Event& b) {
  const auto rest = [](const Event& event) {
    return std::tie(event.id, event.type, event.relationship, event.replaces, event.source,
                    event.occasion, event.note, event.fields, event.effects);
  };
  return rest(a) == rest(b) && same_when(a.effective, b.effective) && same_when(a.until, b.until) &&
         same_when(a.known, b.known);
}

bool same_logged(const LoggedEvent& a, const LoggedEvent& b) {
  const auto place = [](const LoggedEvent& event) {
    return std::tie(event.sequence, event.recorded, event.known, event.retracts, event.replaces,
                    event.reach);
  };
  return place(a) == place(b) && same_event(a.event, b.event);
}

void write_and_read(Tally& met) {
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  for (const Appended& each : database.append_together((*histories()).lines)) {
    const LoggedEvent& event = each.event;
    const LoggedEvent read = must(decode_record(encode_record(event)));
    RC_ASSERT(same_logged(read, event));
    met.count("a source", event.event.source.has_value());
    met.count("an occasion", event.event.occasion.has_value());
    met.count("an end", event.event.until.has_value());
    met.count("a correction elsewhere", event.reach.size() > 1);
    met.count("several cells", event.event.effects.size() > 2);
    for (const Assertion& effect : event.event.effects) {
      met.count(std::vector{"text", "number", "boolean", "none"}.at(effect.value.index()));
    }
  }
}

TEST(Record, IsReadAsTheEventThatWasWritten) {
  check_property(30, write_and_read,
                 {"a source", "an occasion", "an end", "a correction elsewhere", "several cells",
                  "text", "number", "boolean", "none"});
}

std::size_t place_in(std::string_view bytes) {
  return static_cast<std::size_t>(*any_below(static_cast<int>(bytes.size())));
}

/// Changes a few bytes, cuts the end off or puts something there.
std::string damaged(std::string record) {
  const int kind = *any_below(4);
  if (kind == 0) return record.substr(0, place_in(record));
  if (kind == 1)
    return record + std::string(1 + place_in(record), static_cast<char>(*any_below(256)));
  for (int changes = 1 + *any_below(4); changes > 0; --changes) {
    record[place_in(record)] = static_cast<char>(*any_below(256));
  }
  return record;
}

void read_damaged_bytes(Tally& met) {
  for (const std::string& record : random_records()) {
    const std::string bytes = damaged(record);
    const auto event = decode_record(bytes);
    met.count("refused", !event);
    met.count("an event", event && bytes != record);
    // What was accepted is an event like any other: it can be written and read again.
    if (event) RC_ASSERT(same_logged(must(decode_record(encode_record(*event))), *event));
    if (!event) RC_ASSERT(event.error().code == ErrorCode::corrupt);
  }
}

TEST(Record, OfDamagedBytesIsRefusedOrAnEvent) {
  check_property(30, read_damaged_bytes, {"refused", "an event"});
}

/// MTH(D[n]) of RFC 9162, 2.1.1, word for word.
Digest merkle_tree_hash(std::span<const std::string> records) {
  if (records.empty()) return sha256({});
  if (records.size() == 1) return sha256({std::string_view{"\x00", 1}, records.front()});
  // "k be the largest power of two smaller than n".
  const std::size_t k = std::bit_floor(records.size() - 1);
  const Digest left = merkle_tree_hash(records.first(k));
  const Digest right = merkle_tree_hash(records.subspan(k));
  return sha256({std::string_view{"\x01", 1}, left.view(), right.view()});
}

void name_each_head(Tally& met) {
  const FakeClock clock{recording_start, recording_step};
  TestDatabase database{clock};
  std::vector<std::string> lines = (*histories()).lines;
  const int more = *any_below(2) * *any_below(300);
  for (int i = 0; i < more; ++i) {
    lines.push_back(R"({"type":"noted","relationship":"r","id":"n)" + std::to_string(i) + "\"}");
  }
  database.append_together(lines);
  const Snapshot snapshot = database.snapshot();
  std::vector<std::string> records;
  for (std::uint64_t sequence = 1; sequence <= database.last().value; ++sequence) {
    records.push_back(must(LogReader{snapshot}.record({.value = sequence})));
  }
  for (std::size_t size = 0; size <= records.size(); ++size) {
    const auto edge = must(LogReader{snapshot}.edge({.value = size}));
    RC_ASSERT(edge.size() == size);
    RC_ASSERT(edge.head() == merkle_tree_hash(std::span{records}.first(size)));
  }
  met.count("a stored node", !entries_of(snapshot, Column::tree).empty());
}

TEST(Tree, HasTheHeadOfRfc9162OverEachPrefixOfTheLog) {
  check_property(25, name_each_head, {"a stored node"});
}

}  // namespace
}  // namespace annals::property
