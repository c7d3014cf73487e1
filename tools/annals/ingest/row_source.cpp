#include "row_source.h"

#include <fmt/core.h>

#include <optional>
#include <utility>
#include <vector>

#include "../input/byte_source.h"
#include "../input/line_reader.h"
#include "../input/whole_file.h"
#include "annals/codec/csv_row.h"
#include "annals/codec/json_rows.h"
#include "annals/event/limits.h"

namespace annals::cli {
namespace {

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

std::string name_of(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

Error no_rows(const std::string& name) {
  return refuse(fmt::format("{}: has no rows", name));
}

/// A table of text, its rows as they come.
class CsvTable {
 public:
  CsvTable(const std::string& path, const Mapping& mapping, const VisitRow& visit)
      : path_{path}, name_{name_of(path)}, mapping_{mapping}, visit_{visit} {}

  Status run() {
    auto source = ByteSource::open(path_);
    if (!source) return at_file(source.error());
    CsvReader reader{mapping_.input.dialect};
    std::vector<CsvRow> rows;
    for (bool at_end = false; !at_end;) {
      const auto bytes = source->read();
      if (!bytes) return at_file(bytes.error());
      at_end = bytes->empty();
      const auto read = at_end ? reader.finish(rows) : reader.read(*bytes, rows);
      share_ = source->share();
      if (auto taken = take_all(rows); !taken) return taken;
      if (!read) return at_line(reader.line(), read.error());
    }
    if (header_fields_ == 0) {
      return refuse(fmt::format("{}: is empty; expected a header and rows", name_));
    }
    if (!any_row_) return no_rows(name_);
    return Done{};
  }

 private:
  [[nodiscard]] Error at_file(const Error& error) const {
    return {.code = error.code, .message = fmt::format("{}: {}", name_, error.message)};
  }

  [[nodiscard]] Error at_line(std::uint64_t line, const Error& error) const {
    return {.code = error.code, .message = fmt::format("{}:{}: {}", name_, line, error.message)};
  }

  Status take_all(std::vector<CsvRow>& rows) {
    for (CsvRow& row : rows) {
      if (auto taken = take(row); !taken) return taken;
    }
    rows.clear();
    return Done{};
  }

  Status take(CsvRow& row) {
    if (header_fields_ == 0) return take_header(row);
    any_row_ = true;
    std::optional<Error> wrong;
    if (row.fields.size() != header_fields_ && !mapping_.input.is_ragged) {
      wrong = refuse(fmt::format("the row has {} fields; the header has {}", row.fields.size(),
                                 header_fields_));
    }
    TableRow mapped{.line = row.line, .fields = Fields(columns_.size())};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i] && *columns_[i] < row.fields.size()) {
        mapped.fields[i] = std::move(row.fields[*columns_[i]]);
      }
    }
    return visit_({.row = mapped,
                   .where = fmt::format("{}:{}", name_, row.line),
                   .share = share_,
                   .wrong = std::move(wrong)});
  }

  Status take_header(const CsvRow& row) {
    header_fields_ = row.fields.size();
    auto columns = find_columns(mapping_, row.fields);
    if (!columns) return at_line(row.line, columns.error());
    columns_ = *std::move(columns);
    return Done{};
  }

  std::string path_;
  std::string name_;
  const Mapping& mapping_;
  const VisitRow& visit_;
  std::vector<std::optional<std::size_t>> columns_;  // by column of the mapping: its field
  std::size_t header_fields_ = 0;
  bool any_row_ = false;
  double share_ = -1;
};

/// `malformed JSON at line 1, column 7: ...` of a text that is one line.
Error of_one_line(Error error) {
  constexpr std::string_view needless = "line 1, ";
  const std::size_t at = error.message.find(needless);
  if (at != std::string::npos) error.message.erase(at, needless.size());
  return error;
}

Status read_jsonl(const std::string& path, JsonRows& rows, const VisitRow& visit, bool& any_row) {
  const std::string name = name_of(path);
  auto source = ByteSource::open(path);
  if (!source) return refuse(fmt::format("{}: {}", name, source.error().message));
  LineReader lines{*std::move(source)};
  while (true) {
    auto line = lines.next();
    if (!line) return refuse(fmt::format("{}: {}", name, line.error().message));
    if (!*line) return Done{};
    const std::uint64_t number = (*line)->number;
    const std::string where = fmt::format("{}:{}", name, number);
    if ((*line)->too_long) {
      return refuse(fmt::format("{}: the line has more than {} bytes (1 MiB)", where,
                                limits::line_bytes_max));
    }
    const auto json = parse_json((*line)->text);
    if (!json) return refuse(fmt::format("{}: {}", where, of_one_line(json.error()).message));
    auto done = rows.for_each(*json, [&](TableRow row) {
      any_row = true;
      row.line = number;
      return visit({.row = row, .where = where, .share = lines.share()});
    });
    if (!done) return done;
  }
}

Status read_json(const std::string& path, JsonRows& rows, const VisitRow& visit, bool& any_row) {
  const std::string name = name_of(path);
  const auto text = read_whole_file(path, limits::table_bytes_max);
  if (!text) return text.error();
  const auto json = parse_json(*text);
  if (!json) return refuse(fmt::format("{}: {}", name, json.error().message));
  return rows.for_each(*json, [&](const TableRow& row) {
    any_row = true;
    return visit({.row = row,
                  .where = row.place.empty() ? name : fmt::format("{}: {}", name, row.place),
                  .share = -1});
  });
}

}  // namespace

Status for_each_row(const std::string& path, const Mapping& mapping, const VisitRow& visit) {
  if (mapping.input.format == TableFormat::csv) return CsvTable{path, mapping, visit}.run();
  auto rows = JsonRows::make(mapping);
  if (!rows) return std::move(rows).error();
  bool any_row = false;
  auto read = mapping.input.format == TableFormat::jsonl ? read_jsonl(path, *rows, visit, any_row)
                                                         : read_json(path, *rows, visit, any_row);
  if (!read) return read;
  if (!any_row) return no_rows(name_of(path));
  if (auto seen = expect_seen(mapping, rows->seen()); !seen) {
    return refuse(fmt::format("{}: {}", name_of(path), seen.error().message));
  }
  return Done{};
}

}  // namespace annals::cli
