#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/log/appender.h"

namespace annals {

/// Lets threads that append at the same time share one commit.
///
/// The first that comes leads: it takes along all who came while the commit before was under way,
/// and they wait for it.
class GroupCommit {
 public:
  struct Request {
    Event event;
    std::optional<Result<Appended>> result = {};
    bool is_done = false;
  };

  /// Gives each request its result; called by one thread at a time.
  using Commit = std::function<void(std::span<Request* const>)>;

  /// Waits until a commit, by this thread or another one, has given the event its result.
  [[nodiscard]] Result<Appended> append(Event event, const Commit& commit);

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  std::vector<Request*> waiting_;
  bool is_led_ = false;
};

}  // namespace annals
