// A line of JSON: read, made an event, written as a record, read again, exported, read again.

#include "annals/codec/json_line.h"

#include <string>

#include "annals/codec/json.h"
#include "annals/codec/record.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

const Vocabulary& vocabulary() {
  static const Vocabulary built_in = *parse_vocabulary(partnership_vocabulary());
  return built_in;
}

Result<Event> event_of(JsonLineReader& reader, std::string_view line) {
  const auto draft = reader.read(line);
  if (!draft) return draft.error();
  return make_event(*draft, vocabulary());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static JsonLineReader reader;
  auto event = event_of(reader, fuzz::view_of(data, size));
  if (!event) {
    expect(event.error().code == ErrorCode::invalid_input, "a line that is refused is bad input");
    expect(!event.error().message.empty(), "an error says what is wrong");
    return 0;
  }
  if (event->id.empty()) event->id = derived_id(*event);
  LoggedEvent logged{.sequence = {.value = 1},
                     .recorded = RecordedTime::from_microseconds(1'700'000'000'000'000),
                     .known = KnownTime::from_microseconds(1'700'000'000'000'000),
                     .retracts = {},
                     .replaces = {},
                     .reach = {},
                     .event = *std::move(event)};
  const std::string record = encode_record(logged);
  const auto read = decode_record(record);
  expect(read.has_value(), "a record that was written can be read");
  expect(!first_difference(read->event, logged.event), "a record reads as the event");
  expect(encode_record(*read) == record, "an event that was read is written as it was");

  const std::string line = to_line(to_json(logged));
  const auto again = event_of(reader, line);
  expect(again.has_value(), "what is exported is accepted again");
  expect(!first_difference(*again, logged.event), "what is exported is the same event");
  return 0;
}
