#include "compare/run_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "must.h"

namespace annals::bench {

void run_process(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  // posix_spawn wants them so and does not change them.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t silently;
  posix_spawn_file_actions_init(&silently);
  posix_spawn_file_actions_addopen(&silently, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t process = 0;
  const int failed =
      posix_spawn(&process, command.front().c_str(), &silently, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&silently);
  if (failed != 0) stop("cannot run " + command.front());
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) stop("cannot wait for " + command.front());
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
  std::string line;
  for (const std::string& word : command) line += word + " ";
  stop(line + "failed");
}

}  // namespace annals::bench
