#include <fmt/core.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "../failure.h"
#include "../ingest/file_ingest.h"
#include "../ingest/mapped_ingest.h"
#include "../ingest/mapping_file.h"
#include "../ingest/snapshot_ingest.h"
#include "../input/byte_source.h"
#include "../interrupt.h"
#include "../render/output.h"
#include "../render/table.h"
#include "../session.h"
#include "annals/answer/parts.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string on_error = "stop";
  std::optional<std::string> rejects;
  std::optional<std::string> known_from;
  std::optional<std::uint64_t> batch;
  std::optional<std::string> mapping;
  std::optional<std::string> snapshot;
  std::optional<std::string> known;
};

/// What a run has done.
struct Work {
  IngestCounts events;
  SnapshotCounts rows;  // of a snapshot
  double seconds = 0;
};

/// The first and last sequence that the run appended; null if it appended nothing.
Json sequence_json(std::uint64_t sequence) {
  return sequence == 0 ? Json(nullptr) : Json(sequence);
}

/// What was done, in a sentence or two.
std::string sentence(const Options& options, const Work& work) {
  const IngestCounts& events = work.events;
  std::string text;
  if (options.snapshot) {
    text = fmt::format("Snapshot '{}'{}: {} rows new, {} changed, {} vanished, {} unchanged.\n",
                       printable(*options.snapshot), options.known ? " of " + *options.known : "",
                       work.rows.fresh, work.rows.changed, work.rows.vanished, work.rows.unchanged);
  }
  text += options.mapping
              ? fmt::format("Appended {} events from {} rows", events.appended, events.read)
              : fmt::format("Appended {} of {} events", events.appended, events.read);
  if (events.appended > 0) text += fmt::format(" (sequence {} to {})", events.first, events.last);
  if (events.duplicates > 0) text += fmt::format(", {} there already", events.duplicates);
  if (events.rejected > 0) text += fmt::format(", {} rejected", events.rejected);
  return text + fmt::format(", in {:.2f} s.\n", work.seconds);
}

Result<Output> summary(const Database& database, const Options& options, const Work& work) {
  auto basis = basis_json(database.snapshot(), database.last());
  if (!basis) return std::move(basis).error();
  const IngestCounts& events = work.events;
  Json row{{"read", events.read},
           {"appended", events.appended},
           {"duplicates", events.duplicates},
           {"rejected", events.rejected},
           {"first", sequence_json(events.first)},
           {"last", sequence_json(events.last)},
           {"seconds", work.seconds}};
  if (options.snapshot) {
    row["snapshot"] = {{"name", *options.snapshot},      {"known", to_json(options.known)},
                       {"new", work.rows.fresh},         {"changed", work.rows.changed},
                       {"vanished", work.rows.vanished}, {"unchanged", work.rows.unchanged}};
  }
  return Output{
      .document = in_context(row, {{"basis", *std::move(basis)}}),
      .rows = {row},
      .columns = {"read", "appended", "duplicates", "rejected", "first", "last", "seconds"},
      .table = [&](const Terminal&) { return sentence(options, work); }};
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Result<File> open_rejects(const Options& options) {
  const auto& path = options.rejects;
  if (!path) return File{};
  for (const std::string& file : options.files) {
    std::error_code ignored;
    if (std::filesystem::equivalent(file, *path, ignored)) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("--rejects: {} is one of the files to read", *path)};
    }
  }
  File file{std::fopen(path->c_str(), "w")};
  if (file) return file;
  return Error{.code = ErrorCode::invalid_input,
               .message = fmt::format("{}: cannot be written", *path)};
}

/// In batches, every batch is told of when the disk has it.
void acknowledge(const Globals& globals, const IngestCounts& counts) {
  if (globals.format == Format::jsonl) {
    fmt::print("{}\n",
               to_line({{"read", counts.read}, {"acknowledged", sequence_json(counts.last)}}));
  } else if (globals.format == Format::table && !globals.quiet) {
    fmt::print("Acknowledged {} events, up to sequence {}.\n", counts.read, counts.last);
  }
  std::fflush(stdout);
}

/// Whether each file is one that this can read: tables of text need a mapping.
Status check_files(const Options& options) {
  for (const std::string& file : options.files) {
    if (!options.mapping && is_named_as_csv(file)) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("{}: a table needs --mapping FILE, which says how its "
                                          "rows become events",
                                          file)};
    }
    // Files that cannot be read are named before a database is made for them.
    if (const auto readable = ByteSource::open(file); !readable) {
      return Error{.code = readable.error().code,
                   .message = fmt::format("{}: {}", file, readable.error().message)};
    }
  }
  return Done{};
}

