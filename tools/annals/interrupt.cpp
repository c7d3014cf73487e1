#include "interrupt.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace annals::cli {
namespace {

volatile std::sig_atomic_t noted = 0;

// A signal that comes between looking at the flag and beginning to wait would be slept through: so
// the handler also writes into a pipe, and whoever waits watches that too.
std::array<int, 2> wake_pipe{-1, -1};

void note(int /*signal*/) {
  noted = 1;
  const char byte = 0;
  [[maybe_unused]] const auto written = write(wake_pipe[1], &byte, 1);
}

}  // namespace

void note_interrupts() {
  if (pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  struct sigaction action {};
  action.sa_handler = note;
  // Without SA_RESTART a blocked read returns, and with SA_RESETHAND a second signal kills.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool interrupted() {
  return noted != 0;
}

void wait_until_readable(int file) {
  std::array<pollfd, 2> watched{{{.fd = file, .events = POLLIN, .revents = 0},
                                 {.fd = wake_pipe[0], .events = POLLIN, .revents = 0}}};
  constexpr int forever = -1;
  poll(watched.data(), watched.size(), forever);
}

void pause_for_a_moment() {
  pollfd watched{.fd = wake_pipe[0], .events = POLLIN, .revents = 0};
  constexpr int milliseconds = 100;
  poll(&watched, 1, milliseconds);
}

}  // namespace annals::cli
