// A vocabulary that somebody wrote.

#include "annals/codec/json_line.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace annals;
  using fuzz::expect;
  const auto vocabulary = parse_vocabulary(fuzz::view_of(data, size));
  if (!vocabulary) {
    expect(vocabulary.error().code == ErrorCode::invalid_input, "a bad vocabulary is bad input");
    expect(!vocabulary.error().message.empty(), "an error says what is wrong");
    return 0;
  }
  static JsonLineReader reader;
  const auto draft = reader.read(
      R"({"type":"term_set","relationship":"r","term":"t","value":1,"effective":"2020"})");
  expect(make_event(*draft, *vocabulary).has_value(), "every vocabulary has the general types");
  return 0;
}
