// What is left of an erased event, from a file that may be damaged: verified, read, written again.

#include "annals/codec/erased_record.h"

#include "annals/log/erased.h"
#include "annals/log/merkle.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace annals;
  using fuzz::expect;
  const std::string_view bytes = fuzz::view_of(data, size);
  const auto left = decode_erased_record(bytes);
  if (!left) {
    expect(left.error().code == ErrorCode::corrupt, "bytes that are no record are damage");
    expect(leaf_of(bytes) == leaf_hash(bytes), "and hashed as they are");
    return 0;
  }
  expect(left->erased.has_value() && left->event.effects.empty(), "what was erased says nothing");
  expect(left->retracts < left->sequence && left->replaces < left->sequence,
         "and corrects what was before it");
  const std::string record = encode_erased_record(*left);
  expect(is_erased_record(record) && leaf_of(record) == left->erased->leaf,
         "its leaf is that of the record that was");
  const auto again = decode_erased_record(record);
  expect(again.has_value() && encode_erased_record(*again) == record, "and it is written the same");
  (void)erasure_in_words(*left);
  return 0;
}
