#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/temporary_directory.h"

namespace annals::cli_test {

/// What a program left behind.
struct Outcome {
  int exit_code;  ///< 128 and the signal's number if a signal ended it
  std::string out;
  std::string err;
};

/// What a program reads.
enum class Input : bool { nothing, pipe };

/// How to start a program.
struct Launch {
  std::vector<std::string> arguments;    ///< the program's path first
  std::vector<std::string> environment;  ///< each NAME=VALUE
  std::filesystem::path directory;       ///< where it runs
  Input input;
  std::optional<unsigned short> terminal_columns;  ///< none: it writes to a file, not a terminal
};

/// A file descriptor that is closed when this goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_{number} {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;  // -1: none
};

/// A running program. Its end is awaited; one that still runs when this goes out of scope is
/// killed. What takes longer than a minute throws std::runtime_error; so no test hangs.
class Process {
 public:
  /// Throws std::system_error if it cannot be started.
  explicit Process(const Launch& launch);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  /// Writes into the pipe that it reads, and returns when all of it is in there. What it has not
  /// read by then is at most what a pipe holds, 64 KiB. Throws std::system_error if it reads no
  /// more.
  void write(std::string_view text);

  /// Ends its input.
  void close_input();

  void send(int signal) const;

  /// Whether it still runs.
  [[nodiscard]] bool running();

  /// What it has printed so far.
  [[nodiscard]] std::string out() const;
  [[nodiscard]] std::string err() const;

  /// Waits until it has printed `text` to standard output. Throws std::runtime_error, with what it
  /// printed instead, if it ends without.
  void wait_for_output(std::string_view text);

  /// Waits until it sleeps, which a program does that waits for input.
  void wait_until_asleep() const;

  /// Waits for its end.
  Outcome wait();

 private:
  void drain_terminal();

  support::TemporaryDirectory streams_;  // holds what it prints
  Descriptor input_;                     // the pipe that it reads from, if it does
  Descriptor terminal_;                  // the other side of its terminal, if it has one
  std::string terminal_text_;
  pid_t id_ = 0;
  std::optional<int> exit_code_;  // none: still running, as far as we know
};

}  // namespace annals::cli_test