/// What is wrong with the flags together, if something is.
std::optional<std::string> misuse(const Options& options, const std::optional<Mapping>& mapping) {
  if (!options.snapshot) {
    if (options.known) return "--known is the date of a snapshot and needs --as-snapshot";
    if (mapping && mapping->uses_snapshot_dates) {
      return "a template of the mapping names a date of a snapshot, which needs --as-snapshot";
    }
    if (mapping && !mapping->known.empty()) {
      return "the mapping says since when each row is known, which needs --as-snapshot";
    }
    return {};
  }
  if (!mapping) return "--as-snapshot needs --mapping, which says what names a row";
  if (options.on_error == "skip") return "a snapshot is taken as a whole: no --on-error skip";
  if (options.known_from) return "a snapshot is known as of its own date: no --known-from";
  if (options.batch && mapping->known.empty()) return "a snapshot is taken as a whole: no --batch";
  return {};
}

/// The mapping that was asked for, if one was. Errors: also flags that do not go together.
Result<std::optional<Mapping>> mapping_of(const Options& options) {
  std::optional<Mapping> mapping;
  if (options.mapping) {
    auto read = read_mapping(*options.mapping);
    if (!read) return std::move(read).error();
    mapping = *std::move(read);
  }
  if (auto wrong = misuse(options, mapping)) {
    return Error{.code = ErrorCode::invalid_input, .message = *std::move(wrong)};
  }
  return mapping;
}

/// Appends the files, each on its own or all of them as a snapshot.
Status append(Database& database, const Options& options, const std::optional<Mapping>& mapping,
              const IngestSetting& setting, Work& work) {
  if (options.snapshot) {
    return ingest_snapshot(database,
                           {.name = *options.snapshot,
                            .known = options.known,
                            .files = options.files,
                            .mapping = *mapping},
                           setting, work.events, work.rows);
  }
  for (const std::string& file : options.files) {
    auto done = mapping ? ingest_table(database, file, *mapping, setting, work.events)
                        : ingest_file(database, file, setting, work.events);
    if (!done) return done;
  }
  return Done{};
}

ExitCode run(const Globals& globals, const Options& options) {
  note_interrupts();
  auto rejects = open_rejects(options);
  if (!rejects) return fail(rejects.error());
  const auto mapping = mapping_of(options);
  if (!mapping) return fail(mapping.error());
  if (auto checked = check_files(options); !checked) return fail(checked.error());
  auto database = open_to_append(globals);
  if (!database) return fail(database.error());

  const auto started = std::chrono::steady_clock::now();
  Work work;
  const IngestOptions how{
      .skip_bad_lines = options.on_error == "skip",
      .known_from_published = options.known_from.has_value(),
      .batch_events = options.batch,
      .rejects = rejects->get(),
      .acknowledged = [&](const IngestCounts& so_far) { acknowledge(globals, so_far); }};
  const auto done = append(*database, options, *mapping, {.how = how, .globals = globals}, work);
  std::optional<ExitCode> failed;
  if (!done) {
    failed = interrupted() ? ExitCode::interrupted : exit_code(done.error().code);
    fail(done.error());
  }
  if (auto flushed = database->flush(); !flushed) return fail(flushed.error());
  if (failed && work.events.read == 0) return *failed;
  work.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const auto output = summary(*database, options, work);
  if (!output) return fail(output.error());
  const bool was_acknowledged = options.batch && globals.format == Format::jsonl;
  if (was_acknowledged) return failed.value_or(ExitCode::done);
  return print(globals, *output, failed.value_or(ExitCode::done));
}

}  // namespace

void add_ingest(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "ingest", "Append events from JSON Lines or a table, all of a file or nothing of it",
      "  annals ingest examples/microsoft-openai.jsonl\n"
      "  annals ingest states.csv --mapping states.json\n"
      "  annals ingest 2017-03.csv --mapping states.json --as-snapshot states --known 2017-03-31\n"
      "  zcat reports.jsonl.gz | annals ingest - --known-from published --on-error skip "
      "--rejects bad.jsonl");
  command->add_option("FILE", options->files, "Files (.gz and .zst too), - for standard input")
      ->required()
      ->type_name("");
  command
      ->add_option("--mapping", options->mapping,
                   "The files are tables (CSV, JSON), of which this makes events")
      ->type_name("FILE");
  command
      ->add_option("--as-snapshot", options->snapshot,
                   "The files are one table as it was published then: append what has changed "
                   "since the last snapshot of this name")
      ->type_name("NAME");
  command->add_option("--known", options->known, "When the snapshot was published")
      ->type_name("DATE");
  command
      ->add_option("--on-error", options->on_error,
                   "stop: keep nothing of a file with a bad line; skip: keep its good lines "
                   "(default: stop)")
      ->check(CLI::IsMember({"stop", "skip"}).description(""))
      ->type_name("HOW");
  command->add_option("--rejects", options->rejects, "Write skipped lines and their reasons here")
      ->type_name("FILE");
  command
      ->add_option("--known-from", options->known_from,
                   "Where an event has no known, take its source's date: published")
      ->check(CLI::IsMember({"published"}).description(""))
      ->type_name("WHAT");
  command
      ->add_option("--batch", options->batch,
                   "Append and acknowledge every N events, for pipes that do not end")
      ->check(from_one_on)
      ->type_name("N");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
