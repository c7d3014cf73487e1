#include "crash/kill_round.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

#include "annals/backup.h"
#include "annals/database.h"
#include "annals/store/files.h"
#include "crash/sound.h"
#include "crash/unsynced.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::crash {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;

/// How long a command of each kind took that nobody stopped. A first guess, until one was seen.
std::map<std::string, microseconds>& durations() {
  static std::map<std::string, microseconds> measured;
  return measured;
}

/// How many parts the command says that the disk has.
std::size_t acknowledged_parts(const Step& step, const cli_test::Outcome& outcome) {
  if (outcome.exit_code == 0) return step.parts.size();
  if (step.batch == 0) return 0;
  constexpr std::string_view mark = "Acknowledged ";
  const std::size_t end = outcome.out.rfind('\n');
  const std::size_t last = end == std::string::npos ? end : outcome.out.rfind(mark, end);
  if (last == std::string::npos) return 0;
  return std::stoul(outcome.out.substr(last + mark.size())) / step.batch;
}

}  // namespace

KillTrial::KillTrial(Random& random, Met& met)
    : random_{random}, met_{met}, path_{directory_.path() / "db"}, events_{random} {
  support::must(Database::create(path_, {}, support::small_runs));
}

std::vector<std::string> KillTrial::new_lines(std::size_t most) {
  std::vector<std::string> lines;
  const std::size_t count = 1 + below(random_, most);
  while (lines.size() < count) lines.push_back(events_.line(promised_.done()));
  return lines;
}

std::string KillTrial::file_of(const std::vector<std::string>& lines, std::size_t padding) {
  const fs::path path = directory_.path() / fmt::format("{}.jsonl", files_++);
  std::ofstream file{path};
  for (const std::string& line : lines) file << line << std::string(padding, ' ') << '\n';
  return path;
}

Step KillTrial::file_step() {
  const auto lines = new_lines(30);
  return {.kind = "file", .arguments = {"ingest", file_of(lines)}, .parts = {lines}};
}

Step KillTrial::files_step() {
  Step step{.kind = "files", .arguments = {"ingest"}};
  for (std::size_t file = 0; file < 3; ++file) {
    step.parts.push_back(new_lines(10));
    step.arguments.push_back(file_of(step.parts.back()));
  }
  return step;
}

Step KillTrial::batch_step() {
  Step step{.kind = "batch", .batch = 1 + below(random_, 4)};
  const auto lines = new_lines(30);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i % step.batch == 0) step.parts.emplace_back();
    step.parts.back().push_back(lines[i]);
  }
  step.arguments = {"ingest", file_of(lines), "--batch", std::to_string(step.batch)};
  return step;
}

Step KillTrial::skip_step() {
  const auto good = new_lines(20);
  auto lines = good;
  for (std::size_t bad = 0; bad < 3; ++bad) {
    const auto at = static_cast<std::ptrdiff_t>(below(random_, lines.size() + 1));
    lines.insert(lines.begin() + at, R"({"id":"bad","type":"term_set")");
  }
  return {.kind = "skip",
          .arguments = {"ingest", file_of(lines), "--on-error", "skip", "--rejects",
                        directory_.path() / "rejects"},
          .parts = {good}};
}

Step KillTrial::add_step() {
  const std::string id = id_of(events_.line({}));
  const std::string line = fmt::format(
      R"({{"type":"term_set","relationship":"r1","id":"{}","term":"t1","key":"added","value":"v","effective":"2021"}})",
      id);
  return {.kind = "add",
          .arguments = {"add", "term_set", "r1", "id=" + id, "term=t1", "key=added", "value=v",
                        "effective=2021"},
          .parts = {{line}}};
}

Step KillTrial::bulk_step() {
  // Files of 8 MiB and more are loaded in bulk, whatever is in them. A line may have one MiB.
  constexpr std::size_t file_bytes = std::size_t{8} << 20U;
  auto lines = new_lines(50);
  while (lines.size() < 10) lines.push_back(events_.line(promised_.done()));
  return {.kind = "bulk",
          .arguments = {"ingest", file_of(lines, file_bytes / lines.size())},
          .parts = {lines}};
}

Step KillTrial::rebuild_step() {
  return {.kind = "rebuild", .arguments = {"rebuild"}};
}

Step KillTrial::again_step() {
  if (before_.empty()) return file_step();
  Step step = before_[below(random_, before_.size())];
  step.kind = "again";
  return step;
}

Step KillTrial::backup_step() {
  return {.kind = "backup", .arguments = {"backup", directory_.path() / "backup"}};
}

Step KillTrial::restore_step() {
  if (!backed_up_) return backup_step();
  return {.kind = "restore",
          .arguments = {"restore", directory_.path() / "backup"},
          .database = directory_.path() / "restored"};
}

