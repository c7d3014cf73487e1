#include "crash/disk_history.h"

#include <fmt/core.h>

#include <stdexcept>
#include <utility>

#include "annals/codec/json_line.h"
#include "crash/sound.h"
#include "crash/writing.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals::crash {

DiskHistory::DiskHistory(std::filesystem::path path) : path_{std::move(path)} {}

std::vector<std::string> DiskHistory::lines(std::size_t count) {
  std::vector<std::string> made;
  for (; made.size() < count; ++next_) {
    made.push_back(fmt::format(
        R"({{"id":"event-{0}","type":"term_set","relationship":"r{1}","term":"t","key":"k{2}","value":"{0}","effective":"2020"}})",
        next_, next_ % 3, next_ % 2));
  }
  return made;
}

bool DiskHistory::note(const Status& status) {
  if (!status) errors_.push_back(status.error());
  return static_cast<bool>(status);
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

void DiskHistory::run() {
  is_created_ = note(Database::create(path_, {}, support::small_runs));
  if (!is_created_) return;
  open_and({&DiskHistory::append_some, &DiskHistory::flush, &DiskHistory::append_some});
  open_and({&DiskHistory::load_some});
  open_and({&DiskHistory::append_some, &DiskHistory::rebuild, &DiskHistory::append_some,
            &DiskHistory::load_some, &DiskHistory::flush});
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
