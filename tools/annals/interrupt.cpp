#include "interrupt.h"

#include <csignal>

namespace annals::cli {
namespace {

volatile std::sig_atomic_t noted = 0;

void note(int /*signal*/) {
  noted = 1;
}

}  // namespace

void note_interrupts() {
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

}  // namespace annals::cli
