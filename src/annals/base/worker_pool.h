#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace annals {

/// Threads that do what they are given, in the order in which it came. What nobody has begun when
/// the pool ends is dropped; what has been begun is waited for. There are none before the first
/// task.
class WorkerPool {
 public:
  explicit WorkerPool(unsigned threads) : count_{threads} {}
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool() {
    for (std::jthread& thread : threads_) thread.request_stop();
  }

  [[nodiscard]] std::size_t threads() const { return count_; }

  /// Has `task` done by one of the threads; the future has what it returns.
  template <typename Task>
  [[nodiscard]] std::future<std::invoke_result_t<Task&>> run(Task task) {
    using Outcome = std::invoke_result_t<Task&>;
    auto packaged = std::make_shared<std::packaged_task<Outcome()>>(std::move(task));
    auto future = packaged->get_future();
    {
      const std::scoped_lock lock{mutex_};
      while (threads_.size() < count_) {
        threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
      }
      waiting_.emplace_back([packaged = std::move(packaged)] { (*packaged)(); });
    }
    came_.notify_one();
    return future;
  }

 private:
  void work(const std::stop_token& stop) {
    while (true) {
      std::unique_lock lock{mutex_};
      came_.wait(lock, stop, [this] { return !waiting_.empty(); });
      if (stop.stop_requested()) return;
      const std::function<void()> task = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      task();
    }
  }

  std::size_t count_;
  std::mutex mutex_;
  std::condition_variable_any came_;
  std::deque<std::function<void()>> waiting_;
  std::vector<std::jthread> threads_;  // last: they use the rest
};

}  // namespace annals
