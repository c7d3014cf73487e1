#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "../failure.h"
#include "../render/output.h"
#include "../render/table.h"
#include "../session.h"
#include "annals/answer/parts.h"
#include "annals/index/projections.h"
#include "annals/log/erased.h"
#include "annals/log/log_reader.h"
#include "annals/query/catalogue.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  bool space = false;
};

/// When the event at `sequence` was recorded; null for the empty log.
Result<Json> recorded_json(const Snapshot& snapshot, Sequence sequence) {
  if (sequence == Sequence{}) return Json(nullptr);
  const auto event = LogReader{snapshot}.read(sequence);
  if (!event) return event.error();
  return Json(to_text(event->recorded.at));
}

/// An open database has every index in this build's version and up to the end of the log.
Json projections_json(Sequence last) {
  Json list = Json::array();
  for (const Projection* projection : all_projections()) {
    list.push_back(
        {{"name", projection->name}, {"version", projection->version}, {"sequence", last.value}});
  }
  return list;
}

/// Those of other programs have rows up to where such a program last wrote.
Result<Json> own_projections_json(const Database& database) {
  const auto own = database.own_projections();
  if (!own) return own.error();
  Json list = Json::array();
  for (const OwnProjection& each : *own) {
    list.push_back({{"name", each.name},
                    {"version", each.checkpoint.version},
                    {"sequence", each.checkpoint.sequence.value}});
  }
  return list;
}

Json bytes_json(const Database& database) {
  Json bytes = Json::object();
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < column_count; ++i) {
    const std::uint64_t size = database.file_bytes(static_cast<Column>(i));
    bytes[i == 0 ? "meta" : std::string{column_names[i]}] = size;
    total += size;
  }
  bytes["total"] = total;
  return bytes;
}

Result<Json> collect(const Globals& globals, const Inquiry& inquiry) {
  const Snapshot& snapshot = inquiry.snapshot;
  const Sequence last = inquiry.scope.horizon.basis;
  const auto all_relationships = relationships(snapshot, last);
  if (!all_relationships) return all_relationships.error();
  const auto all_parties = parties(snapshot, last);
  if (!all_parties) return all_parties.error();
  auto first_recorded = recorded_json(snapshot, std::min(Sequence{.value = 1}, last));
  if (!first_recorded) return first_recorded;
  auto last_recorded = recorded_json(snapshot, last);
  if (!last_recorded) return last_recorded;
  const auto erased = read_erased(snapshot);
  if (!erased) return erased.error();
  auto own = own_projections_json(inquiry.database);
  if (!own) return own;
  auto basis = basis_json(snapshot, last);
  if (!basis) return basis;
  return Json{{"database", globals.database.string()},
              {"format", format_version},
              {"vocabulary", inquiry.database.vocabulary().name},
              {"events", last.value},
              {"erased", erased->size()},
              {"relationships", all_relationships->size()},
              {"parties", all_parties->size()},
              {"first_recorded", *std::move(first_recorded)},
              {"last_recorded", *std::move(last_recorded)},
              {"bytes", bytes_json(inquiry.database)},
              {"projections", projections_json(last)},
              {"own_projections", *std::move(own)},
              {"basis", *std::move(basis)}};
}

