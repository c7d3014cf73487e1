#include "shell.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <optional>
#include <utility>

#include "../command_line.h"
#include "../failure.h"
#include "../render/output.h"
#include "annals/base/nearest.h"
#include "annals/base/text.h"
#include "child.h"
#include "query_words.h"
#include "words.h"

namespace annals::cli {
namespace {

constexpr std::string_view help =
    R"(Type commands as after 'annals', and queries in SQL that end with ';':
  state microsoft-openai
  find exclusivity=exclusive party:microsoft
  SELECT relationship, value FROM state
    WHERE term = 'exclusivity';

  \on [DATE]        ask all that follows about this date; without one: about now
  \known [DATE]     use what was known on this date; without one: all that is known
  \basis [SEQ]      use the log up to this sequence; without one: all of it
  \format [WORD]    print table, json, jsonl or csv; without one: say which
  \help [COMMAND]   say this, or what COMMAND does ('--help' lists the commands)
  \quit             end, as Ctrl-D does

Tab completes, in queries too; Ctrl-R looks for what was typed before, Ctrl-C drops a line and what runs.
)";

constexpr std::array<std::string_view, 6> settings{"\\on",     "\\known", "\\basis",
                                                   "\\format", "\\help",  "\\quit"};

const std::vector<std::pair<std::string, Format>> formats{{"table", Format::table},
                                                          {"json", Format::json},
                                                          {"jsonl", Format::jsonl},
                                                          {"csv", Format::csv}};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(spaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

bool is_setting(std::string_view statement) {
  return trimmed(statement).starts_with('\\');
}

bool is_remark(std::string_view statement) {
  const std::string_view text = trimmed(statement);
  return text.empty() || text == ";" || text.starts_with('#');
}

Error refused(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

/// The words of a statement, without the program's own name, which may stand before them as it does
/// in examples.
std::vector<std::string> words_of(std::string_view statement) {
  if (begins_query(statement)) return {"sql", std::string{trimmed(statement)}};
  std::vector<std::string> words = split_words(statement).words;
  if (words.size() > 1 && words.front() == "annals") words.erase(words.begin());
  return words;
}

/// The words of a setting. Its backslash is its own and means nothing.
std::vector<std::string> words_of_setting(std::string_view statement) {
  std::vector<std::string> words = split_words(trimmed(statement).substr(1)).words;
  if (words.empty()) words.emplace_back();
  words.front().insert(0, "\\");
  return words;
}

/// The files whose path begins so, folders with a slash.
std::vector<std::string> files_for(const std::string& begin) {
  namespace fs = std::filesystem;
  const std::size_t slash = begin.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : begin.substr(0, slash + 1);
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder.empty() ? "." : folder, error}) {
    const std::string path = folder + entry.path().filename().string();
    if (!path.starts_with(begin) || (begin == folder && path[folder.size()] == '.')) continue;
    files.push_back(path + (entry.is_directory(error) ? "/" : ""));
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The command whose argument is completed as the values of a column are.
struct AskingFor {
  std::string_view column;
  std::string_view command;
};

constexpr std::array<AskingFor, 6> asking_for{{{.column = "relationship", .command = "state"},
                                               {.column = "party", .command = "party"},
                                               {.column = "term", .command = "find"},
                                               {.column = "event", .command = "prove"},
                                               {.column = "id", .command = "prove"},
                                               {.column = "type", .command = "add"}}};

/// What was typed of a text in SQL, from its quote on.
std::string text_in_quotes(std::string_view typed) {
  std::string text;
  for (std::size_t i = 1; i < typed.size(); ++i) {
    text += typed[i];
    if (typed[i] == '\'') ++i;  // of two
  }
  return text;
}

std::string in_sql_quotes(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) quoted.append(letter == '\'' ? 2 : 1, letter);
  return quoted + "'";
}

/// Words that begin statements and are no commands, in small letters where such were typed.
void add_first_words(std::string_view typed, std::vector<std::string>& words) {
  for (const std::string_view own : {"help", "quit"}) {
    if (own.starts_with(typed)) words.emplace_back(own);
  }
  for (const std::string_view word : first_words_of_queries()) {
    std::string small{word};
    std::ranges::transform(small, small.begin(),
                           [](unsigned char letter) { return std::tolower(letter); });
    if (small.starts_with(typed) && !typed.empty()) words.push_back(small);
    if (word.starts_with(typed)) words.emplace_back(word);
  }
}

}  // namespace

std::string_view shell_help() {
  return help;
}

bool Shell::is_whole(std::string_view statement) {
  if (is_remark(statement) || is_setting(statement)) return true;
  if (begins_query(statement)) return ends_query(statement);
  return !split_words(statement).is_open;
}

ExitCode Shell::run(std::string_view statement) {
  was_interrupted_ = false;
  if (is_remark(statement)) return ExitCode::done;
  if (is_setting(statement)) return run_setting(words_of_setting(statement));
  if (!is_whole(statement)) {
    return fail(refused(begins_query(statement) ? "a query has no ';' at its end"
                                                : "a quote is not closed"));
  }
  return run_words(words_of(statement));
}

ExitCode Shell::run_words(std::vector<std::string> words) {
  if (words.empty()) return ExitCode::done;
  if (words.size() == 1 && (words.front() == "quit" || words.front() == "exit")) {
    is_over_ = true;
    return ExitCode::done;
  }
  if (words.size() == 1 && words.front() == "help") return print_help(words);
  if (words.front() == "shell") return fail(refused("this is a shell already"));
  const auto work = [&] {
    return run_guarded([&] {
      CommandLine line{&globals_};
      return line.run(standpoint_.add_to(std::move(words), line.app()));
    });
  };
  const ChildEnd end =
      run_in_child(is_interactive_ ? ChildInput::inherited : ChildInput::nothing, work);
  was_interrupted_ = end.was_interrupted;
  return end.code;
}

ExitCode Shell::set_format(const std::vector<std::string>& words) {
  const auto by_name = [&](const auto& each) { return each.first == words.back(); };
  const auto by_format = [&](const auto& each) { return each.second == globals_.format; };
  if (words.size() == 1) {
    return print_text(std::ranges::find_if(formats, by_format)->first + "\n");
  }
  const auto named = std::ranges::find_if(formats, by_name);
  if (named == formats.end()) {
    return fail(refused(fmt::format("\\format: {} is not one of table, json, jsonl, csv",
                                    in_quotes(words.back()))));
  }
  globals_.format = named->second;
  return ExitCode::done;
}

ExitCode Shell::print_help(const std::vector<std::string>& words) {
  if (words.size() == 1) return print_text(help);
  return run_words({"help", words.back()});
}

ExitCode Shell::run_setting(const std::vector<std::string>& words) {
  const std::string name = words.front().substr(1);
  const bool is_known = std::ranges::find(settings, words.front()) != settings.end();
  if (!is_known && name != "q") {
    Nearest nearest{words.front()};
    for (const std::string_view each : settings) nearest.consider(std::string{each});
    return fail(refused(fmt::format("there is no {}{} ('\\help' says what there is)",
                                    in_quotes(words.front()), nearest.hint())));
  }
  if (words.size() > 2)
    return fail(refused(fmt::format("{} takes one word at most", words.front())));
  if (name == "help") return print_help(words);
  if (name == "format") return set_format(words);
  if (name == "quit" || name == "q") {
    is_over_ = true;
    return ExitCode::done;
  }
  const auto value = words.size() == 2 ? std::optional{words.back()} : std::nullopt;
  const Status set = standpoint_.set(name, value);
  return set ? ExitCode::done : fail(set.error());
}

std::vector<std::string> Shell::settings_for(const std::vector<std::string>& words) const {
  std::vector<std::string> all;
  if (words.size() == 1) all.assign(settings.begin(), settings.end());
  if (words.size() == 2 && words.front() == "\\format") {
    for (const auto& [name, format] : formats) all.push_back(name);
  }
  if (words.size() == 2 && words.front() == "\\help") {
    const CommandLine line;
    for (const CLI::App* command : line.app().get_subcommands({})) {
      all.push_back(command->get_name());
    }
  }
  std::erase_if(all, [&](const std::string& word) { return !word.starts_with(words.back()); });
  return all;
}

Suggestions Shell::suggest(std::string_view line, std::string_view before) const {
  std::string statement{before};
  if (!before.empty()) statement += '\n';
  const std::size_t line_begin = statement.size();
  statement += line;
  Suggestions suggestions =
      begins_query(statement) ? suggest_in_query(statement) : suggest_in(statement);
  if (suggestions.begin < line_begin) return {};  // what began in a line before stays as it is
  suggestions.begin -= line_begin;
  return suggestions;
}

std::vector<std::string> Shell::complete(const std::vector<std::string>& words) const {
  // Whoever reads a database has threads, which a shell must not have.
  return lines_of(read_from_child([&] {
    const Completion completion = CommandLine{&globals_}.complete(words);
    std::string text = completion.is_file ? ":files\n" : "";
    for (const std::string& word : completion.words) text += word + "\n";
    return print_text(text);
  }));
}

Suggestions Shell::suggest_in_query(std::string_view query) const {
  QueryEnd end = end_of_query(query);
  Suggestions suggestions{.begin = end.begin, .words = std::move(end.words)};
  const auto asking = std::ranges::find(asking_for, end.column, &AskingFor::column);
  if (end.column.empty() || asking == asking_for.end()) return suggestions;
  const std::string typed = text_in_quotes(query.substr(end.begin));
  for (std::string& name : complete({std::string{asking->command}, typed})) {
    if (asking->column == "term" && name.ends_with('=')) name.pop_back();
    suggestions.words.push_back(in_sql_quotes(name));
  }
  return suggestions;
}

Suggestions Shell::suggest_in(std::string_view line) const {
  const std::size_t backslash = is_setting(line) ? line.find('\\') + 1 : 0;
  Words split = split_words(line.substr(backslash));
  if (!split.ends_in_word) {
    split.words.emplace_back();
    split.last_begin = line.size() - backslash;
  }
  Suggestions suggestions{.begin = backslash + split.last_begin, .words = {}};
  if (backslash > 0) {
    split.words.front().insert(0, "\\");
    if (split.words.size() == 1) suggestions.begin = backslash - 1;
    suggestions.words = settings_for(split.words);
    return suggestions;
  }
  std::vector<std::string>& words = split.words;
  if (words.size() > 1 && words.front() == "annals") words.erase(words.begin());
  if (words.front() == "help") {
    words.front() = "\\help";
    if (words.size() > 1) suggestions.words = settings_for(words);
    if (words.size() > 1) return suggestions;
    words.front() = "help";
  }
  std::vector<std::string> found = complete(words);
  if (!found.empty() && found.front() == ":files") found = files_for(words.back());
  for (const std::string& word : found) suggestions.words.push_back(quoted_word(word));
  if (words.size() == 1) add_first_words(words.front(), suggestions.words);
  const bool goes_on = found.size() == 1 && (found[0].ends_with('=') || found[0].ends_with('/'));
  if (goes_on) suggestions.end_of_one = "";
  return suggestions;
}

std::string Shell::prompt(bool has_begun) const {
  const std::string begin = "annals" + standpoint_.to_text();
  if (!has_begun) return begin + "> ";
  constexpr std::size_t dots = 3;
  return std::string(std::max(begin.size(), dots) - dots, ' ') + "...> ";
}

}  // namespace annals::cli
