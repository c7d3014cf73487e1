#include "crash/writing.h"

#include <fmt/core.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "crash/sound.h"
#include "support/must.h"

namespace annals::crash {

std::size_t below(Random& random, std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random);
}

std::string id_of(const std::string& line) {
  return support::must(parse_json(line)).at("id").get<std::string>();
}

std::string EventSource::line(const std::vector<std::string>& there) {
  const std::string id = fmt::format("event-{}", next_++);
  const std::string relationship = fmt::format("r{}", below(random_, 4));
  const std::size_t kind = below(random_, 10);
  if (kind == 0) {
    return fmt::format(
        R"({{"id":"{}","type":"noted","relationship":"{}","note":"n","effective":"2020-03"}})", id,
        relationship);
  }
  const std::string earlier = there.empty() ? "" : id_of(there[below(random_, there.size())]);
  if (kind == 1 && !earlier.empty()) {
    return fmt::format(R"({{"id":"{}","type":"retracted","target":"{}","reason":"wrong"}})", id,
                       earlier);
  }
  const std::string replaces =
      kind == 2 && !earlier.empty() ? fmt::format(R"(,"replaces":"{}")", earlier) : "";
  return fmt::format(
      R"({{"id":"{}","type":"term_set","relationship":"{}","term":"t{}","key":"k{}","value":"{}","effective":"20{:02}-{:02}","until":"2030"{}}})",
      id, relationship, below(random_, 3), below(random_, 2), below(random_, 5), below(random_, 26),
      1 + below(random_, 12), replaces);
}

void Promised::send(std::vector<std::vector<std::string>> parts) {
  const auto is_there = [&](const std::string& line) {
    return std::ranges::find(done_, line) != done_.end();
  };
  for (std::vector<std::string>& part : parts) std::erase_if(part, is_there);
  pending_ = std::move(parts);
}

std::size_t Promised::settle(const std::vector<Json>& log, std::size_t acknowledged) {
  if (log.size() < done_.size()) {
    throw std::runtime_error{fmt::format("the log has {} events, but {} had been acknowledged",
                                         log.size(), done_.size())};
  }
  std::size_t parts = 0;
  for (; parts < pending_.size() && done_.size() < log.size(); ++parts) {
    done_.insert(done_.end(), pending_[parts].begin(), pending_[parts].end());
  }
  // A part of which nothing is new leaves no trace.
  while (parts < pending_.size() && pending_[parts].empty()) ++parts;
  if (done_.size() != log.size()) {
    throw std::runtime_error{fmt::format(
        "the log has {} events, where a whole number of parts gives {}", log.size(), done_.size())};
  }
  if (parts < acknowledged) {
    throw std::runtime_error{
        fmt::format("{} parts were acknowledged, {} are there", acknowledged, parts)};
  }
  for (std::size_t i = 0; i < log.size(); ++i) expect_same_event(log[i], done_[i]);
  pending_.clear();
  return parts;
}

}  // namespace annals::crash
