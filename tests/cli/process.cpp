#include "cli/process.h"

#include <fcntl.h>
#include <pty.h>
#include <spawn.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace annals::cli_test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{60};
constexpr std::chrono::milliseconds pause{2};

void expect_no_error(int error, const std::string& doing) {
  if (error != 0) throw std::system_error{error, std::generic_category(), doing};
}

/// Tries again and again until `is_done` or patience ends.
template <typename Condition>
void wait_until(const std::string& what, Condition&& is_done) {
  const auto deadline = Clock::now() + patience;
  while (!is_done()) {
    if (Clock::now() > deadline) throw std::runtime_error{"waited in vain until it " + what};
    std::this_thread::sleep_for(pause);
  }
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Where a process runs, reads from and writes to.
class FileActions {
 public:
  FileActions() { expect_no_error(posix_spawn_file_actions_init(&actions_), "file actions"); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }

  void run_in(const std::filesystem::path& directory) {
    expect_no_error(posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str()), "chdir");
  }
  void open(int descriptor, const std::string& path, int flags) {
    constexpr mode_t only_for_me = 0600;
    expect_no_error(
        posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(), flags, only_for_me),
        path);
  }
  void copy(const Descriptor& from, int to) {
    expect_no_error(posix_spawn_file_actions_adddup2(&actions_, from.get(), to), "dup2");
  }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// Gives SIGPIPE its usual meaning back, which the tests themselves ignore.
class Attributes {
 public:
  Attributes() {
    expect_no_error(posix_spawnattr_init(&attributes_), "attributes");
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }

  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

struct Pair {
  Descriptor ours;
  Descriptor theirs;
};

Pair open_pipe() {
  std::array ends{-1, -1};
  // Close-on-exec, or another child would hold the pipe open.
  expect_no_error(pipe2(ends.data(), O_CLOEXEC) == 0 ? 0 : errno, "pipe");
  return {.ours = Descriptor{ends[1]}, .theirs = Descriptor{ends[0]}};
}

/// A terminal that passes on what is written to it as it is.
Pair open_terminal(unsigned short columns) {
  winsize size{};
  size.ws_col = columns;
  size.ws_row = 24;
  termios raw{};
  cfmakeraw(&raw);
  int ours = -1;
  int theirs = -1;
  expect_no_error(openpty(&ours, &theirs, nullptr, &raw, &size) == 0 ? 0 : errno, "terminal");
  Pair pair{.ours = Descriptor{ours}, .theirs = Descriptor{theirs}};
  fcntl(ours, F_SETFD, FD_CLOEXEC);
  fcntl(theirs, F_SETFD, FD_CLOEXEC);
  return pair;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

int exit_code_of(int status) {
  constexpr int signalled = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : signalled + WTERMSIG(status);
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

Process::Process(const Launch& launch) {
  std::signal(SIGPIPE, SIG_IGN);  // so that writing to a program that has ended is an error
  FileActions actions;
  actions.run_in(launch.directory);
  Pair pipe;
  if (launch.input == Input::pipe) {
    pipe = open_pipe();
    actions.copy(pipe.theirs, STDIN_FILENO);
    input_ = std::move(pipe.ours);
  } else {
    actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
  }
  Pair terminal;
  if (launch.terminal_columns) {
    terminal = open_terminal(*launch.terminal_columns);
    actions.copy(terminal.theirs, STDOUT_FILENO);
    terminal_ = std::move(terminal.ours);
  } else {
    actions.open(STDOUT_FILENO, streams_.path() / "out", O_WRONLY | O_CREAT | O_APPEND);
  }
  actions.open(STDERR_FILENO, streams_.path() / "err", O_WRONLY | O_CREAT | O_APPEND);

  std::vector<std::string> arguments = launch.arguments;
  std::vector<std::string> environment = launch.environment;
  const Attributes attributes;
  expect_no_error(posix_spawn(&id_, arguments.front().c_str(), actions.get(), attributes.get(),
                              pointers_to(arguments).data(), pointers_to(environment).data()),
                  "start " + launch.arguments.front());
}

Process::~Process() {
  if (exit_code_) return;
  kill(id_, SIGKILL);
  waitpid(id_, nullptr, 0);
}

void Process::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(input_.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) expect_no_error(errno, "write to the program; it said: " + err());
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Process::close_input() {
  input_ = Descriptor{};
}

void Process::send(int signal) const {
  expect_no_error(kill(id_, signal) == 0 ? 0 : errno, "send a signal");
}

bool Process::running() {
  if (exit_code_) return false;
  int status = 0;
  if (waitpid(id_, &status, WNOHANG) == id_) exit_code_ = exit_code_of(status);
  return !exit_code_;
}

std::string Process::out() const {
  return text_of(streams_.path() / "out");
}

std::string Process::err() const {
  return text_of(streams_.path() / "err");
}

void Process::wait_for_output(std::string_view text) {
  wait_until("prints " + std::string{text}, [&] {
    const bool was_running = running();
    if (out().find(text) != std::string::npos) return true;
    if (!was_running) throw std::runtime_error{"it ended; it printed: " + out() + err()};
    return false;
  });
}

void Process::wait_until_asleep() const {
  // In /proc/ID/stat the state stands after the name, which may hold anything but ends with ')'.
  constexpr int times_in_a_row = 10;
  int times = 0;
  wait_until("sleeps", [&] {
    const std::string stat = text_of("/proc/" + std::to_string(id_) + "/stat");
    const std::size_t name_end = stat.rfind(") ");
    const bool sleeps = name_end != std::string::npos && stat.at(name_end + 2) == 'S';
    times = sleeps ? times + 1 : 0;
    return times == times_in_a_row;
  });
}

void Process::drain_terminal() {
  if (terminal_.get() < 0) return;
  std::string chunk(4096, '\0');
  while (true) {
    const ssize_t bytes = read(terminal_.get(), chunk.data(), chunk.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return;  // nobody holds the other side any more
    terminal_text_.append(chunk, 0, static_cast<std::size_t>(bytes));
  }
}

Outcome Process::wait() {
  drain_terminal();
  wait_until("ends", [&] { return !running(); });
  return {.exit_code = exit_code_.value_or(-1),
          .out = terminal_.get() < 0 ? out() : terminal_text_,
          .err = err()};
}

}  // namespace annals::cli_test
