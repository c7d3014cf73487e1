#include <string>
#include <vector>

#include "command_line.h"

int main(int argc, char** argv) {
  using namespace annals::cli;
  return static_cast<int>(run_guarded([&] {
    const std::vector<std::string> words{argv + 1, argv + argc};
    CommandLine line;
    const bool is_for_tools = !words.empty() && words.front().starts_with("__");
    return is_for_tools ? line.run_for_tools(words) : line.run(words);
  }));
}
