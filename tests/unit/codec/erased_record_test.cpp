#include "annals/codec/erased_record.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "annals/codec/json.h"
#include "annals/codec/record.h"
#include "support/must.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::failed;

LoggedEvent left() {
  LoggedEvent event{};
  event.sequence = {.value = 17};
  event.recorded = RecordedTime::from_microseconds(2'000'000);
  event.known = KnownTime::from_microseconds(-5);
  event.retracts = {.value = 3};
  event.replaces = {.value = 16};
  event.reach = {"a", "b-c"};
  event.erased = Erasure{.leaf = sha256({"record"}),
                         .id_hash = sha256({"id"}),
                         .at = RecordedTime::from_microseconds(9'000'000),
                         .reason = "Art. 17 – on request",
                         .retracted_all_versions = true};
  return event;
}

TEST(ErasedRecord, ComesBackAsItWas) {
  const std::string record = encode_erased_record(left());
  EXPECT_TRUE(is_erased_record(record));
  const LoggedEvent read = must(decode_record(record));
  const LoggedEvent expected = left();
  EXPECT_EQ(read.sequence, expected.sequence);
  EXPECT_EQ(read.recorded, expected.recorded);
  EXPECT_EQ(read.known, expected.known);
  EXPECT_EQ(read.retracts, expected.retracts);
  EXPECT_EQ(read.replaces, expected.replaces);
  EXPECT_EQ(read.reach, expected.reach);
  EXPECT_EQ(read.erased, expected.erased);
  EXPECT_EQ(read.event.id, "");
  EXPECT_TRUE(read.event.effects.empty());
}

TEST(ErasedRecord, IsToldFromOneThatWasNot) {
  LoggedEvent event{};
  event.sequence = {.value = 1};
  event.event.id = "e1";
  event.event.type = "noted";
  EXPECT_FALSE(is_erased_record(encode_record(event)));
  for (const std::string_view bytes : {"", "A", "ANER", "xxxxANE", "xxxxANEV"}) {
    EXPECT_FALSE(is_erased_record(bytes)) << bytes;
  }
}

TEST(ErasedRecord, IsVerifiedBeforeItIsRead) {
  const std::string record = encode_erased_record(left());
  std::size_t refused = 0;
  for (std::size_t size = 0; size < record.size(); ++size) {
    if (!decode_erased_record(record.substr(0, size))) ++refused;
  }
  EXPECT_GT(refused, record.size() / 2);
  for (std::size_t at = 0; at < record.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      std::string damaged = record;
      damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ (1U << bit));
      const auto read = decode_erased_record(damaged);  // an error or some event, but no crash
      if (!read) {
        EXPECT_EQ(read.error().code, ErrorCode::corrupt);
      }
    }
  }
}

TEST(ErasedRecord, CorrectsNothingButEarlierEvents) {
  LoggedEvent event = left();
  event.replaces = {.value = 17};
  EXPECT_TRUE(failed(decode_erased_record(encode_erased_record(event)), ErrorCode::corrupt,
                     {"corrects what is not before it"}));
  event = left();
  event.retracts = {.value = 18};
  EXPECT_TRUE(failed(decode_erased_record(encode_erased_record(event)), ErrorCode::corrupt,
                     {"corrects what is not before it"}));
}

TEST(ErasedRecord, HasMomentsThatCanBeWrittenAsDates) {
  LoggedEvent event = left();
  event.recorded = RecordedTime::latest();
  EXPECT_TRUE(failed(decode_erased_record(encode_erased_record(event)), ErrorCode::corrupt,
                     {"a moment outside the years 1 to 9999"}));
  event = left();
  event.known = KnownTime::earliest();
  EXPECT_TRUE(failed(decode_erased_record(encode_erased_record(event)), ErrorCode::corrupt,
                     {"a moment outside the years 1 to 9999"}));
  event = left();
  event.erased->at = RecordedTime::latest();
  EXPECT_TRUE(failed(decode_erased_record(encode_erased_record(event)), ErrorCode::corrupt,
                     {"a moment outside the years 1 to 9999"}));
}

TEST(ErasedRecord, HasAFormThatIngestRefuses) {
  const Json json = to_json(left());
  EXPECT_EQ(json["erased"]["reason"], "Art. 17 – on request");
  EXPECT_EQ(json["erased"]["corrected"], Json::array({3, 16}));
  EXPECT_EQ(json["erased"]["leaf_hash"], sha256({"record"}).hex());
  EXPECT_FALSE(json.contains("id"));
  EXPECT_FALSE(json.contains("type"));
}

}  // namespace
}  // namespace annals
