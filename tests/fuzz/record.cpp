// A record from a file that may be damaged: verified, read, written again.

#include "annals/codec/record.h"

#include <string>

#include "annals/codec/json.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace annals;
  using fuzz::expect;
  const auto logged = decode_record(fuzz::view_of(data, size));
  if (!logged) {
    expect(logged.error().code == ErrorCode::corrupt, "bytes that are no record are damage");
    return 0;
  }
  const std::string record = encode_record(*logged);
  const auto again = decode_record(record);
  expect(again.has_value(), "an event that was read can be written and read");
  expect(encode_record(*again) == record, "and is written the same each time");
  expect(again->sequence == logged->sequence && again->reach == logged->reach &&
             !first_difference(again->event, logged->event),
         "and is the same event");
  (void)to_line(to_json(*logged));
  return 0;
}
