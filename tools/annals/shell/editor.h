#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace annals::cli {

/// What may be typed at the end of a line.
struct Suggestions {
  std::size_t begin = 0;              ///< where in the line what they replace begins
  std::vector<std::string> words;     ///< each as it would stand there
  std::string_view end_of_one = " ";  ///< what follows where there is only one
};

/// Reads lines from a terminal, which can be edited, recalled and completed.
class Editor {
 public:
  using Suggest = std::function<Suggestions(std::string_view line)>;

  /// `suggest` is asked about the line up to where the user is.
  explicit Editor(Suggest suggest);
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;
  ~Editor();

  /// How a reading ended: with a line, with the end of the input, or with Ctrl-C, which drops what
  /// was typed.
  enum class End { line, input, dropped };
  struct Reading {
    End end;
    std::string line;
  };
  [[nodiscard]] Reading read(const std::string& prompt);

  /// Adds a line to those that can be recalled.
  void remember(const std::string& line);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace annals::cli
