#include "editor.h"

#include <histedit.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cwchar>
#include <utility>

#include "../render/terminal.h"

namespace annals::cli {
namespace {

volatile std::sig_atomic_t was_interrupted = 0;

void note_interrupt(int /*signal*/) {
  was_interrupted = 1;
}

/// Ctrl-C is noted, and ends a read.
class Interrupts {
 public:
  Interrupts() {
    was_interrupted = 0;
    struct sigaction action {};
    action.sa_handler = note_interrupt;
    sigaction(SIGINT, &action, &before_);
  }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;
  ~Interrupts() { sigaction(SIGINT, &before_, nullptr); }

 private:
  struct sigaction before_ {};
};

/// What libedit reads a character with: its own would go on after Ctrl-C.
int read_character(EditLine* /*editor*/, wchar_t* character) {
  std::mbstate_t state{};
  while (was_interrupted == 0) {
    char byte = 0;
    const ssize_t bytes = ::read(STDIN_FILENO, &byte, 1);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return static_cast<int>(bytes);
    const std::size_t used = std::mbrtowc(character, &byte, 1, &state);
    constexpr auto unfinished = static_cast<std::size_t>(-2);
    if (used == unfinished) continue;
    if (used == 0 || used == 1) return 1;
    state = {};  // what is no character is left out
  }
  return -1;
}

/// Letters are UTF-8 wherever the user did not say otherwise.
void use_locale() {
  const char* const set = std::setlocale(LC_CTYPE, "");
  const std::string_view name = set == nullptr ? "C" : set;
  if (name == "C" || name == "POSIX") std::setlocale(LC_CTYPE, "C.UTF-8");
}

/// What all words begin with.
std::string common_beginning(const std::vector<std::string>& words) {
  std::string common = words.front();
  for (const std::string& word : words) {
    const auto differs = std::ranges::mismatch(common, word).in1;
    common.erase(differs, common.end());
  }
  // No letter is cut in two.
  constexpr unsigned char continues = 0b10;
  constexpr unsigned bits = 6;
  const auto cuts = [&](const std::string& word) {
    return word.size() > common.size() &&
           static_cast<unsigned char>(word[common.size()]) >> bits == continues;
  };
  while (!common.empty() && std::ranges::any_of(words, cuts)) common.pop_back();
  return common;
}

/// The words side by side, as many as fit into the terminal.
std::string in_columns(const std::vector<std::string>& words) {
  const std::size_t columns = std::max<std::size_t>(look_at_terminal({}).columns, 1);
  std::size_t width = 0;
  for (const std::string& word : words) width = std::max(width, display_columns(word) + 2);
  const std::size_t in_line = std::max<std::size_t>(columns / width, 1);
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool ends_line = (i + 1) % in_line == 0 || i + 1 == words.size();
    text += words[i];
    text += ends_line ? "\n" : std::string(width - display_columns(words[i]), ' ');
  }
  return text;
}

}  // namespace

struct Editor::Impl {
  Suggest suggest;
  std::string prompt{};
  History* past = history_init();
  EditLine* editor = el_init("annals", stdin, stdout, stderr);

  explicit Impl(Suggest suggested) : suggest{std::move(suggested)} {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    el_end(editor);
    history_end(past);
  }

  [[nodiscard]] static Impl& of(EditLine* editor) {
    void* data = nullptr;
    el_get(editor, EL_CLIENTDATA, &data);
    return *static_cast<Impl*>(data);
  }
  static char* prompt_of(EditLine* editor) { return of(editor).prompt.data(); }
  static unsigned char on_tab(EditLine* editor, int /*key*/) { return of(editor).complete(); }
  [[nodiscard]] unsigned char complete();
};

unsigned char Editor::Impl::complete() {
  const LineInfo* const info = el_line(editor);
  const std::string line{info->buffer, info->cursor};
  Suggestions suggestions = suggest(line);
  std::vector<std::string>& words = suggestions.words;
  const std::string_view typed = std::string_view{line}.substr(suggestions.begin);
  if (words.empty()) return CC_ERROR;
  std::string next = common_beginning(words);
  if (words.size() == 1) next += suggestions.end_of_one;
  if (next.size() > typed.size() || (words.size() == 1 && next != typed)) {
    el_deletestr(editor, static_cast<int>(std::mbstowcs(nullptr, std::string{typed}.c_str(), 0)));
    el_insertstr(editor, next.c_str());
    return CC_REFRESH;
  }
  constexpr std::size_t shown_max = 200;
  std::string text = "\n";
  const std::size_t more = words.size() - std::min(words.size(), shown_max);
  words.resize(words.size() - more);
  text += in_columns(words);
  if (more > 0) text += "and " + std::to_string(more) + " more\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
  return CC_REDISPLAY;
}

Editor::Editor(Suggest suggest) : impl_{std::make_unique<Impl>(std::move(suggest))} {
  use_locale();
  constexpr int lines_max = 1000;
  HistEvent event{};
  ::history(impl_->past, &event, H_SETSIZE, lines_max);
  ::history(impl_->past, &event, H_SETUNIQUE, 1);
  EditLine* const editor = impl_->editor;
  el_set(editor, EL_CLIENTDATA, impl_.get());
  el_set(editor, EL_PROMPT, &Impl::prompt_of);
  el_set(editor, EL_SIGNAL, 1);
  el_set(editor, EL_GETCFN, &read_character);
  el_set(editor, EL_HIST, &::history, impl_->past);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_ADDFN, "annals-complete", "Complete a word", &Impl::on_tab);
  el_set(editor, EL_BIND, "^I", "annals-complete", nullptr);
  el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
  el_source(editor, nullptr);  // the user's own ~/.editrc
}

Editor::~Editor() = default;

Editor::Reading Editor::read(const std::string& prompt) {
  const Interrupts interrupts;
  impl_->prompt = prompt;
  // libedit would print the prompt first: what is typed at once would be read as lines.
  el_set(impl_->editor, EL_PREP_TERM, 1);
  int length = 0;
  const char* const text = el_gets(impl_->editor, &length);
  if (was_interrupted != 0) {
    el_reset(impl_->editor);
    std::fputs("\n", stdout);
    std::fflush(stdout);
    return {.end = End::dropped, .line = {}};
  }
  if (text == nullptr || length <= 0) return {.end = End::input, .line = {}};
  std::string line{text, static_cast<std::size_t>(length)};
  while (line.ends_with('\n') || line.ends_with('\r')) line.pop_back();
  return {.end = End::line, .line = std::move(line)};
}

void Editor::remember(const std::string& line) {
  HistEvent event{};
  ::history(impl_->past, &event, H_ENTER, line.c_str());
}

}  // namespace annals::cli
