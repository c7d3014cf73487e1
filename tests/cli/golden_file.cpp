#include "cli/golden_file.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace annals::cli_test {
namespace {

constexpr std::string_view comment_mark = "## ";
constexpr std::string_view command_mark = "$ ";
constexpr std::string_view continuation_mark = "> ";
constexpr std::string_view terminal_mark = "terminal ";
constexpr std::string_view exit_mark = "exit ";
constexpr std::string_view out_mark = "--- stdout";
constexpr std::string_view err_mark = "--- stderr";
constexpr std::string_view escape_mark = "\\";
constexpr std::string_view open_end = "\\ no newline at end";

/// Whether a line of output would be taken for something else.
bool needs_escape(std::string_view line) {
  constexpr std::array marks{comment_mark, command_mark, out_mark, err_mark, escape_mark};
  return std::ranges::any_of(marks, [&](auto mark) { return line.starts_with(mark); });
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lines_{lines_of(text)} {}

  std::vector<Step> parse() {
    std::vector<Step> steps;
    while (at_ < lines_.size()) steps.push_back(step());
    return steps;
  }

 private:
  [[nodiscard]] bool at(std::string_view mark) const {
    return at_ < lines_.size() && lines_[at_].starts_with(mark);
  }

  [[noreturn]] void refuse(const std::string& expected) const {
    throw std::runtime_error{"line " + std::to_string(at_ + 1) + ": expected " + expected};
  }

  std::string take(std::string_view mark) {
    return std::string{lines_[at_++].substr(mark.size())} + "\n";
  }

  Step step() {
    Step step{};
    while (at(comment_mark)) step.comment += std::string{comment_mark} + take(comment_mark);
    if (!at(command_mark)) refuse("a command, '$ annals …'");
    step.line = at_ + 1;
    step.command = take(command_mark);
    while (at(continuation_mark)) step.command += take(continuation_mark);
    step.command.pop_back();
    if (at(terminal_mark)) step.terminal_columns = number<unsigned short>(terminal_mark);
    if (at(exit_mark)) step.exit_code = number<int>(exit_mark);
    if (at(out_mark)) step.out = output();
    if (at(err_mark)) step.err = output();
    const bool is_apart = at_ < lines_.size() && lines_[at_].empty();
    if (is_apart) ++at_;
    return step;
  }

  template <typename Number>
  Number number(std::string_view mark) {
    const std::string_view digits = lines_[at_].substr(mark.size());
    Number value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) {
      refuse("a number after '" + std::string{mark} + "'");
    }
    ++at_;
    return value;
  }

  /// What stands after `--- stdout`, but for the empty line that parts it from the next step.
  std::string output() {
    ++at_;
    std::string text;
    const auto at_step = [&] { return at(command_mark) || at(comment_mark); };
    while (at_ < lines_.size() && !at_step() && !at(err_mark)) {
      if (lines_[at_] == open_end) {
        text.pop_back();
        ++at_;
        continue;
      }
      text += take(at(escape_mark) ? escape_mark : "");
    }
    const bool is_parted = at_step() && lines_[at_ - 1].empty();
    if (is_parted) text.pop_back();
    return text;
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
};

std::string print_output(std::string_view mark, std::string_view output) {
  if (output.empty()) return {};
  std::string text{mark};
  text += "\n";
  for (const std::string_view line : lines_of(output)) {
    if (needs_escape(line)) text += escape_mark;
    text += line;
    text += "\n";
  }
  if (!output.ends_with('\n')) text += std::string{open_end} + "\n";
  return text;
}

std::string print_command(const std::string& command) {
  std::string text;
  for (const std::string_view line : lines_of(command)) {
    text += text.empty() ? command_mark : continuation_mark;
    text += line;
    text += "\n";
  }
  return text;
}

}  // namespace

std::vector<Step> parse_golden(std::string_view text) {
  return Parser{text}.parse();
}

std::string print_golden(const std::vector<Step>& steps) {
  std::string text;
  for (const Step& step : steps) {
    if (!text.empty()) text += "\n";
    text += step.comment + print_command(step.command);
    if (step.terminal_columns) {
      text += std::string{terminal_mark} + std::to_string(*step.terminal_columns) + "\n";
    }
    if (step.exit_code) text += std::string{exit_mark} + std::to_string(*step.exit_code) + "\n";
    text += print_output(out_mark, step.out) + print_output(err_mark, step.err);
  }
  return text;
}

}  // namespace annals::cli_test