std::string plain(const Json& value) {
  if (value.is_null()) return "–";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string table(const Terminal& terminal, const Json& stats) {
  Table table{{"", ""}};
  for (const auto& [name, value] : stats.items()) {
    if (value.is_object()) {
      for (const auto& [part, detail] : value.items()) {
        table.add({{.text = fmt::format("{} {}", name, part)}, {.text = plain(detail)}});
      }
    } else if (value.is_array()) {
      for (const Json& item : value) {
        const std::string_view kind = name == "projections" ? "index" : "own index";
        table.add({{.text = fmt::format("{} {}", kind, item["name"].get<std::string>())},
                   {.text = fmt::format("version {}, up to #{}", item["version"].dump(),
                                        item["sequence"].dump())}});
      }
    } else {
      table.add({{.text = name}, {.text = plain(value)}});
    }
  }
  return table.to_text(terminal);
}

/// What each column is for, in the order of `Column`.
constexpr std::array<std::string_view, column_count> column_uses{
    "format, vocabulary, counts", "the records, packed in blocks",
    "hashes over the records",    "event by id",
    "what is said of each cell",  "corrections of a relationship",
    "events of a relationship",   "relationships of a party",
    "relationships by value",     "events by date"};

/// Bytes of all files in the database's directory.
std::uint64_t directory_bytes(const std::filesystem::path& path) {
  std::uint64_t bytes = 0;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{path, ignored}) {
    const auto size = entry.is_regular_file(ignored) ? entry.file_size(ignored) : 0;
    if (!ignored) bytes += size;
  }
  return bytes;
}

/// Where the bytes are, and how many for each event.
Json space_rows(const Globals& globals, const Inquiry& inquiry) {
  const auto events = static_cast<double>(inquiry.scope.horizon.basis.value);
  Json rows = Json::array();
  const auto add = [&](std::string_view part, std::uint64_t bytes, std::string_view use) {
    const Json per_event = events == 0 ? Json(nullptr) : Json(static_cast<double>(bytes) / events);
    rows.push_back({{"part", part}, {"bytes", bytes}, {"per_event", per_event}, {"use", use}});
  };
  std::uint64_t columns = 0;
  for (std::size_t i = 0; i < column_count; ++i) {
    const std::uint64_t bytes = inquiry.database.file_bytes(static_cast<Column>(i));
    add(column_names.at(i), bytes, column_uses.at(i));
    columns += bytes;
  }
  const auto own = inquiry.database.own_projections();
  for (const OwnProjection& each : own ? *own : std::vector<OwnProjection>{}) {
    const std::uint64_t bytes = inquiry.database.file_bytes(each.column);
    add(each.name, bytes, "a projection of another program");
    columns += bytes;
  }
  const std::uint64_t all = std::max(directory_bytes(globals.database), columns);
  add("files", all - columns, "write-ahead log, manifest, what is to be merged");
  add("total", all, "");
  return rows;
}

std::string space_table(const Terminal& terminal, const Json& rows) {
  Table table{{"part", "bytes", "an event", "for"}};
  for (const Json& row : rows) {
    const Json& per_event = row["per_event"];
    table.add({{.text = row["part"].get<std::string>()},
               {.text = row["bytes"].dump()},
               {.text = per_event.is_null() ? "–" : fmt::format("{:.1f}", per_event.get<double>())},
               {.text = row["use"].get<std::string>()}});
  }
  return table.to_text(terminal);
}

ExitCode print_space(const Globals& globals, const Inquiry& inquiry) {
  const Json rows = space_rows(globals, inquiry);
  return print(globals,
               {.document = {{"events", inquiry.scope.horizon.basis.value}, {"space", rows}},
                .rows = rows.get<std::vector<Json>>(),
                .columns = {"part", "bytes", "per_event", "use"},
                .table = [&](const Terminal& terminal) { return space_table(terminal, rows); }});
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto inquiry = begin_inquiry(globals, {});
  if (!inquiry) return fail(inquiry.error());
  if (options.space) return print_space(globals, *inquiry);
  const auto stats = collect(globals, *inquiry);
  if (!stats) return fail(stats.error());
  return print(globals,
               {.document = *stats,
                .rows = {*stats},
                .columns = {"database", "format", "vocabulary", "events", "relationships",
                            "parties", "first_recorded", "last_recorded", "bytes.total",
                            "basis.sequence", "basis.hash", "erased"},
                .table = [&](const Terminal& terminal) { return table(terminal, *stats); }},
               ExitCode::done);
}

}  // namespace

void add_stats(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(app, "stats", "Count what is in the database",
                                        "  annals stats\n"
                                        "  annals stats --space\n"
                                        "  annals stats --format json");
  command->add_flag("--space", options->space, "Where the bytes are, and how many for each event");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
