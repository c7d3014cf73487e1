#include "pager.h"

#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace annals::cli {
namespace {

/// The command of the pager; empty: none is wanted.
std::string pager_command() {
  for (const char* const name : {"ANNALS_PAGER", "PAGER"}) {
    if (const char* const command = std::getenv(name)) {
      return std::string_view{command} == "cat" ? std::string{} : std::string{command};
    }
  }
  return "less";
}

/// As long as one lives, a signal is ignored.
class Ignored {
 public:
  explicit Ignored(int signal) : signal_{signal} {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    sigaction(signal, &ignore, &before_);
  }
  Ignored(const Ignored&) = delete;
  Ignored& operator=(const Ignored&) = delete;
  ~Ignored() { sigaction(signal_, &before_, nullptr); }

 private:
  int signal_;
  struct sigaction before_ {};
};

}  // namespace

bool wants_pager(const Globals& globals, std::string_view text) {
  if (globals.no_pager || isatty(STDOUT_FILENO) != 1) return false;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0) return false;
  return std::ranges::count(text, '\n') >= size.ws_row && !pager_command().empty();
}

bool show_in_pager(std::string_view text) {
  // As git does for less: end at once if it fits, keep colours, leave the text on the screen.
  constexpr int keep_what_is_set = 0;
  setenv("LESS", "FRX", keep_what_is_set);
  const std::string command = pager_command();
  // Who leaves the pager early closes the pipe, and Ctrl-C is the pager's.
  const Ignored no_pipe{SIGPIPE};
  std::FILE* const pager = popen(command.c_str(), "w");  // NOLINT(cert-env33-c): the user's own
  if (pager == nullptr) return false;
  const Ignored no_interrupt{SIGINT};
  [[maybe_unused]] const auto written = std::fwrite(text.data(), 1, text.size(), pager);
  const int status = pclose(pager);
  constexpr int not_executable = 126;
  constexpr int not_there = 127;
  return status == -1 || !WIFEXITED(status) ||
         (WEXITSTATUS(status) != not_executable && WEXITSTATUS(status) != not_there);
}

}  // namespace annals::cli
