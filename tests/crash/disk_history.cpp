#include "crash/disk_history.h"

#include <fmt/core.h>

#include <stdexcept>
#include <utility>

#include "annals/codec/json_line.h"
#include "annals/query/question.h"
#include "annals/query/state.h"
#include "crash/sound.h"
#include "crash/writing.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::crash {

namespace {

constexpr std::size_t relationships = 3;

std::string name_of(std::size_t relationship) {
  return fmt::format("r{}", relationship);
}

}  // namespace

DiskHistory::DiskHistory(std::filesystem::path path) : path_{std::move(path)} {}

std::vector<std::string> DiskHistory::lines(std::size_t count) {
  std::vector<std::string> made;
  for (; made.size() < count; ++next_) {
    made.push_back(fmt::format(
        R"({{"id":"event-{0}","type":"term_set","relationship":"{1}","term":"t","key":"k{2}","value":"{0}","effective":"2020"}})",
        next_, name_of(next_ % relationships), next_ % 2));
  }
  return made;
}

void DiskHistory::append(Database& database, std::size_t count) {
  Part& part = parts_.emplace_back(Part{.lines = lines(count)});
  JsonLineReader reader;
  Transaction transaction = database.begin();
  for (const std::string& line : part.lines) {
    const auto added = transaction.add(support::must(reader.read(line)));
    if (!added) {
      errors_.push_back(added.error());
      part.acknowledged = false;
      return;
    }
  }
  part.acknowledged = note(database.commit(std::move(transaction)));
}

void DiskHistory::load(Database& database, std::size_t count) {
  Part& part = parts_.emplace_back(Part{.lines = lines(count)});
  part.acknowledged = note([&]() -> Status {
    auto load = database.load({.threads = 2, .chunk_events = 3});
    if (!load) return load.error();
    for (const std::string& line : part.lines) {
      if (auto added = load->add(line + "\n"); !added) return added;
    }
    if (auto finished = load->finish(); !finished) return finished;
    return load->commit();
  }());
}

void DiskHistory::append_some(Database& database) {
  for (const std::size_t count : {1U, 1U, 5U, 1U, 9U}) append(database, count);
}

void DiskHistory::load_some(Database& database) {
  load(database, 21);
  append(database, 2);
}

void DiskHistory::rebuild(Database& database) {
  note(database.rebuild([](std::uint64_t, std::uint64_t) { return true; }));
}

void DiskHistory::flush(Database& database) {
  note(database.flush());
}

void DiskHistory::open_and(const std::vector<void (DiskHistory::*)(Database&)>& steps) {
  auto database = Database::open(path_, {.access = Access::write});
  if (!database) {
    errors_.push_back(database.error());
    return;
  }
  for (const auto step : steps) (this->*step)(*database);
}

std::optional<std::vector<std::string>> DiskHistory::ask() {
  const auto database = Database::open(path_, {.access = Access::read});
  if (!note(database)) return std::nullopt;
  const Snapshot snapshot = database->snapshot();
  const auto scope = resolve(snapshot, {});
  if (!note(scope)) return std::nullopt;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < relationships; ++i) {
    const auto answer = state(snapshot, name_of(i), {}, EffectiveTime::latest(), *scope);
    if (!note(answer)) return std::nullopt;
    for (const CellAnswer& each : answer->cells) {
      lines.push_back(fmt::format("{} {} {} of {}", name_of(i), to_text(each.cell),
                                  each.event.event.id, answer->basis.value));
    }
  }
  return lines;
}

void DiskHistory::run() {
  is_created_ = note(Database::create(path_, {}, support::small_runs));
  if (!is_created_) return;
  open_and({&DiskHistory::append_some, &DiskHistory::flush, &DiskHistory::append_some});
  open_and({&DiskHistory::load_some});
  open_and({&DiskHistory::append_some, &DiskHistory::rebuild, &DiskHistory::append_some,
            &DiskHistory::load_some, &DiskHistory::flush});
  answers_ = ask();
}

namespace {

bool begins_with(const std::vector<Json>& log, std::size_t from, const Part& part) {
  return log.size() - from >= part.lines.size() && log[from].at("id") == id_of(part.lines.front());
}

}  // namespace

void expect_kept(const std::filesystem::path& path, const std::vector<Part>& parts,
                 bool is_created) {
  if (!is_created && !std::filesystem::exists(path)) return;
  const std::vector<Json> log = expect_sound(path);
  std::size_t at = 0;
  for (const Part& part : parts) {
    if (!begins_with(log, at, part)) {
      if (!part.acknowledged.value_or(false)) continue;
      throw std::runtime_error{
          fmt::format("'{}' was acknowledged and is not there, or not in its place; the log has {}",
                      id_of(part.lines.front()), log.size())};
    }
    for (const std::string& line : part.lines) expect_same_event(log[at++], line);
  }
  if (at != log.size()) throw std::runtime_error{"the log has more than was sent, or half of it"};
}

}  // namespace annals::crash
