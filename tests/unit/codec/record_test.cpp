// Events as they stand in the log.

#include "annals/codec/record.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/codec/erased_record.h"
#include "annals/codec/json.h"
#include "annals/time/dated.h"
#include "support/must.h"
#include "unit/events.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::failed;
using unit::make;
using unit::term_set;
using unit::with;

/// An event of the log with `json` for its content.
LoggedEvent logged(const Json& json) {
  return {.sequence = {.value = 7},
          .recorded = RecordedTime::from_microseconds(1'700'000'000'000'001),
          .known = KnownTime::from_microseconds(-1),
          .retracts = {.value = 3},
          .replaces = {.value = 5},
          .reach = {"a", "b"},
          .event = must(make(json))};
}

Json everything() {
  return with(term_set(), {{"id", "e1"},
                           {"key", "k"},
                           {"effective", "2019~"},
                           {"until", "[2030..]"},
                           {"known", "2020-05?"},
                           {"replaces", "e0"},
                           {"source",
                            {{"title", "T"},
                             {"publisher", "P"},
                             {"url", "U"},
                             {"published", "2020-05-01"},
                             {"quote", "Q"}}},
                           {"occasion", "O"},
                           {"note", "two\nlines, é 東"}});
}

void expect_decodes_to(const LoggedEvent& decoded, const LoggedEvent& event) {
  EXPECT_EQ(decoded.sequence, event.sequence);
  EXPECT_EQ(decoded.recorded, event.recorded);
  EXPECT_EQ(decoded.known, event.known);
  EXPECT_EQ(decoded.retracts, event.retracts);
  EXPECT_EQ(decoded.replaces, event.replaces);
  EXPECT_EQ(decoded.reach, event.reach);
  EXPECT_TRUE(unit::same_event(decoded.event, event.event));
}

void expect_same_back(const LoggedEvent& event) {
  expect_decodes_to(must(decode_record(encode_record(event))), event);
}

TEST(Record, KeepsEveryField) {
  expect_same_back(logged(everything()));
}

TEST(Record, KeepsEveryKindOfValue) {
  for (const Json& value :
       {Json(""), Json(std::string(4096, 'x')), Json(std::string{"a\0b", 3}), Json(27), Json(0),
        Json(-0.5), Json(9007199254740992), Json(5e-324), Json(true), Json(false)}) {
    expect_same_back(logged(with(term_set(), {{"value", value}})));
  }
}

TEST(Record, KeepsAnEndedTerm) {
  Json ended = with(term_set(), {{"type", "term_ended"}, {"key", "k"}});
  ended.erase("value");
  expect_same_back(logged(ended));
}

TEST(Record, KeepsPartiesWithAndWithoutRoles) {
  const Json parties = Json::array(
      {{{"entity", "a"}, {"role", "lead"}}, {{"entity", "b"}}, {{"entity", "c"}, {"role", ""}}});
  expect_same_back(logged({{"type", "partnership_formed"},
                           {"relationship", "r"},
                           {"effective", "2020"},
                           {"parties", parties}}));
}

TEST(Record, KeepsWhatIsMissingApartFromWhatIsEmpty) {
  expect_same_back(logged(term_set()));
  expect_same_back(logged(with(term_set(), {{"note", ""}, {"occasion", ""}})));
  expect_same_back(logged(with(term_set(), {{"source", {{"title", ""}}}})));
}

TEST(Record, KeepsEventsWithNeitherDateNorRelationship) {
  expect_same_back(logged({{"type", "retracted"}, {"target", "e"}, {"reason", "r"}}));
  expect_same_back(logged({{"type", "noted"}, {"relationship", "r"}}));
}

TEST(Record, KeepsTheEdgesOfNumbersAndTimes) {
  LoggedEvent event = logged(everything());
  event.sequence = {.value = std::numeric_limits<std::uint64_t>::max()};
  event.recorded = {.at = first_moment};
  event.known = {.at = last_moment};
  event.retracts = {};
  event.replaces = {};
  event.reach = {};
  expect_same_back(event);
}

TEST(DamagedRecord, IsRefusedWithAMomentThatNoDateHas) {
  for (const Moment moment : {unbounded_below, first_moment - Microseconds{1},
                              last_moment + Microseconds{1}, unbounded_above}) {
    LoggedEvent event = logged(everything());
    event.recorded = {.at = moment};
    EXPECT_TRUE(failed(decode_record(encode_record(event)), ErrorCode::corrupt, {"a moment"}));
    event = logged(everything());
    event.known = {.at = moment};
    EXPECT_TRUE(failed(decode_record(encode_record(event)), ErrorCode::corrupt, {"a moment"}));
  }
}

/// The undefined-behaviour sanitizer says whether each integer was read where it may lie.
TEST(Record, IsReadFromAnyAddress) {
  const LoggedEvent event = logged(everything());
  const std::string record = encode_record(event);
  for (std::size_t shift = 0; shift < sizeof(std::uint64_t); ++shift) {
    const std::string shifted = std::string(shift, 'x') + record;
    expect_decodes_to(must(decode_record(std::string_view{shifted}.substr(shift))), event);
  }
}

TEST(Record, IsTheSameBytesForTheSameEvent) {
  EXPECT_EQ(encode_record(logged(everything())), encode_record(logged(everything())));
}

/// Bytes that hexadecimal digits stand for.
std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  }
  return bytes;
}

