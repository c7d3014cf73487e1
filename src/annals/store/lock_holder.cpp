#include "annals/store/lock_holder.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <fstream>

namespace annals {

std::optional<std::string> lock_holder(const std::filesystem::path& store) {
  const int file = open((store / "LOCK").c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool asked = fcntl(file, F_GETLK, &lock) == 0;
  close(file);
  if (!asked || lock.l_type == F_UNLCK || lock.l_pid <= 0) return std::nullopt;

  std::ifstream comm{fmt::format("/proc/{}/comm", lock.l_pid)};
  std::string name;
  if (!std::getline(comm, name)) return fmt::format("process {}", lock.l_pid);
  return fmt::format("process {} ({})", lock.l_pid, name);
}

}  // namespace annals
