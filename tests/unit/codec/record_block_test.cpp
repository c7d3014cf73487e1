// Records packed in blocks come back as they were, and a damaged block is refused.

#include "annals/codec/record_block.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/bits.h"
#include "annals/codec/record.h"
#include "support/must.h"
#include "unit/events.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::failed;
using Records = std::vector<std::string>;

std::string pack(const Records& records) {
  return pack_records(std::vector<std::string_view>{records.begin(), records.end()});
}

Records unpack(std::string_view packed) {
  const RecordBlock block = must(RecordBlock::open(packed));
  Records records;
  for (std::size_t i = 0; i < block.size(); ++i) records.push_back(block.record(i));
  return records;
}

/// Dice for random events.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_{seed} {}

  std::uint64_t roll(std::uint64_t sides) { return engine_() % sides; }
  bool one_of(std::uint64_t sides) { return roll(sides) == 0; }
  std::uint64_t number() { return engine_(); }

  /// Bytes of any kind, from none to a few; now and then many.
  std::string text() {
    std::string text(one_of(20) ? roll(700) : roll(12), '\0');
    for (char& byte : text) byte = static_cast<char>(one_of(3) ? roll(256) : 'a' + roll(26));
    return text;
  }
  std::optional<std::string> maybe_text() {
    return one_of(2) ? std::optional{text()} : std::nullopt;
  }

 private:
  std::mt19937_64 engine_;
};

std::vector<Party> random_parties(Dice& dice) {
  std::vector<Party> parties(dice.roll(4));
  for (Party& party : parties) party = {.entity = dice.text(), .role = dice.maybe_text()};
  return parties;
}

FieldValue random_value(Dice& dice) {
  switch (dice.roll(4)) {
    case 0:
      return FieldValue{static_cast<double>(dice.roll(1000)) / 8};
    case 1:
      return FieldValue{dice.one_of(2)};
    case 2:
      return FieldValue{random_parties(dice)};
    default:
      return FieldValue{dice.text()};
  }
}

/// An event that no rule would let pass, but that has every part that a record can have.
LoggedEvent random_event(Dice& dice, std::uint64_t sequence) {
  LoggedEvent logged = {
      .sequence = {.value = sequence},
      .recorded = RecordedTime::from_microseconds(static_cast<std::int64_t>(dice.number())),
      .known = KnownTime::from_microseconds(static_cast<std::int64_t>(sequence * 1'000'000)),
      .retracts = {.value = dice.one_of(3) ? dice.roll(sequence) : 0},
      .replaces = {.value = dice.one_of(3) ? dice.roll(sequence) : 0},
      .reach = {},
      .event = must(unit::make(unit::term_set()))};
  while (!dice.one_of(2)) logged.reach.push_back(dice.text());
  Event& event = logged.event;
  event.id = fmt::format("e-{:016x}", dice.number());
  if (dice.one_of(3)) event.type = dice.text();
  event.relationship = fmt::format("rel-{:06}", dice.roll(900));
  if (dice.one_of(3)) event.effective = std::nullopt;
  event.occasion = dice.maybe_text();
  event.note = dice.maybe_text();
  if (!dice.one_of(3)) {
    event.source =
        Source{.title = dice.maybe_text(),
               .publisher = dice.maybe_text(),
               .url = fmt::format("https://{:08}/{:x}", dice.roll(99999999), dice.number()),
               .published = dice.maybe_text(),
               .quote = dice.maybe_text()};
  }
  while (!dice.one_of(3)) {
    event.fields.push_back({.name = dice.text(), .value = random_value(dice)});
  }
  if (dice.one_of(4))
    event.effects.push_back(
        {.cell = {.term = dice.text(), .key = dice.text()}, .value = Value{None{}}});
  return logged;
}

Records random_records(std::uint64_t seed, std::size_t count) {
  Dice dice{seed};
  Records records;
  for (std::size_t i = 0; i < count; ++i) {
    // Few kinds of events, so that records share shapes and columns.
    Dice kind{dice.roll(8)};
    LoggedEvent event = random_event(dice.one_of(3) ? dice : kind, i + 1);
    event.event.id = fmt::format("e-{:016x}", dice.number());
    records.push_back(encode_record(event));
  }
  return records;
}

/// As a table that is read from start to end gives them.
Records alike_records(std::size_t count) {
  Dice dice{1};
  Records records;
  for (std::size_t i = 0; i < count; ++i) {
    LoggedEvent logged = {.sequence = {.value = i + 1000},
                          .recorded = RecordedTime::from_microseconds(1'700'000'000'000'000),
                          .known = KnownTime::from_microseconds(1'700'000'000'000'000),
                          .retracts = {},
                          .replaces = {},
                          .reach = {},
                          .event = must(unit::make(unit::term_set()))};
    logged.event.id = fmt::format("EV-{:016x}", dice.number());
    logged.event.relationship = fmt::format("rel-{:06}", dice.roll(1000));
    const std::string url = fmt::format("https://example.org/doc-{:010}", dice.roll(9999999999));
    logged.event.source =
        Source{.title = {}, .publisher = {}, .url = url, .published = {}, .quote = {}};
    records.push_back(encode_record(logged));
  }
  return records;
}

TEST(RecordBlock, GivesRandomRecordsBack) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Records records = random_records(seed, 1 + seed * 7 % 300);
    EXPECT_EQ(unpack(pack(records)), records) << "seed " << seed;
  }
}

TEST(RecordBlock, MakesRecordsThatAreAlikeSmall) {
  const Records records = alike_records(128);
  const std::string packed = pack(records);
  EXPECT_EQ(unpack(packed), records);
  constexpr std::size_t record_bytes_max = 24;  // of which 14 are random
  EXPECT_LE(packed.size(), records.size() * record_bytes_max);
}

