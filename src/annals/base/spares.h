#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace annals {

/// Things that are used again and again, by any thread, for what they hold in memory. Must outlive
/// those that it has given away.
template <typename T>
class Spares {
 public:
  /// One that comes back when nobody has it any more; whoever takes it finds it as it was left.
  /// `make` makes one, if there is none.
  template <typename Make>
  [[nodiscard]] std::shared_ptr<T> take(const Make& make) {
    std::unique_ptr<T> taken;
    {
      const std::scoped_lock lock{mutex_};
      if (!spare_.empty()) {
        taken = std::move(spare_.back());
        spare_.pop_back();
      }
    }
    if (!taken) taken = std::make_unique<T>(make());
    return {taken.release(), [this](T* back) { give_back(std::unique_ptr<T>{back}); }};
  }

 private:
  void give_back(std::unique_ptr<T> back) {
    const std::scoped_lock lock{mutex_};
    spare_.push_back(std::move(back));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> spare_;
};

}  // namespace annals
