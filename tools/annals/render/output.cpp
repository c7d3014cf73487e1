#include "output.h"

#include <cstdio>

#include "../failure.h"
#include "annals/answer/parts.h"
#include "pager.h"

namespace annals::cli {
namespace {

/// A field of a CSV, RFC 4180: quoted where it must be.
std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string out = "\"";
  for (const char character : text) {
    out += character;
    if (character == '"') out += '"';
  }
  return out + "\"";
}

/// What stands at `path` in the row: text as it is, null as nothing, all else as JSON.
std::string csv_value(const Json& row, std::string_view path) {
  const Json* at = &row;
  // A column of SQL may have a dot in its name.
  if (const auto whole = row.find(path); whole != row.end()) {
    at = &*whole;
    path = {};
  }
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const std::string name{path.substr(0, dot)};
    const auto found = at->is_object() ? at->find(name) : at->end();
    if (found == at->end()) return {};
    at = &*found;
    path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  }
  if (at->is_null()) return {};
  return at->is_string() ? at->get<std::string>() : to_line(*at);
}

std::string csv(const Output& output) {
  std::string text;
  for (const std::string& column : output.columns) {
    text += (text.empty() ? "" : ",") + csv_field(column);
  }
  text += "\n";
  for (const Json& row : output.rows) {
    std::string line;
    for (std::size_t i = 0; i < output.columns.size(); ++i) {
      line += (i == 0 ? "" : ",") + csv_field(csv_value(row, output.columns[i]));
    }
    text += line + "\n";
  }
  return text;
}

std::string json_lines(const Output& output) {
  std::string text;
  for (const Json& row : output.rows) text += to_line(row) + "\n";
  return text;
}

std::string form(const Globals& globals, const Output& output) {
  switch (globals.format) {
    case Format::table:
      return output.table(look_at_terminal(globals));
    case Format::json:
      return to_line(output.document) + "\n";
    case Format::jsonl:
      return json_lines(output);
    case Format::csv:
      return csv(output);
  }
  return {};
}

}  // namespace

std::vector<Json> rows_of(const Json& document, std::string_view list) {
  const Json& items = document.at(std::string{list});
  return {items.begin(), items.end()};
}

std::vector<Json> rows_in_context(const Json& document, std::string_view list) {
  Json context = document;
  context.erase(std::string{list});
  std::vector<Json> rows;
  for (const Json& item : document.at(std::string{list})) rows.push_back(in_context(context, item));
  return rows;
}

ExitCode print_text(std::string_view text, ExitCode code) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (written && std::fflush(stdout) == 0) return code;
  return fail({.code = ErrorCode::io, .message = "standard output cannot be written"});
}

ExitCode print(const Globals& globals, const Output& output, ExitCode code) {
  const std::string text = form(globals, output);
  const bool is_for_people = globals.format == Format::table;
  if (is_for_people && wants_pager(globals, text) && show_in_pager(text)) return code;
  return print_text(text, code);
}

}  // namespace annals::cli
