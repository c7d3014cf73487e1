#include "standpoint.h"

#include <algorithm>
#include <array>

#include "annals/answer/asked.h"

namespace annals::cli {
namespace {

constexpr std::array<std::string_view, 3> names{"on", "known", "basis"};

/// Flags that ask about other times: a question with one of them is not about a date.
constexpr std::array<std::string_view, 10> times{
    "--during", "--throughout", "--overlaps",   "--before", "--after",
    "--meets",  "--met-by",     "--succession", "--from",   "--to"};

bool gives(const std::vector<std::string>& words, std::string_view flag) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    return word == flag || (word.starts_with(flag) && word.substr(flag.size()).starts_with('='));
  });
}

/// The command that the words name first.
const CLI::App* command_in(const CLI::App& app, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const auto named =
        app.get_subcommands([&](const CLI::App* command) { return command->get_name() == word; });
    if (!named.empty()) return named.front();
  }
  return nullptr;
}

/// Whether the words leave it open what `name` is.
bool leaves_open(const std::vector<std::string>& words, std::string_view name) {
  if (name == "on")
    return std::ranges::none_of(times, [&](auto flag) { return gives(words, flag); });
  return name != "basis" || !gives(words, "--recorded");
}

}  // namespace

bool Standpoint::has(std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

Status Standpoint::set(const std::string& name, const std::optional<std::string>& value) {
  if (!value) {
    set_.erase(name);
    return Done{};
  }
  PerspectiveOptions options;
  if (name == "on") {
    if (auto read = parse_on(value); !read) return std::move(read).error();
  }
  if (name == "known") options.known = value;
  if (name == "basis") options.basis = value;
  if (auto read = parse_perspective(options); !read) return std::move(read).error();
  set_[name] = *value;
  return Done{};
}

std::vector<std::string> Standpoint::add_to(std::vector<std::string> words,
                                            const CLI::App& app) const {
  const CLI::App* const command = command_in(app, words);
  // What has no basis is no question: there `--known` means something else.
  if (command == nullptr || command->get_option_no_throw("--basis") == nullptr) return words;
  std::vector<std::string> flags;
  for (const std::string_view name : names) {
    const auto value = set_.find(name);
    const std::string flag = "--" + std::string{name};
    if (value == set_.end() || command->get_option_no_throw(flag) == nullptr) continue;
    if (gives(words, flag) || !leaves_open(words, name)) continue;
    flags.push_back(flag + "=" + value->second);
  }
  // Behind the command, whose flags they are, and before what may end the flags.
  const auto place = std::ranges::find(words, command->get_name()) + 1;
  words.insert(place, flags.begin(), flags.end());
  return words;
}

std::string Standpoint::to_text() const {
  std::string text;
  for (const std::string_view name : names) {
    const auto value = set_.find(name);
    if (value != set_.end()) text += " " + std::string{name} + " " + value->second;
  }
  return text;
}

}  // namespace annals::cli
