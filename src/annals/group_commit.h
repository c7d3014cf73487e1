#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/log/appender.h"

namespace annals {

/// Lets threads that append at the same time share one commit.
///
/// Who comes first while a commit is under way leads the next, which takes along all who come
/// before it begins. Those of the commit before are about to come back: a leader waits for as many
/// as there were in that and came during it, though at most for half as long as that commit took.
/// Whoever appends alone never waits.
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
  /// Those who share a commit. All of them are woken by one call of the system, and sleep until
  /// then: `std::atomic::wait` would look again and again, which takes from those who work.
  struct Round {
    std::deque<Request> requests;
    bool may_begin = false;
    bool is_done = false;
    std::condition_variable begins;
    std::condition_variable ends;
  };

  void gather(const std::shared_ptr<Round>& round);
  void lead(const std::shared_ptr<Round>& round, const Commit& commit);

  std::mutex mutex_;
  std::condition_variable gathered_;  // as many wait as the leader waits for
  std::shared_ptr<Round> open_;       // for a commit that has not begun; null: nobody waits
  bool is_led_ = false;
  std::size_t expected_ = 1;  // so many a leader waits for
  std::chrono::nanoseconds last_duration_{0};
};

}  // namespace annals
