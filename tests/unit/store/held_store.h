#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace annals::unit {

/// A store that another process holds open for writing until this goes out of scope.
class HeldStore {
 public:
  /// The process puts `key` -> `value` into `meta` first. Throws std::runtime_error if it fails.
  HeldStore(const std::filesystem::path& path, const std::string& key, const std::string& value);
  HeldStore(const HeldStore&) = delete;
  HeldStore& operator=(const HeldStore&) = delete;
  ~HeldStore();

  [[nodiscard]] pid_t process() const { return process_; }

 private:
  pid_t process_ = 0;
  int input_ = -1;  // what the process reads; closing it ends the process
};

}  // namespace annals::unit
