#include <fmt/core.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../failure.h"
#include "../ingest/mapping_file.h"
#include "../ingest/row_source.h"
#include "../input/whole_file.h"
#include "../render/output.h"
#include "../render/table.h"
#include "../session.h"
#include "annals/codec/mapped_row.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string mapping;
  std::vector<std::string> files;
  bool check = false;
  std::uint64_t first = 5;
  std::optional<std::string> vocabulary;
  std::string known;
};

/// The vocabulary of `--vocabulary`, else the database's, else the built-in one.
Result<Vocabulary> vocabulary_of(const Globals& globals, const Options& options) {
  if (options.vocabulary) {
    const auto text = read_whole_file(*options.vocabulary);
    if (!text) return text.error();
    auto parsed = parse_vocabulary(*text);
    if (!parsed) return in_file(*options.vocabulary, parsed.error());
    return parsed;
  }
  auto database = open_existing(globals, Access::read);
  if (database) return database->vocabulary();
  if (database.error().code != ErrorCode::missing) return std::move(database).error();
  return parse_vocabulary(partnership_vocabulary());
}

/// An event that was made, and where its row stands.
struct Sample {
  std::string where;
  Json event;
};

/// The first events that the mapping makes of the files.
class Preview {
 public:
  Preview(const Mapping& mapping, const Vocabulary& vocabulary, const Options& options)
      : mapping_{mapping}, vocabulary_{vocabulary}, options_{options} {}

  Status read(const std::string& file) {
    return for_each_row(file, mapping_, [&](const PlacedRow& placed) { return take(placed); });
  }

  [[nodiscard]] const std::vector<Sample>& samples() const { return samples_; }
  [[nodiscard]] std::uint64_t rows() const { return rows_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  Status take(const PlacedRow& placed) {
    ++rows_;
    if (placed.wrong) {
      return Error{.code = placed.wrong->code,
                   .message = fmt::format("{}: {}", placed.where, placed.wrong->message)};
    }
    const SnapshotDates dates{
        .known = options_.known, .previous = options_.known, .first = options_.known};
    const auto events = map_row(mapping_, placed.row, dates);
    if (!events) return at(placed, events.error());
    for (const MappedEvent& mapped : *events) {
      const auto event = make_event(to_draft(mapped.event), vocabulary_);
      if (!event) {
        return at(placed, with_column(mapping_, mapping_.events[mapped.rule], event.error()));
      }
      ++events_;
      if (samples_.size() < options_.first) {
        samples_.push_back({.where = placed.where, .event = mapped.event});
      }
    }
    return Done{};
  }

  static Error at(const PlacedRow& placed, const Error& error) {
    return {.code = error.code, .message = fmt::format("{}: {}", placed.where, error.message)};
  }

  const Mapping& mapping_;
  const Vocabulary& vocabulary_;
  const Options& options_;
  std::vector<Sample> samples_;
  std::uint64_t rows_ = 0;
  std::uint64_t events_ = 0;
};

/// What an event says besides its type, relationship and dates.
std::string rest_of(const Json& event) {
  std::string text;
  for (const auto& [name, value] : event.items()) {
    if (name == "type" || name == "relationship" || name == "effective" || name == "until")
      continue;
    const std::string shown = value.is_string() ? value.get<std::string>() : to_line(value);
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, printable(shown));
  }
  return text;
}

std::string field_of(const Json& event, const char* name) {
  const auto found = event.find(name);
  return found != event.end() && found->is_string() ? printable(found->get<std::string>()) : "";
}

std::string table(const Terminal& terminal, const Preview& preview) {
  Table table{{"ROW", "TYPE", "RELATIONSHIP", "EFFECTIVE", "UNTIL", "FIELDS"}};
  for (const auto& [where, event] : preview.samples()) {
    table.add({{.text = where},
               {.text = field_of(event, "type")},
               {.text = field_of(event, "relationship")},
               {.text = field_of(event, "effective")},
               {.text = field_of(event, "until")},
               {.text = rest_of(event)}});
  }
  return table.to_text(terminal) + fmt::format(
                                       "\n{} rows would make {} events; nothing was "
                                       "written.\n",
                                       preview.rows(), preview.events());
}

ExitCode print_preview(const Globals& globals, const Preview& preview) {
  Output output{.document = {{"rows", preview.rows()}, {"events", preview.events()}},
                .rows = {},
                .columns = {"type", "relationship", "effective", "until"},
                .table = [&](const Terminal& terminal) { return table(terminal, preview); }};
  for (const Sample& sample : preview.samples()) output.rows.push_back(sample.event);
  output.document["first"] = output.rows;
  return print(globals, output);
}

ExitCode print_well_formed(const Globals& globals, const Options& options, const Mapping& mapping) {
  std::vector<std::string> columns;
  for (const MappedColumn& column : mapping.columns) columns.push_back(column.name);
  const Json row{
      {"mapping", options.mapping}, {"events", mapping.events.size()}, {"columns", columns}};
  return print(globals, {.document = row,
                         .rows = {row},
                         .columns = {"mapping", "events", "columns"},
                         .table = [&](const Terminal&) {
                           std::string names;
                           for (const std::string& name : columns) {
                             names += (names.empty() ? "" : ", ") + printable(name);
                           }
                           return fmt::format(
                               "'{}' is well-formed: up to {} events a row, from the columns {}.\n",
                               printable(options.mapping), mapping.events.size(), names);
                         }});
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto mapping = read_mapping(options.mapping);
  if (!mapping) return fail(mapping.error());
  if (options.files.empty()) return print_well_formed(globals, options, *mapping);
  const auto vocabulary = vocabulary_of(globals, options);
  if (!vocabulary) return fail(vocabulary.error());
  Preview preview{*mapping, *vocabulary, options};
  for (const std::string& file : options.files) {
    if (auto read = preview.read(file); !read) return fail(read.error());
  }
  if (preview.events() > 0) return print_preview(globals, preview);
  return fail({.code = ErrorCode::invalid_input,
               .message = fmt::format("{}: the mapping makes no event of its {} rows",
                                      options.files.front(), preview.rows())});
}

}  // namespace

void add_mapping(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "mapping", "Check a mapping, and show the first events that it would make",
                  "  annals mapping states.json\n"
                  "  annals mapping states.json --check states.csv --first 3 --format jsonl");
  command->add_option("MAPPING", options->mapping, "How rows become events (schema/mapping.md)")
      ->required()
      ->type_name("");
  command->add_option("FILE", options->files, "Tables to try it on, - for standard input")
      ->type_name("");
  command->add_flag("--check", options->check, "Read the tables and write nothing, as always here");
  command->add_option("--first", options->first, "Show so many events (default: 5)")
      ->check(from_one_on)
      ->type_name("N");
  command
      ->add_option("--vocabulary", options->vocabulary,
                   "Check the events against this vocabulary (default: the database's, else the "
                   "built-in one)")
      ->type_name("FILE");
  command->add_option("--known", options->known, "What a template calls $known, as in a snapshot")
      ->type_name("DATE");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
