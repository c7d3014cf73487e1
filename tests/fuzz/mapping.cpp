// A mapping that somebody wrote.

#include "annals/codec/mapping.h"

#include "annals/codec/json_rows.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace annals;
  using fuzz::expect;
  const auto mapping = parse_mapping(fuzz::view_of(data, size));
  if (!mapping) {
    expect(mapping.error().code == ErrorCode::invalid_input, "a bad mapping is bad input");
    expect(!mapping.error().message.empty(), "an error says what is wrong");
    return 0;
  }
  const auto rows = JsonRows::make(*mapping);
  expect(rows || rows.error().code == ErrorCode::invalid_input, "a bad path is bad input");
  return 0;
}
