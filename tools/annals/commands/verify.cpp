#include "annals/verify/verify.h"

#include <fmt/core.h>

#include <chrono>
#include <memory>

#include "../failure.h"
#include "../interrupt.h"
#include "../render/output.h"
#include "../render/progress.h"
#include "../render/table.h"
#include "annals/log/proof_json.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {};

/// A line of progress for each part of the work, one after the other.
class Steps {
 public:
  explicit Steps(const Globals& globals) : globals_{globals} {}

  bool update(std::string_view doing, std::uint64_t done, std::uint64_t total) {
    if (doing != doing_) {
      doing_ = doing;
      line_.reset();
      const std::string unit = doing == "files" ? "bytes" : doing == "log" ? "events" : "runs";
      line_ = std::make_unique<ProgressLine>(globals_, fmt::format("verify {}", doing), unit);
    }
    line_->update(done, total == 0 ? -1 : static_cast<double>(done) / static_cast<double>(total));
    return !interrupted();
  }

 private:
  const Globals& globals_;
  std::string doing_;
  std::unique_ptr<ProgressLine> line_;
};

template <typename Number>
Json or_null(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

Json problem_json(const Problem& problem) {
  const Json run = problem.run ? Json{{"level", problem.run->level}, {"index", problem.run->index}}
                               : Json(nullptr);
  return {{"part", problem.part},
          {"file", or_null(problem.file)},
          {"sequence", problem.sequence ? Json(problem.sequence->value) : Json(nullptr)},
          {"run", run},
          {"page", or_null(problem.page)},
          {"what", problem.what}};
}

std::string line_of(const Problem& problem) {
  std::string place = problem.part;
  if (problem.file) place += " " + *problem.file;
  if (problem.run) place += fmt::format(" run ({}, {})", problem.run->level, problem.run->index);
  if (problem.page) place += fmt::format(" page {}", *problem.page);
  if (problem.sequence) place += fmt::format(" sequence {}", problem.sequence->value);
  return printable(fmt::format("{}: {}", place, problem.what)) + "\n";
}

std::string table(const VerifyReport& report, double seconds) {
  const VerifyCounts& counts = report.counts;
  std::string text;
  for (const Problem& problem : report.problems) text += line_of(problem);
  if (report.problem_count > report.problems.size()) {
    text += fmt::format("… and {} more\n", report.problem_count - report.problems.size());
  }
  for (const std::string& note : report.notes) text += note + "\n";
  text += fmt::format(
      "Checked {} records, {} nodes of the tree, {} rows in {} runs and {} files in {:.2f} s.\n",
      counts.records, counts.nodes, counts.rows, counts.runs, counts.files, seconds);
  if (report.head) {
    text += fmt::format("The head over {} records is {}\n", report.last.value, report.head->hex());
  }
  return text + (report.is_sound()
                     ? "No damage was found.\n"
                     : fmt::format("Damage was found: {} problems.\n", report.problem_count));
}

Json document_of(const VerifyReport& report, double seconds) {
  const VerifyCounts& counts = report.counts;
  Json problems = Json::array();
  for (const Problem& problem : report.problems) problems.push_back(problem_json(problem));
  return {{"sound", report.is_sound()},
          {"records", counts.records},
          {"nodes", counts.nodes},
          {"runs", counts.runs},
          {"pages", counts.pages},
          {"rows", counts.rows},
          {"files", counts.files},
          {"bytes", counts.bytes},
          {"problem_count", report.problem_count},
          {"problems", std::move(problems)},
          {"notes", report.notes},
          {"seconds", seconds},
          {"basis",
           {{"sequence", report.last.value},
            {"hash", report.head ? Json(report.head->hex()) : Json(nullptr)}}}};
}

Result<VerifyReport> verify_with_progress(const Globals& globals) {
  Steps steps{globals};
  VerifyOptions options;
  options.progress = [&](std::string_view doing, std::uint64_t done, std::uint64_t total) {
    return steps.update(doing, done, total);
  };
  return verify(globals.database, options);
}

ExitCode run(const Globals& globals, const Options& /*options*/) {
  note_interrupts();
  const auto started = std::chrono::steady_clock::now();
  const auto report = verify_with_progress(globals);
  if (!report) {
    fail(report.error());
    return interrupted() ? ExitCode::interrupted : exit_code(report.error().code);
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  const Json document = document_of(*report, seconds);
  return print(globals,
               {.document = document,
                .rows = document["problems"].get<std::vector<Json>>(),
                .columns = {"part", "file", "sequence", "run.level", "run.index", "page", "what"},
                .table = [&](const Terminal&) { return table(*report, seconds); }},
               report->is_sound() ? ExitCode::done : ExitCode::damaged);
}

}  // namespace

void add_verify(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "verify", "Look for damage: compare files, records, hashes and indexes with each other",
      "  annals verify\n"
      "  annals verify --db archive.db --format json | jq '.problems'");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
