#include "annals/group_commit.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "support/must.h"

namespace annals {
namespace {

using support::must;

/// An event that can be told from others by its id.
Event event_of(const std::string& id) {
  Event event;
  event.id = id;
  return event;
}

/// Takes a while, as a disk does, and answers each request with its own event.
class SlowCommit {
 public:
  void operator()(std::span<GroupCommit::Request* const> group) {
    EXPECT_FALSE(is_busy_.exchange(true)) << "two commits at a time";
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    ++commits_;
    for (GroupCommit::Request* request : group) {
      LoggedEvent logged;
      logged.event = std::move(request->event);
      request->result = Appended{.event = std::move(logged), .is_duplicate = false};
    }
    is_busy_ = false;
  }

  [[nodiscard]] int commits() const { return commits_; }

 private:
  std::atomic<bool> is_busy_ = false;
  std::atomic<int> commits_ = 0;
};

TEST(GroupCommit, GivesEachThreadItsOwnResultAndSharesCommits) {
  constexpr int threads = 16;
  constexpr int events_each = 40;
  GroupCommit group;
  SlowCommit commit;
  {
    std::vector<std::jthread> all;
    for (int thread = 0; thread < threads; ++thread) {
      all.emplace_back([&, thread] {
        for (int i = 0; i < events_each; ++i) {
          const std::string id = std::to_string(thread) + "-" + std::to_string(i);
          const auto appended = group.append(event_of(id), std::ref(commit));
          EXPECT_EQ(must(appended).event.event.id, id);
        }
      });
    }
  }
  EXPECT_LT(commit.commits(), threads * events_each / 4);
}

TEST(GroupCommit, CommitsForOneAlone) {
  GroupCommit group;
  SlowCommit commit;
  for (const std::string id : {"a", "b", "c"}) {
    EXPECT_EQ(must(group.append(event_of(id), std::ref(commit))).event.event.id, id);
  }
  EXPECT_EQ(commit.commits(), 3);
}

}  // namespace
}  // namespace annals
