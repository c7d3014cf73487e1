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
#include "../input/byte_source.h"
#include "../interrupt.h"
#include "../render/answers.h"
#include "../render/output.h"
#include "../session.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string on_error = "stop";
  std::optional<std::string> rejects;
  std::optional<std::string> known_from;
  std::optional<std::uint64_t> batch;
};

/// The first and last sequence that the run appended; null if it appended nothing.
Json sequence_json(std::uint64_t sequence) {
  return sequence == 0 ? Json(nullptr) : Json(sequence);
}

Result<Output> summary(const Database& database, const IngestCounts& counts, double seconds) {
  auto basis = basis_json(database.snapshot(), database.last());
  if (!basis) return std::move(basis).error();
  const Json row{{"read", counts.read},
                 {"appended", counts.appended},
                 {"duplicates", counts.duplicates},
                 {"rejected", counts.rejected},
                 {"first", sequence_json(counts.first)},
                 {"last", sequence_json(counts.last)},
                 {"seconds", seconds}};
  return Output{
      .document = in_context(row, {{"basis", *std::move(basis)}}),
      .rows = {row},
      .columns = {"read", "appended", "duplicates", "rejected", "first", "last", "seconds"},
      .table = [counts, seconds](const Terminal&) {
        std::string text = fmt::format("Appended {} of {} events", counts.appended, counts.read);
        if (counts.appended > 0) {
          text += fmt::format(" (sequence {} to {})", counts.first, counts.last);
        }
        if (counts.duplicates > 0) {
          text += fmt::format(", {} there already", counts.duplicates);
        }
        if (counts.rejected > 0) text += fmt::format(", {} rejected", counts.rejected);
        return text + fmt::format(", in {:.2f} s.\n", seconds);
      }};
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

ExitCode run(const Globals& globals, const Options& options) {
  note_interrupts();
  auto rejects = open_rejects(options);
  if (!rejects) return fail(rejects.error());
  // Files that cannot be read are named before a database is made for them.
  for (const std::string& file : options.files) {
    if (const auto readable = ByteSource::open(file); !readable) {
      return fail({.code = readable.error().code,
                   .message = fmt::format("{}: {}", file, readable.error().message)});
    }
  }
  auto database = open_to_append(globals);
  if (!database) return fail(database.error());

  const auto started = std::chrono::steady_clock::now();
  IngestCounts counts;
  const IngestOptions how{
      .skip_bad_lines = options.on_error == "skip",
      .known_from_published = options.known_from.has_value(),
      .batch_events = options.batch,
      .rejects = rejects->get(),
      .acknowledged = [&](const IngestCounts& so_far) { acknowledge(globals, so_far); }};
  std::optional<ExitCode> failed;
  for (const std::string& file : options.files) {
    if (auto done = ingest_file(*database, file, {.how = how, .globals = globals}, counts); !done) {
      failed = interrupted() ? ExitCode::interrupted : exit_code(done.error().code);
      fail(done.error());
      break;
    }
  }
  if (auto flushed = database->flush(); !flushed) return fail(flushed.error());
  if (failed && counts.read == 0) return *failed;
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const auto output = summary(*database, counts, seconds);
  if (!output) return fail(output.error());
  const bool was_acknowledged = options.batch && globals.format == Format::jsonl;
  if (was_acknowledged) return failed.value_or(ExitCode::done);
  return print(globals, *output, failed.value_or(ExitCode::done));
}

}  // namespace

void add_ingest(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "ingest", "Append events from JSON Lines, all of a file or nothing of it",
      "  annals ingest examples/microsoft-openai.jsonl\n"
      "  zcat reports.jsonl.gz | annals ingest - --known-from published --on-error skip "
      "--rejects bad.jsonl");
  command
      ->add_option("FILE", options->files, "Files (.jsonl, .gz and .zst too), - for standard input")
      ->required()
      ->type_name("");
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