// Written by FlatBuffers' own builder, as records were before this build had a writer of its own.
constexpr std::string_view older_record =
    "34000000414e4556000000002800480024002c003400040008000c001000000000003c0000000000"
    "14001800000000001c00200028000000680000005400000048000000380000001801000004010000"
    "8000000054000000070000000000000001401e18240a0600ffffffffffffffff0300000000000000"
    "0000000005000000323031397e0000000100000072000000080000007465726d5f73657400000000"
    "020000006531000001000000100000000c00140008000c00070010000c0000000000000174000000"
    "440000008c00000003000000540000002400000004000000c2ffffff00000001080000006c000000"
    "0500000076616c7565000000deffffff000000011000000004000000010000006b00000003000000"
    "6b65790000000a001000080007000c000a0000000000000110000000040000000100000074000000"
    "040000007465726d0000060008000400060000000400000001000000780000000100000004000000"
    "0100000061000000";

TEST(Record, IsReadInAnotherLayout) {
  LoggedEvent event = logged(
      with(term_set(),
           {{"id", "e1"}, {"effective", "2019~"}, {"key", "k"}, {"source", {{"title", "x"}}}}));
  event.replaces = {};
  event.reach = {"a"};
  expect_decodes_to(must(decode_record(bytes_of(older_record))), event);
  expect_same_back(event);
}

