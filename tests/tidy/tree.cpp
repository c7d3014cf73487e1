#include "tidy/tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

namespace annals::tidy {

namespace fs = std::filesystem;

fs::path in_tree(const fs::path& path) {
  return fs::path{ANNALS_SOURCE_DIR} / path;
}

std::vector<fs::path> files_under(std::initializer_list<std::string_view> folders) {
  std::vector<fs::path> files;
  for (const std::string_view folder : folders) {
    if (!fs::exists(in_tree(folder))) continue;
    for (const auto& entry : fs::recursive_directory_iterator{in_tree(folder)}) {
      if (entry.is_regular_file())
        files.push_back(entry.path().lexically_relative(ANNALS_SOURCE_DIR));
    }
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream stream{in_tree(file)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream{in_tree(file), std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream{text};
  return {std::istream_iterator<std::string>{stream}, {}};
}

}  // namespace annals::tidy