void KillTrial::expect_backup(const std::vector<Json>& log) const {
  const fs::path backup = directory_.path() / "backup";
  if (!backed_up_ && !fs::exists(backup / "BACKUP")) return;
  const FilesElsewhere elsewhere{unsynced_files()};
  const support::TemporaryDirectory directory;
  support::must(restore(backup, directory.path() / "db"));
  const std::vector<Json> restored = log_at(directory.path() / "db");
  const bool is_beginning =
      restored.size() <= log.size() && std::equal(restored.begin(), restored.end(), log.begin());
  if (!is_beginning || restored.size() < backed_up_.value_or(0)) {
    throw std::runtime_error{fmt::format("the backup has {} events, not the first {} or more",
                                         restored.size(), backed_up_.value_or(0))};
  }
}

void KillTrial::expect_restored(const std::vector<Json>& log) {
  const fs::path restored = directory_.path() / "restored";
  if (!fs::exists(restored)) return;
  const std::vector<Json> there = expect_sound(restored);
  if (there.size() < backed_up_.value_or(0) || there.size() > log.size() ||
      !std::equal(there.begin(), there.end(), log.begin())) {
    throw std::runtime_error{"what was restored is not what was backed up"};
  }
  fs::remove_all(restored);
}

Step KillTrial::any_step() {
  using Make = Step (KillTrial::*)();
  constexpr std::array<Make, 11> all{
      &KillTrial::file_step,   &KillTrial::files_step,  &KillTrial::batch_step,
      &KillTrial::batch_step,  &KillTrial::skip_step,   &KillTrial::add_step,
      &KillTrial::bulk_step,   &KillTrial::again_step,  &KillTrial::rebuild_step,
      &KillTrial::backup_step, &KillTrial::restore_step};
  Step step = (this->*all.at(below(random_, all.size())))();
  const bool is_file = step.kind != "again" && step.kind != "add" && !step.parts.empty();
  if (is_file) before_.push_back(step);
  return step;
}

cli_test::Outcome KillTrial::run_and_kill(const Step& step) {
  std::vector<std::string> arguments{ANNALS_CLI, "--db",
                                     step.database.empty() ? path_ : step.database};
  arguments.insert(arguments.end(), step.arguments.begin(), step.arguments.end());
  const auto started = std::chrono::steady_clock::now();
  cli_test::Process process{{.arguments = arguments,
                             .environment = {"TERM=dumb", "LC_ALL=C"},
                             .directory = directory_.path(),
                             .input = cli_test::Input::nothing,
                             .terminal_columns = {}}};
  const auto usual = durations().find(step.kind);
  constexpr std::size_t one_of = 12;  // is left alone, to see how long it takes
  if (usual == durations().end() || below(random_, one_of) == 0) {
    cli_test::Outcome outcome = process.wait();
    const auto taken =
        std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - started);
    durations()[step.kind] = usual == durations().end() ? taken : std::min(usual->second, taken);
    return outcome;
  }
  // Anywhere in the usual time and a little after it, at times at once.
  const auto most = static_cast<std::size_t>(usual->second.count() * 11 / 10);
  const bool at_once = below(random_, 20) == 0;
  std::this_thread::sleep_for(microseconds{at_once ? 0 : below(random_, most + 1)});
  process.send(SIGKILL);
  return process.wait();
}

void KillTrial::round() {
  const Step step = any_step();
  promised_.send(step.parts);
  const cli_test::Outcome outcome = run_and_kill(step);
  const bool was_killed = outcome.exit_code == 128 + SIGKILL;
  if (!was_killed && outcome.exit_code != 0) {
    throw std::runtime_error{
        fmt::format("{} ended with {}: {}", step.kind, outcome.exit_code, outcome.err)};
  }
  ++met_[fmt::format("{} {}", step.kind, was_killed ? "killed" : "done")];
  try {
    const std::vector<Json> log = expect_sound(path_);
    const std::size_t there = promised_.settle(log, acknowledged_parts(step, outcome));
    if (step.kind == "backup" && !was_killed) backed_up_ = log.size();
    if (step.kind == "backup") expect_backup(log);
    if (step.kind == "restore") expect_restored(log);
    if (!was_killed || step.parts.empty()) return;
    const bool all = there == step.parts.size();
    ++met_[fmt::format("{} of it was there", all ? "all" : there == 0 ? "nothing" : "a part")];
  } catch (const std::exception& broken) {
    throw std::runtime_error{fmt::format("after {} ({}): {}", fmt::join(step.arguments, " "),
                                         was_killed ? "killed" : "done", broken.what())};
  }
}

}  // namespace annals::crash
