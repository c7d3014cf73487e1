#include "support/command.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "support/temporary_directory.h"

namespace annals::support {
namespace {

void expect_no_error(int error, const std::string& doing) {
  if (error != 0) throw std::system_error{error, std::generic_category(), doing};
}

/// Where a process reads from and writes to.
class FileActions {
 public:
  FileActions() { expect_no_error(posix_spawn_file_actions_init(&actions_), "file actions"); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }

  void open(int descriptor, const std::string& path, int flags) {
    constexpr mode_t only_for_me = 0600;
    expect_no_error(
        posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(), flags, only_for_me),
        path);
  }

  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

int wait_for(pid_t process) {
  constexpr int signalled = 128;
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) expect_no_error(errno, "wait for a process");
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
}

}  // namespace

Outcome run_command(const std::vector<std::string>& arguments) {
  const TemporaryDirectory directory;
  const std::string out = directory.path() / "out";
  const std::string err = directory.path() / "err";
  FileActions actions;
  actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
  actions.open(STDOUT_FILENO, out, O_WRONLY | O_CREAT);
  actions.open(STDERR_FILENO, err, O_WRONLY | O_CREAT);

  std::vector<std::string> copies = arguments;
  std::vector<char*> pointers;
  pointers.reserve(copies.size() + 1);
  for (std::string& copy : copies) pointers.push_back(copy.data());
  pointers.push_back(nullptr);
  pid_t process = 0;
  expect_no_error(posix_spawn(&process, copies.front().c_str(), actions.get(), nullptr,
                              pointers.data(), environ),
                  "start " + arguments.front());
  const int exit_code = wait_for(process);
  return {.exit_code = exit_code, .out = text_of(out), .err = text_of(err)};
}

}  // namespace annals::support
