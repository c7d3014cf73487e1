// A date as somebody wrote it.

#include <string>

#include "annals/time/when.h"
#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

void check_span(std::string_view text) {
  const auto span = parse_span(text);
  if (!span) {
    expect(span.error().code == ErrorCode::invalid_input, "a date that is none is bad input");
    return;
  }
  expect(span->first <= span->last, "a date begins no later than it ends");
  for (const Moment moment : {span->first, span->last}) {
    if (moment == unbounded_below || moment == unbounded_above) continue;
    const auto again = parse_span(to_text(moment));
    expect(again && again->first == moment && again->last == moment,
           "a moment as text reads as that moment");
  }
  const auto uncertain = parse_span(std::string{text} + "~");
  expect(!uncertain || *uncertain == *span, "a mark of doubt changes no bounds");
  const auto asked = parse_asked<EffectiveAxis>(text);
  expect(asked.has_value() == (span->last != unbounded_above), "what has an end can be asked");
}

void check_period(std::string_view text) {
  const auto period = parse_effective(text);
  if (!period) {
    expect(period.error().code == ErrorCode::invalid_input, "a period that is none is bad input");
    return;
  }
  expect(period->effective.first <= period->effective.last, "a start has its bounds in order");
  if (period->until) {
    expect(period->until->first <= period->until->last, "an end has its bounds in order");
  }
  const auto again = parse_effective(period->effective.text);
  expect(again && !again->is_interval && again->effective.same_bounds(period->effective),
         "the start of a period is a date by itself");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::view_of(data, size);
  check_span(text);
  check_period(text);
  return 0;
}
