// A table with its mapping: a mapping, a zero byte, and the table in the format that the mapping
// names. The rows become events, as `ingest --mapping` makes them.

#include <algorithm>
#include <string>
#include <vector>

#include "annals/codec/csv_row.h"
#include "annals/codec/json_rows.h"
#include "annals/codec/mapped_row.h"
#include "annals/codec/mapping.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

const SnapshotDates dates{.known = "2020-06-01", .previous = "2020-01-01", .first = "2019-01-01"};

void expect_bad_input(const Error& error) {
  expect(error.code == ErrorCode::invalid_input, "a table that is refused is bad input");
  expect(!error.message.empty(), "an error says what is wrong");
}

void take(const Mapping& mapping, const TableRow& row) {
  static const Vocabulary vocabulary = *parse_vocabulary(partnership_vocabulary());
  for (const std::vector<Expression>* each : {&mapping.ends, &mapping.known, &mapping.gone}) {
    for (const Expression& expression : *each) {
      const auto value = evaluate(mapping, expression, row.fields, dates);
      if (!value) expect_bad_input(value.error());
    }
  }
  const auto events = map_row(mapping, row, dates);
  if (!events) {
    expect_bad_input(events.error());
    return;
  }
  for (const MappedEvent& each : *events) {
    expect(each.rule < mapping.events.size(), "an event is made by a rule of the mapping");
    const auto event = make_event(to_draft(each.event), vocabulary);
    if (!event) expect_bad_input(with_column(mapping, mapping.events[each.rule], event.error()));
  }
}

/// The rows of a table that comes in pieces of `piece` bytes; those before a mistake, if any.
struct Read {
  std::vector<CsvRow> rows;
  bool complete;
};

Read read_csv(const CsvDialect& dialect, std::string_view text, std::size_t piece) {
  CsvReader reader{dialect};
  Read read{.rows = {}, .complete = true};
  for (; !text.empty() && read.complete; text.remove_prefix(std::min(piece, text.size()))) {
    const auto done = reader.read(text.substr(0, piece), read.rows);
    if (!done) expect_bad_input(done.error());
    read.complete = done.has_value();
  }
  if (!read.complete) return read;
  const auto done = reader.finish(read.rows);
  if (!done) expect_bad_input(done.error());
  read.complete = done.has_value();
  return read;
}

void take_csv(const Mapping& mapping, std::string_view text) {
  const Read read = read_csv(mapping.input.dialect, text, text.size());
  constexpr std::size_t odd_piece = 7;
  const Read in_pieces = read_csv(mapping.input.dialect, text, odd_piece);
  expect(read.complete == in_pieces.complete && read.rows.size() == in_pieces.rows.size(),
         "it makes no difference where a table is cut");
  for (std::size_t i = 0; i < read.rows.size(); ++i) {
    expect(read.rows[i].line == in_pieces.rows[i].line &&
               read.rows[i].fields == in_pieces.rows[i].fields,
           "rows are the same wherever a table is cut");
  }
  if (read.rows.empty()) return;
  const auto columns = find_columns(mapping, read.rows.front().fields);
  if (!columns) {
    expect_bad_input(columns.error());
    return;
  }
  for (std::size_t i = 1; i < read.rows.size(); ++i) {
    const CsvRow& from = read.rows[i];
    TableRow row{.line = from.line, .fields = Fields(columns->size())};
    for (std::size_t column = 0; column < columns->size(); ++column) {
      const auto field = (*columns)[column];
      if (field && *field < from.fields.size()) row.fields[column] = from.fields[*field];
    }
    take(mapping, row);
  }
}

void take_json(const Mapping& mapping, std::string_view text) {
  auto rows = JsonRows::make(mapping);
  if (!rows) return expect_bad_input(rows.error());
  const auto document = parse_json(text);
  if (!document) return expect_bad_input(document.error());
  const auto done = rows->for_each(*document, [&](const TableRow& row) {
    take(mapping, row);
    return Status{Done{}};
  });
  if (!done) expect_bad_input(done.error());
  if (const auto seen = expect_seen(mapping, rows->seen()); !seen) expect_bad_input(seen.error());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = fuzz::view_of(data, size);
  const std::size_t end = input.find('\0');
  if (end == std::string_view::npos) return 0;
  const auto mapping = parse_mapping(input.substr(0, end));
  if (!mapping) return 0;
  const std::string_view text = input.substr(end + 1);
  if (mapping->input.format == TableFormat::csv) {
    take_csv(*mapping, text);
  } else {
    take_json(*mapping, text);
  }
  return 0;
}
