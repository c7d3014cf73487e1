#include "annals/group_commit.h"

#include <utility>
#include <vector>

namespace annals {

/// Waits for those who are about to come, and lets nobody join the round after that.
void GroupCommit::gather(const std::shared_ptr<Round>& round) {
  std::unique_lock lock{mutex_};
  gathered_.wait_for(lock, last_duration_ / 2, [&] { return round->requests.size() >= expected_; });
  open_.reset();
}

void GroupCommit::lead(const std::shared_ptr<Round>& round, const Commit& commit) {
  gather(round);
  std::vector<Request*> requests;
  requests.reserve(round->requests.size());
  for (Request& each : round->requests) requests.push_back(&each);
  const auto begun = std::chrono::steady_clock::now();
  commit(requests);
  std::shared_ptr<Round> next;
  {
    const std::scoped_lock lock{mutex_};
    next = open_;
    is_led_ = next != nullptr;
    expected_ = requests.size() + (next ? next->requests.size() : 0);
    last_duration_ = std::chrono::steady_clock::now() - begun;
    round->is_done = true;
    if (next) next->may_begin = true;
  }
  // First those who can do something while the next leader waits for them.
  round->ends.notify_all();
  if (next) next->begins.notify_one();
}

Result<Appended> GroupCommit::append(Event event, const Commit& commit) {
  std::shared_ptr<Round> round;
  Request* own = nullptr;
  {
    std::unique_lock lock{mutex_};
    if (!open_) open_ = std::make_shared<Round>();
    round = open_;
    own = &round->requests.emplace_back(Request{.event = std::move(event)});
    if (round->requests.size() == expected_) gathered_.notify_one();
    if (round->requests.size() > 1) {
      round->ends.wait(lock, [&] { return round->is_done; });
      return *std::move(own->result);
    }
    if (std::exchange(is_led_, true)) {
      round->begins.wait(lock, [&] { return round->may_begin; });
    }
  }
  lead(round, commit);
  return *std::move(own->result);
}

}  // namespace annals
