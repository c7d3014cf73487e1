#include "words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace annals::cli {
namespace {

bool is_space(char character) {
  return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

/// Takes a line apart, character by character.
class Splitter {
 public:
  explicit Splitter(std::string_view line) : line_{line} {}

  Words split() {
    for (at_ = 0; at_ < line_.size(); ++at_) take(line_[at_]);
    words_.is_open = quote_ != '\0' || is_escaped_;
    words_.ends_in_word = in_word_;
    if (in_word_) words_.words.push_back(word_);
    return words_;
  }

 private:
  void take(char character) {
    if (is_escaped_) {
      word_ += character;
      is_escaped_ = false;
    } else if (goes_on_in_next_line(character)) {
      ++at_;
    } else if (quote_ == '\'') {
      take_quoted(character);
    } else if (character == '\\' && (quote_ == '\0' || escapes_next())) {
      begin_word();
      is_escaped_ = true;
    } else if (quote_ == '"') {
      take_quoted(character);
    } else if (is_space(character)) {
      end_word();
    } else {
      begin_word();
      if (character == '"' || character == '\'') {
        quote_ = character;
      } else {
        word_ += character;
      }
    }
  }

  void take_quoted(char character) {
    if (character == quote_) {
      quote_ = '\0';
    } else {
      word_ += character;
    }
  }

  /// Whether a backslash between " and " means the next character.
  [[nodiscard]] bool escapes_next() const {
    return at_ + 1 < line_.size() && (line_[at_ + 1] == '"' || line_[at_ + 1] == '\\');
  }

  /// A backslash at the end of a line makes it one with the next.
  [[nodiscard]] bool goes_on_in_next_line(char character) const {
    return character == '\\' && quote_ == '\0' && line_.substr(at_ + 1).starts_with('\n');
  }

  void begin_word() {
    if (!in_word_) words_.last_begin = at_;
    in_word_ = true;
  }

  void end_word() {
    if (in_word_) words_.words.push_back(std::exchange(word_, {}));
    in_word_ = false;
  }

  std::string_view line_;
  std::size_t at_ = 0;
  Words words_;
  std::string word_;
  bool in_word_ = false;
  bool is_escaped_ = false;
  char quote_ = '\0';
};

/// The place behind what begins with `open` at `at`; npos if it has no end.
std::size_t skip(std::string_view text, std::size_t at, std::string_view close) {
  const std::size_t end = text.find(close, at);
  return end == std::string_view::npos ? end : end + close.size();
}

/// What hides a ';': how it begins and ends.
struct Hidden {
  std::string_view begin;
  std::string_view end;
};

constexpr std::array hiding{Hidden{.begin = "'", .end = "'"},   Hidden{.begin = "\"", .end = "\""},
                            Hidden{.begin = "`", .end = "`"},   Hidden{.begin = "[", .end = "]"},
                            Hidden{.begin = "--", .end = "\n"}, Hidden{.begin = "/*", .end = "*/"}};

}  // namespace

Words split_words(std::string_view line) {
  return Splitter{line}.split();
}

std::string quoted_word(std::string_view word) {
  constexpr std::string_view special = " \t\"'\\";
  std::string quoted;
  for (const char character : word) {
    if (special.find(character) != std::string_view::npos) quoted += '\\';
    quoted += character;
  }
  return quoted.empty() ? "''" : quoted;
}

bool begins_query(std::string_view line) {
  // Those that write are refused, but as what they are.
  constexpr std::array<std::string_view, 12> words{"SELECT", "WITH",   "EXPLAIN", "VALUES",
                                                   "PRAGMA", "INSERT", "UPDATE",  "DELETE",
                                                   "CREATE", "DROP",   "ALTER",   "REPLACE"};
  const auto begin = std::ranges::find_if_not(line, is_space);
  const auto end = std::find_if_not(
      begin, line.end(), [](unsigned char character) { return std::isalpha(character) != 0; });
  std::string word{begin, end};
  std::ranges::transform(word, word.begin(),
                         [](unsigned char letter) { return std::toupper(letter); });
  return std::ranges::find(words, word) != words.end();
}

bool ends_query(std::string_view query) {
  bool is_ended = false;
  std::size_t at = 0;
  while (at < query.size()) {
    const std::string_view rest = query.substr(at);
    const auto hidden = std::ranges::find_if(
        hiding, [&](const Hidden& each) { return rest.starts_with(each.begin); });
    if (hidden == hiding.end()) {
      if (!is_space(query[at])) is_ended = query[at] == ';';
      ++at;
      continue;
    }
    const bool is_comment = hidden->begin.size() > 1;
    if (!is_comment) is_ended = false;
    const std::size_t end = skip(query, at + hidden->begin.size(), hidden->end);
    // A comment to the end of the line may end the query.
    if (end == std::string_view::npos) return is_ended && hidden->end == "\n";
    at = end;
  }
  return is_ended;
}

}  // namespace annals::cli
