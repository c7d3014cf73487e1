// A record from a file that may be damaged: verified, read, written again.

#include "annals/codec/record.h"

#include <string>
#include <vector>

#include "annals/codec/erased_record.h"
#include "annals/codec/json.h"
#include "annals/state/cell_state.h"
#include "annals/state/timeline.h"
#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

/// What the kernel makes of each effect of an event.
void ask_about(const LoggedEvent& logged) {
  for (const Assertion& effect : logged.event.effects) {
    const auto& effective = *logged.event.effective;
    Statement statement{.sequence = logged.sequence,
                        .known = logged.known,
                        .start = {.first = effective.first, .last = effective.last},
                        .end = {},
                        .value = effect.value};
    if (const auto& until = logged.event.until) {
      statement.end = {.first = until->first, .last = until->last};
    }
    const std::vector<Statement> statements{statement};
    for (const Run& run : timeline(statements)) {
      expect(!run.from || !run.to || *run.from < *run.to, "a run ends after it begins");
    }
    (void)state_at(statements, effective.first);
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto logged = decode_record(fuzz::view_of(data, size));
  if (!logged) {
    expect(logged.error().code == ErrorCode::corrupt, "bytes that are no record are damage");
    return 0;
  }
  // What is left of an erased event has a record of another kind, and a target of its own.
  const auto encode = logged->erased ? encode_erased_record : encode_record;
  const std::string record = encode(*logged);
  const auto again = decode_record(record);
  expect(again.has_value(), "an event that was read can be written and read");
  expect(encode(*again) == record, "and is written the same each time");
  expect(again->sequence == logged->sequence && again->reach == logged->reach &&
             !first_difference(again->event, logged->event),
         "and is the same event");
  (void)to_line(to_json(*logged));
  ask_about(*logged);
  return 0;
}