TEST(RecordBlock, IsTheSameBytesForTheSameRecords) {
  const Records records = random_records(7, 128);
  const std::string packed = pack(records);
  EXPECT_EQ(unpack(pack(alike_records(9))), alike_records(9));
  EXPECT_EQ(pack(records), packed);
}

TEST(RecordBlock, HoldsWhatIsNoRecord) {
  Dice dice{3};
  for (int round = 0; round < 200; ++round) {
    Records records(1 + dice.roll(40));
    for (std::string& record : records) record = dice.text();
    EXPECT_EQ(unpack(pack(records)), records);
  }
  EXPECT_EQ(unpack(pack({""})), Records{""});
  EXPECT_EQ(unpack(pack({"", "", "x"})), (Records{"", "", "x"}));
}

TEST(RecordBlock, HoldsRecordsThatAreDamaged) {
  Dice dice{4};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Records records = random_records(seed, 12);
    for (std::string& record : records) {
      for (std::uint64_t i = dice.roll(4); i > 0; --i) {
        record[dice.roll(record.size())] =
            static_cast<char>(dice.one_of(2) ? dice.roll(256) : 0xFF);
      }
      if (dice.one_of(8)) record.resize(dice.roll(record.size()));
    }
    EXPECT_EQ(unpack(pack(records)), records) << "seed " << seed;
  }
}

TEST(RecordBlock, HoldsLongTexts) {
  LoggedEvent event = must(decode_record(alike_records(1).front()));
  Records records;
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{65'536}, std::size_t{1} << 20U}) {
    event.event.note = std::string(bytes, 'n');
    records.push_back(encode_record(event));
  }
  records.push_back(std::string(std::size_t{1} << 20U, '\xFF'));
  EXPECT_EQ(unpack(pack(records)), records);
}

TEST(RecordBlock, HoldsManyCellsOfOneEvent) {
  LoggedEvent event = must(decode_record(alike_records(1).front()));
  for (int i = 0; i < 5000; ++i) {
    event.event.effects.push_back(
        {.cell = {.term = "t", .key = fmt::format("k{}", i)}, .value = Value{1.5 * i}});
  }
  const Records records{encode_record(event), alike_records(1).front(), encode_record(event)};
  EXPECT_EQ(unpack(pack(records)), records);
}

TEST(RecordBlock, HoldsMoreShapesThanItTriesOneByOne) {
  LoggedEvent event = must(decode_record(alike_records(1).front()));
  Records records;
  for (int i = 0; i < 200; ++i) {
    records.push_back(encode_record(event));
    event.event.effects.push_back({.cell = {.term = "t", .key = ""}, .value = Value{None{}}});
  }
  const std::string packed = pack(records);
  EXPECT_EQ(unpack(packed), records);
  EXPECT_EQ(pack(records), packed);
}

// Other builds read these bytes: what is written must stay readable.
TEST(RecordBlock, ReadsWhatOtherBuildsWrote) {
  const std::string_view block{"\x00\x0e\x02\x00\x00\x00\x02\x01\x01\x02\x00\x0axy\x01\x00\x02",
                               17};
  EXPECT_EQ(unpack(block), (Records{"x", "y"}));
}

/// The same block with its columns not compressed, so that damage reaches what reads them.
std::string plain_form(std::string_view packed) {
  packed.remove_prefix(1);
  const auto size = take_varint(packed).value();
  const std::string_view frame = take_bytes(packed, take_varint(packed).value()).value();
  std::string bytes(size, '\0');
  EXPECT_EQ(ZSTD_decompress(bytes.data(), size, frame.data(), frame.size()), size);
  std::string plain(1, '\0');
  put_varint(plain, size);
  plain += bytes;
  plain += packed;
  return plain;
}

/// Opens a block that may be damaged, and reads all that it gives.
void read_all(std::string_view packed) {
  const auto block = RecordBlock::open(packed);
  if (!block) {
    EXPECT_TRUE(failed(block, ErrorCode::corrupt, {"a block of records is damaged"}));
    return;
  }
  for (std::size_t i = 0; i < block->size(); ++i) {
    EXPECT_LE(block->record(i).size(), block_record_bytes_max);
  }
}

TEST(DamagedBlock, IsRefusedWhereItIsTruncated) {
  const std::string packed = pack(random_records(11, 60));
  for (const std::string& block : {packed, plain_form(packed)}) {
    for (std::size_t bytes = 0; bytes < block.size(); ++bytes) {
      EXPECT_TRUE(failed(RecordBlock::open(std::string_view{block}.substr(0, bytes)),
                         ErrorCode::corrupt, {"a block of records is damaged"}));
    }
  }
}

TEST(DamagedBlock, IsNotTrusted) {
  Dice dice{5};
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const std::string packed = pack(seed % 2 == 0 ? random_records(seed, 40) : alike_records(40));
    for (const std::string& block : {packed, plain_form(packed)}) {
      for (int round = 0; round < 300; ++round) {
        std::string damaged = block;
        for (std::uint64_t i = 1 + dice.roll(3); i > 0; --i) {
          const std::uint64_t head = std::min<std::uint64_t>(damaged.size(), 1200);
          damaged[dice.roll(head)] = static_cast<char>(dice.one_of(2) ? dice.roll(256) : 0xFF);
        }
        read_all(damaged);
      }
    }
  }
}

TEST(DamagedBlock, OfRandomBytesIsRefused) {
  Dice dice{6};
  for (int round = 0; round < 3000; ++round) {
    std::string bytes(dice.roll(200), '\0');
    for (char& byte : bytes)
      byte = static_cast<char>(dice.one_of(2) ? dice.roll(4) : dice.roll(256));
    read_all(bytes);
  }
}

}  // namespace
}  // namespace annals