std::size_t count_of(std::string_view part, std::string_view whole) {
  std::size_t count = 0;
  for (std::size_t at = whole.find(part); at != std::string_view::npos;
       at = whole.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(Record, HoldsATextOfSeveralPartsOnce) {
  const std::string record = encode_record(
      logged(with(term_set(), {{"key", "the same"}, {"value", "the same"}, {"note", "once"}})));
  EXPECT_EQ(count_of("the same", record), 1U);
}

TEST(Record, KeepsAThousandPartiesAndNothingOfTheRecordBefore) {
  Json parties = Json::array();
  for (int i = 0; i < 999; ++i) {
    parties.push_back({{"entity", "party-" + std::to_string(i)}, {"role", "lead"}});
  }
  const LoggedEvent many = logged({{"type", "partnership_formed"},
                                   {"relationship", "r"},
                                   {"effective", "2020"},
                                   {"parties", parties}});
  const std::string small = encode_record(logged(everything()));
  const std::string large = encode_record(many);
  expect_decodes_to(must(decode_record(large)), many);
  EXPECT_EQ(count_of("party-998", large), 1U);
  EXPECT_EQ(encode_record(logged(everything())), small);
}

// Other builds read these bytes: what is written must stay what it is.
TEST(Record, CarriesTheIdentifierOfTheFormat) {
  EXPECT_EQ(encode_record(logged(everything())).substr(4, 4), "ANEV");
}

TEST(DamagedRecord, IsRefusedWhereItIsTruncated) {
  const std::string record = encode_record(logged(everything()));
  for (std::size_t bytes = 0; bytes < record.size(); ++bytes) {
    const auto decoded = decode_record(record.substr(0, bytes));
    if (decoded) {
      // Padding at the end may be missing; nothing else may.
      expect_decodes_to(*decoded, logged(everything()));
    } else {
      EXPECT_TRUE(failed(decoded, ErrorCode::corrupt, {"a record of the log"}));
    }
  }
}

TEST(DamagedRecord, IsRefusedWithAForeignIdentifier) {
  std::string record = encode_record(logged(everything()));
  record.replace(4, 4, "XXXX");
  EXPECT_TRUE(failed(decode_record(record), ErrorCode::corrupt, {"this build can read"}));
}

TEST(DamagedRecord, OfNoBytesOrOfOthersIsRefused) {
  EXPECT_TRUE(failed(decode_record(""), ErrorCode::corrupt, {}));
  EXPECT_TRUE(failed(decode_record(std::string(64, '\0')), ErrorCode::corrupt, {}));
  EXPECT_TRUE(failed(decode_record(std::string(64, '\xff')), ErrorCode::corrupt, {}));
  EXPECT_TRUE(failed(decode_record(R"({"type":"noted"})"), ErrorCode::corrupt, {}));
}

/// Whether bytes are refused as corrupt, or an event that can be written and shown.
void expect_refused_or_usable(const std::string& bytes) {
  const auto decoded = decode_record(bytes);
  if (!decoded) {
    const std::string_view what = is_erased_record(bytes) ? "erased" : "a record of the log";
    EXPECT_TRUE(failed(decoded, ErrorCode::corrupt, {what}));
    return;
  }
  EXPECT_FALSE(encode_record(*decoded).empty());
  EXPECT_FALSE(to_line(to_json(*decoded)).empty());
}

TEST(DamagedRecord, WithOneBitFlippedIsRefusedOrAnEvent) {
  const std::string record = encode_record(logged(everything()));
  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    std::string damaged = record;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    expect_refused_or_usable(damaged);
  }
}

TEST(DamagedRecord, OfRandomBytesIsRefusedOrAnEvent) {
  const std::string record = encode_record(logged(everything()));
  for (unsigned seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    std::string damaged = record;
    for (std::size_t changes = 1 + random() % 8; changes > 0; --changes) {
      damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
    }
    expect_refused_or_usable(damaged);
  }
}

/// The record of an event, with one text replaced by another of the same length.
std::string with_text(const Json& json, const std::string& from, const std::string& to) {
  std::string record = encode_record(logged(json));
  const std::size_t at = record.find(from);
  EXPECT_NE(at, std::string::npos);
  return record.replace(at, to.size(), to);
}

TEST(DamagedRecord, WithADateThatIsNoneIsRefused) {
  const Json json = with(term_set(), {{"effective", "2019-07-22"}, {"until", "2020-08-23"}});
  EXPECT_TRUE(failed(decode_record(with_text(json, "2019-07-22", "2019-07-32")), ErrorCode::corrupt,
                     {"has a date that is none", "2019-07-32"}));
  EXPECT_TRUE(failed(decode_record(with_text(json, "2020-08-23", "2020/08/23")), ErrorCode::corrupt,
                     {"has a date that is none"}));
  EXPECT_TRUE(failed(
      decode_record(with_text(with(json, {{"known", "2018-01-01"}}), "2018-01-01", "2018-00-01")),
      ErrorCode::corrupt, {"has a date that is none"}));
}

TEST(DamagedRecord, WithEffectsButNoDateIsRefused) {
  LoggedEvent event = logged(term_set());
  event.event.effective.reset();
  EXPECT_TRUE(failed(decode_record(encode_record(event)), ErrorCode::corrupt,
                     {"has effects and no effective date"}));
}

}  // namespace
}  // namespace annals
