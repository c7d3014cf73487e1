#include "child.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "../failure.h"

namespace annals::cli {
namespace {

void redirect(int descriptor, const char* path, int flags) {
  const int file = open(path, flags);
  if (file < 0) return;
  dup2(file, descriptor);
  close(file);
}

/// In the child: does the work and ends, without what the shell would do at its own end.
[[noreturn]] void do_and_end(const std::function<ExitCode()>& work) {
  std::signal(SIGINT, SIG_DFL);
  const ExitCode code = work();
  std::fflush(nullptr);
  _exit(static_cast<int>(code));
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

/// As long as one lives, Ctrl-C does nothing here.
class NoInterrupts {
 public:
  NoInterrupts() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &before_);
  }
  NoInterrupts(const NoInterrupts&) = delete;
  NoInterrupts& operator=(const NoInterrupts&) = delete;
  ~NoInterrupts() { sigaction(SIGINT, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

Error no_child() {
  return {.code = ErrorCode::io,
          .message = fmt::format("no process can be started: {}", std::strerror(errno))};
}

ChildEnd end_of(int status) {
  if (WIFEXITED(status)) {
    const auto code = static_cast<ExitCode>(WEXITSTATUS(status));
    return {.code = code, .was_interrupted = code == ExitCode::interrupted};
  }
  if (WTERMSIG(status) == SIGINT) {
    return {.code = ExitCode::interrupted, .was_interrupted = true};
  }
  const ExitCode code =
      fail({.code = ErrorCode::io,
            .message = fmt::format("the command was ended by signal {}", WTERMSIG(status))});
  return {.code = code, .was_interrupted = false};
}

}  // namespace

ChildEnd run_in_child(ChildInput input, const std::function<ExitCode()>& work) {
  std::fflush(nullptr);  // or the child would write it too
  const NoInterrupts waiting;
  const pid_t child = fork();
  if (child < 0) return {.code = fail(no_child()), .was_interrupted = false};
  if (child == 0) {
    if (input == ChildInput::nothing) redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    do_and_end(work);
  }
  return end_of(wait_for(child));
}

std::string read_from_child(const std::function<ExitCode()>& work) {
  std::array ends{-1, -1};
  std::fflush(nullptr);
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const NoInterrupts waiting;
  const pid_t child = fork();
  if (child == 0) {
    redirect(STDIN_FILENO, "/dev/null", O_RDONLY);
    redirect(STDERR_FILENO, "/dev/null", O_WRONLY);
    dup2(ends[1], STDOUT_FILENO);
    do_and_end(work);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> part{};
  while (child > 0) {
    const ssize_t bytes = read(ends[0], part.data(), part.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(bytes));
  }
  close(ends[0]);
  if (child < 0) return {};
  const int status = wait_for(child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? text : std::string{};
}

}  // namespace annals::cli
