#include "unit/store/held_store.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace annals::unit {
namespace {

struct Pipe {
  int reading = -1;
  int writing = -1;

  Pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error{"cannot make a pipe"};
    reading = ends[0];
    writing = ends[1];
  }
};

std::string read_line(int file) {
  std::string line;
  for (char character = 0; read(file, &character, 1) == 1 && character != '\n';) line += character;
  return line;
}

}  // namespace

HeldStore::HeldStore(const std::filesystem::path& path, const std::string& key,
                     const std::string& value) {
  const Pipe input;
  const Pipe output;
  input_ = input.writing;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.reading, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO);
  std::array<std::string, 4> words{ANNALS_HOLD_STORE, path.string(), key, value};
  std::array<char*, 5> arguments{words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                                 nullptr};
  const int failed =
      posix_spawn(&process_, words[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(input.reading);
  close(output.writing);
  const std::string said = failed == 0 ? read_line(output.reading) : "cannot be started";
  close(output.reading);
  if (said != "held") throw std::runtime_error{"the process that holds the store: " + said};
}

HeldStore::~HeldStore() {
  close(input_);
  int status = 0;
  waitpid(process_, &status, 0);
}

}  // namespace annals::unit
