#include "annals/log/erased.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "annals/codec/record.h"
#include "annals/log/log_reader.h"
#include "support/must.h"
#include "unit/expect.h"
#include "unit/log/test_log.h"

namespace annals {
namespace {

using support::must;
using unit::inside;
using unit::TestLog;

constexpr std::uint64_t events = 150;  // one block and some that fill none

void fill(TestLog& log) {
  std::vector<Json> all;
  for (std::uint64_t i = 1; i <= events; ++i) {
    all.push_back({{"id", "e" + std::to_string(i)},
                   {"type", "noted"},
                   {"relationship", "r"},
                   {"note", "n" + std::to_string(i)}});
  }
  must(log.append_together(all));
}

LoggedEvent left_of(const TestLog& log, Sequence sequence) {
  const Snapshot snapshot = log.snapshot();
  LoggedEvent left = must(LogReader{snapshot}.read(sequence));
  left.erased = Erasure{.leaf = leaf_hash(must(LogReader{snapshot}.record(sequence))),
                        .id_hash = sha256({left.event.id}),
                        .at = {.at = unit::moment("2026-03-01")},
                        .reason = "why",
                        .retracted_all_versions = false};
  left.event = {};
  return left;
}

TEST(PutErased, ChangesOneRecordAndNoHead) {
  for (const std::uint64_t at : {1U, 77U, 128U, 129U, 150U}) {
    TestLog log;
    fill(log);
    const Digest head = must(LogReader{log.snapshot()}.edge({.value = events})).head();
    std::vector<std::string> records;
    for (std::uint64_t i = 1; i <= events; ++i) {
      records.push_back(must(LogReader{log.snapshot()}.record({.value = i})));
    }
    const LoggedEvent left = left_of(log, {.value = at});
    Batch batch = log.store().batch();
    batch.touched().add_everything();
    must(put_erased(log.snapshot(), left, batch));
    must(log.store().commit(std::move(batch)));
    const Snapshot snapshot = log.snapshot();
    const LogReader reader{snapshot};
    for (std::uint64_t i = 1; i <= events; ++i) {
      EXPECT_EQ(must(reader.record({.value = i})) == records[i - 1], i != at) << i;
    }
    EXPECT_EQ(must(reader.read({.value = at})).erased, left.erased);
    for (const std::uint64_t size : {at, std::uint64_t{128}, events}) {
      must(reader.edge({.value = size}));
    }
    EXPECT_EQ(must(reader.edge({.value = events})).head(), head);
    EXPECT_EQ(must(find_erased(snapshot, "e" + std::to_string(at))), Sequence{.value = at});
    EXPECT_EQ(must(read_erased(snapshot)), std::vector{Sequence{.value = at}});
    EXPECT_TRUE(must(is_erasing(snapshot)));
  }
}

TEST(FindErased, FindsNothingWhereNothingWasErased) {
  TestLog log;
  fill(log);
  EXPECT_FALSE(must(has_erased(log.snapshot())));
  EXPECT_FALSE(must(is_erasing(log.snapshot())));
  EXPECT_EQ(must(find_erased(log.snapshot(), "e1")), std::nullopt);
  EXPECT_TRUE(must(read_erased(log.snapshot())).empty());
}

TEST(FindErased, RefusesAnEntryThatIsNone) {
  TestLog log;
  fill(log);
  log.put(Column::meta, erased_key(sha256({"e1"})), "short");
  EXPECT_TRUE(unit::failed(find_erased(log.snapshot(), "e1"), ErrorCode::corrupt, {"erased"}));
  EXPECT_TRUE(unit::failed(read_erased(log.snapshot()), ErrorCode::corrupt, {"erased"}));
}

TEST(ErasedEntry, ComesBackAsItWas) {
  const ErasedEntry entry{.sequence = {.value = 7}, .record = sha256({"x"})};
  EXPECT_EQ(decode_entry(encode_entry(entry)), entry);
  EXPECT_EQ(decode_entry(encode_entry(entry) + "x"), std::nullopt);
  EXPECT_EQ(decode_entry(""), std::nullopt);
}

TEST(LeafOf, IsTheHashOfTheRecordThatWas) {
  TestLog log;
  fill(log);
  const std::string record = must(LogReader{log.snapshot()}.record({.value = 3}));
  EXPECT_EQ(leaf_of(record), leaf_hash(record));
  EXPECT_EQ(leaf_of("xxxxANER"), leaf_hash("xxxxANER"));
}

}  // namespace
}  // namespace annals
