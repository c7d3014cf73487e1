// A row of an index from a file that may be damaged: a byte that says of which, a byte with the
// size of its key, and the row.

#include <string>
#include <vector>

#include "annals/index/calendar_index.h"
#include "annals/index/correction_index.h"
#include "annals/index/own_projections.h"
#include "annals/index/party_index.h"
#include "annals/index/projection_reader.h"
#include "annals/index/statement_codec.h"
#include "annals/index/value_index.h"
#include "annals/state/cell_state.h"
#include "annals/state/timeline.h"
#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

void read_statement(std::string_view key, std::string_view entry) {
  const auto statement = decode_statement(key, entry);
  if (!statement) return;
  const std::vector<Statement> statements{*statement};
  for (const Run& run : timeline(statements)) {
    expect(!run.from || !run.to || *run.from < *run.to, "a run ends after it begins");
  }
  (void)state_at(statements, statement->start.first);
  if (is_none(statement->value)) return;
  LoggedEvent logged{};
  logged.sequence = statement->sequence;
  logged.known = statement->known;
  logged.event.effective =
      EffectiveWhen{.text = "", .first = statement->start.first, .last = statement->start.last};
  if (statement->end) {
    logged.event.until =
        EffectiveWhen{.text = "", .first = statement->end->first, .last = statement->end->last};
  }
  const Assertion effect{.cell = {.term = "t", .key = "k"}, .value = statement->value};
  const std::string prefix = cell_prefix(logged.event.relationship, effect.cell);
  std::string row_key;
  put_key(row_key, logged, effect);
  expect(row_key == prefix + std::string{key}, "what a key of the timeline says is written so");
  std::string row_entry;
  put_entry(row_entry, logged, effect);
  const auto again = decode_statement(key, row_entry);
  expect(again && again->known == statement->known && again->end == statement->end,
         "what an entry of the timeline says can be written and read");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes{fuzz::view_of(data, size)};
  const unsigned index = bytes.below(7);
  const std::string_view key = bytes.take(bytes.byte());
  const std::string_view value = bytes.rest();
  if (index == 0) read_statement(key, value);
  if (index == 1) {
    const auto entry = decode_calendar(key, value);
    expect(!entry || entry->magnitude <= 64, "a length has at most 64 bits");
  }
  if (index == 2) {
    const auto correction = decode_correction(key, value);
    expect(!correction || correction->target < correction->by, "what corrects is later");
  }
  if (index == 3) {
    const auto link = decode_party_link(key);
    expect(!link || link->party.size() + link->relationship.size() + 2 + 8 == key.size(),
           "a link uses all of its key");
  }
  if (index == 4) {
    const auto entry = decode_value_entry(key, value, key.empty() ? 0 : 1);
    expect(!entry || entry->said_bytes < key.size(), "dates stand behind what was said");
  }
  if (index == 5) {
    const auto row = decode_own_row(key, value);
    expect(!row || row->key.size() + 8 == key.size(), "a sequence stands behind a key");
  }
  if (index == 6) {
    const auto own = decode_own(key, value);
    expect(!own || (is_own(own->column) && !own->name.empty()), "a projection has a column");
  }
  return 0;
}
