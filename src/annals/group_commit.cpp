#include "annals/group_commit.h"

#include <utility>

namespace annals {

GroupCommit::Group GroupCommit::gather() {
  std::unique_lock lock{mutex_};
  gathered_.wait_for(lock, last_duration_ / 2, [&] { return waiting_.size() >= last_size_; });
  return std::exchange(waiting_, {});
}

void GroupCommit::lead(const Commit& commit) {
  const Group group = gather();
  std::vector<Request*> requests;
  requests.reserve(group.size());
  for (const auto& each : group) requests.push_back(&each->request);
  const auto begun = std::chrono::steady_clock::now();
  commit(requests);
  std::shared_ptr<Waiter> next;
  {
    const std::scoped_lock lock{mutex_};
    last_size_ = group.size();
    last_duration_ = std::chrono::steady_clock::now() - begun;
    is_led_ = !waiting_.empty();
    if (is_led_) next = waiting_.front();
  }
  if (next) next->turn.release();
  for (const auto& each : group) {
    each->is_done = true;
    each->turn.release();
  }
}

Result<Appended> GroupCommit::append(Event event, const Commit& commit) {
  const auto own = std::make_shared<Waiter>(Request{.event = std::move(event)});
  bool leads = false;
  {
    const std::scoped_lock lock{mutex_};
    waiting_.push_back(own);
    if (waiting_.size() == last_size_) gathered_.notify_one();
    leads = !std::exchange(is_led_, true);
  }
  if (!leads) own->turn.acquire();
  if (!own->is_done) lead(commit);
  return *std::move(own->request.result);
}

}  // namespace annals
