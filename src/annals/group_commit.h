#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <span>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/log/appender.h"

namespace annals {

/// Lets threads that append at the same time share one commit.
///
/// One of them leads: it takes along all who wait. Those of the commit before are about to come
/// back, so a leader waits for as many as there were then, though at most for half as long as that
/// commit took; whoever appends alone never waits.
class GroupCommit {
 public:
  struct Request {
    Event event;
    std::optional<Result<Appended>> result = {};
  };

  /// Gives each request its result; called by one thread at a time.
  using Commit = std::function<void(std::span<Request* const>)>;

  /// Waits until a commit, by this thread or another one, has given the event its result.
  [[nodiscard]] Result<Appended> append(Event event, const Commit& commit);

 private:
  /// A thread that waits until its request is done, or until it is to lead.
  struct Waiter {
    Request request;
    bool is_done = false;
    std::binary_semaphore turn{0};
  };
  using Group = std::vector<std::shared_ptr<Waiter>>;

  [[nodiscard]] Group gather();
  void lead(const Commit& commit);

  std::mutex mutex_;
  std::condition_variable gathered_;  // as many wait as the leader waits for
  Group waiting_;                     // for a commit that has not begun
  bool is_led_ = false;
  std::size_t last_size_ = 1;  // of the commit before, in events
  std::chrono::nanoseconds last_duration_{0};
};

}  // namespace annals
