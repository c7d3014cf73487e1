#include "annals/group_commit.h"

#include <utility>

namespace annals {

Result<Appended> GroupCommit::append(Event event, const Commit& commit) {
  Request own{.event = std::move(event)};
  std::unique_lock lock{mutex_};
  waiting_.push_back(&own);
  done_.wait(lock, [&] { return own.is_done || !is_led_; });
  if (own.is_done) return *std::move(own.result);

  is_led_ = true;
  const std::vector<Request*> group = std::exchange(waiting_, {});
  lock.unlock();
  commit(group);
  lock.lock();
  for (Request* request : group) request->is_done = true;
  is_led_ = false;
  lock.unlock();
  done_.notify_all();
  return *std::move(own.result);
}

}  // namespace annals
