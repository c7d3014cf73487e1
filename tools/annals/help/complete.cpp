#include "complete.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "../session.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/index/history_index.h"
#include "annals/index/timeline_index.h"
#include "annals/index/value_index.h"
#include "annals/query/catalogue.h"

namespace annals::cli {
namespace {

constexpr std::size_t names_max = 1000;

/// A command line as far as it was typed.
struct Line {
  const CLI::App* command = nullptr;     // none yet
  std::vector<std::string> positionals;  // of the command
  std::string flag;                      // whose value the last word is; empty: of none
  std::string last;
  bool is_lost = false;  // there is no such command
  Globals globals;
};

const CLI::App* command_named(const CLI::App& app, const std::string& name) {
  const auto commands =
      app.get_subcommands([&](const CLI::App* each) { return each->get_name() == name; });
  return commands.empty() ? nullptr : commands.front();
}

/// The option with this name, of the command or of all commands.
const CLI::Option* option_named(const CLI::App& app, const Line& line, const std::string& name) {
  const CLI::Option* option =
      line.command == nullptr ? nullptr : line.command->get_option_no_throw(name);
  return option == nullptr ? app.get_option_no_throw(name) : option;
}

bool takes_value(const CLI::Option* option) {
  return option != nullptr && option->get_items_expected_max() > 0;
}

Line read_line(const CLI::App& app, const Globals& defaults,
               const std::vector<std::string>& words) {
  Line line;
  line.globals = defaults;
  line.globals.quiet = true;
  line.last = words.empty() ? std::string{} : words.back();
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.size() > 1 && word.front() == '-') {
      const std::size_t equals = word.find('=');
      const std::string name = word.substr(0, equals);
      if (name == "--db" && equals != std::string::npos) {
        line.globals.database = word.substr(equals + 1);
      }
      if (equals != std::string::npos || !takes_value(option_named(app, line, name))) continue;
      ++i;  // its value
      if (i + 1 == words.size()) line.flag = name;
      if (name == "--db" && i + 1 < words.size()) line.globals.database = words[i];
    } else if (line.command == nullptr) {
      line.command = command_named(app, word);
      line.is_lost = line.command == nullptr;
      if (line.is_lost) return line;
    } else {
      line.positionals.push_back(word);
    }
  }
  return line;
}

/// The names in the database that begin with what was typed.
class Names {
 public:
  Names(const Database& database, std::string begin)
      : snapshot_{database.snapshot()}, basis_{database.last()}, begin_{std::move(begin)} {}

  void add(std::string name) {
    if (name.starts_with(begin_) && words_.size() < names_max) words_.push_back(std::move(name));
  }

  void add_relationships() {
    if (const auto exact = read_relationship(snapshot_, begin_, basis_); exact && *exact) {
      add(begin_);
    }
    std::string name = begin_;
    while (words_.size() < names_max) {
      auto next = read_relationship_after(snapshot_, name, basis_);
      if (!next || !*next || !(*next)->relationship.starts_with(begin_)) return;
      name = (*next)->relationship;
      add(name);
    }
  }

  void add_parties() {
    const auto all = parties(snapshot_, basis_);
    if (!all) return;
    for (const PartyEntry& each : *all) add(each.party);
  }

  /// The cells of a relationship, each with `end` behind it.
  void add_cells(const std::string& relationship, std::string_view end) {
    constexpr std::size_t statements_max = 4096;
    const auto cells = read_cells_up_to(snapshot_, relationship, statements_max);
    if (!cells || !*cells) return;
    for (const CellStatements& each : **cells) add(to_text(each.cell).append(end));
  }

  void add_terms(std::string_view end) {
    std::string name;
    while (words_.size() < names_max) {
      auto next = read_term_after(snapshot_, name);
      if (!next || next->empty()) return;
      name = *std::move(next);
      add(std::string{name}.append(end));
    }
  }

  /// The conditions that a party meets by being one: `party:NAME`.
  void add_party_cells() {
    constexpr std::string_view prefix = "party:";
    if (!begin_.starts_with(prefix)) return;
    const auto all = parties(snapshot_, basis_);
    if (!all) return;
    for (const PartyEntry& each : *all) add(std::string{prefix}.append(each.party));
  }

  void add_events() {
    Cursor cursor = snapshot_.scan(Column::ids, begin_);
    for (; cursor.valid() && words_.size() < names_max; cursor.next()) {
      add(std::string{cursor.key()});
    }
  }

  [[nodiscard]] std::vector<std::string> words() && { return std::move(words_); }

 private:
  Snapshot snapshot_;
  Sequence basis_;
  std::string begin_;
  std::vector<std::string> words_;
};

void add_types(Names& names, const Database& database) {
  for (const EventType& type : database.vocabulary().types) names.add(type.name);
}

void add_fields(Names& names, const Database& database, const std::string& type) {
  for (const std::string_view common :
       {"effective=", "known=", "until=", "id=", "note=", "occasion=", "replaces=", "source.title=",
        "source.publisher=", "source.url=", "source.published=", "source.quote="}) {
    names.add(std::string{common});
  }
  for (const EventType& each : database.vocabulary().types) {
    if (each.name != type) continue;
    for (const auto& field : each.fields) names.add(field.name + "=");
  }
}

/// Names for a positional or for what a flag takes. `what` is how the help calls it.
std::vector<std::string> names_for(const std::string& what, const Line& line) {
  const auto database = open_existing(line.globals, Access::read);
  if (!database) return {};
  Names names{*database, line.last};
  const std::string first = line.positionals.empty() ? std::string{} : line.positionals.front();
  if (what == "RELATIONSHIP") names.add_relationships();
  if (what == "NAME") names.add_parties();
  if (what == "CELL") names.add_cells(first, "");
  if (what == "CONDITION" && line.command->get_name() == "holds") names.add_cells(first, "=");
  if (what == "CONDITION" && line.command->get_name() != "holds") {
    names.add_terms("=");
    names.add_party_cells();
  }
  if (what == "TERM") names.add_terms("");
  if (what == "EVENT-ID") names.add_events();
  if (what == "TYPE") add_types(names, *database);
  if (what == "FIELDS") add_fields(names, *database, first);
  return std::move(names).words();
}

/// What a flag may be followed by, where that is one of a few words.
std::vector<std::string> words_of_flag(const std::string& flag) {
  static const std::map<std::string, std::vector<std::string>> words{
      {"--format", {"table", "json", "jsonl", "csv"}},
      {"--color", {"auto", "always", "never"}},
      {"--on-error", {"skip", "stop"}},
      {"--known-from", {"published"}},
      {"--as", {"svg", "html"}}};
  const auto found = words.find(flag);
  return found == words.end() ? std::vector<std::string>{} : found->second;
}

bool is_of_files(const std::string& what) {
  constexpr std::array<std::string_view, 5> of_files{"FILE", "MAPPING", "DIR", "file", "PATH"};
  return std::ranges::find(of_files, what) != of_files.end();
}

void add_flags(const CLI::App& app, std::string_view begin, std::vector<std::string>& words) {
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      if (("--" + name).starts_with(begin)) words.push_back("--" + name);
    }
  }
}

void keep_those_with(std::string_view begin, std::vector<std::string>& words) {
  std::erase_if(words, [&](const std::string& word) { return !word.starts_with(begin); });
}

Completion complete_positional(const Line& line) {
  std::vector<const CLI::Option*> positionals =
      line.command->get_options([](const CLI::Option* option) { return option->get_positional(); });
  if (positionals.empty()) return {};
  const std::size_t place = std::min(line.positionals.size(), positionals.size() - 1);
  const CLI::Option* const option = positionals[place];
  const bool is_full =
      line.positionals.size() >= positionals.size() && option->get_items_expected_max() <= 1;
  if (is_full) return {};
  const std::string what = option->get_name(true);
  if (what == "SHELL") {
    Completion shells{.words = {"bash", "zsh", "fish"}};
    keep_those_with(line.last, shells.words);
    return shells;
  }
  if (is_of_files(what)) return {.words = {}, .is_file = true};
  return {.words = names_for(what, line)};
}

}  // namespace

Completion complete(const CLI::App& app, const Globals& defaults,
                    const std::vector<std::string>& words) {
  const Line line = read_line(app, defaults, words);
  Completion completion;
  if (!line.flag.empty()) {
    const CLI::Option* const option = option_named(app, line, line.flag);
    completion.words = words_of_flag(line.flag);
    const std::string what = option->get_type_name();
    // The name of a snapshot is not that of a party.
    constexpr std::array<std::string_view, 4> of_names{"RELATIONSHIP", "CONDITION", "TERM",
                                                       "EVENT-ID"};
    const bool is_name = std::ranges::find(of_names, what) != of_names.end();
    if (line.flag == "--party" || is_name) completion.words = names_for(what, line);
    completion.is_file = is_of_files(what);
    keep_those_with(line.last, completion.words);
  } else if (line.last.starts_with('-')) {
    if (line.command != nullptr) add_flags(*line.command, line.last, completion.words);
    add_flags(app, line.last, completion.words);
    std::ranges::sort(completion.words);
    const auto again = std::ranges::unique(completion.words);
    completion.words.erase(again.begin(), again.end());
  } else if (line.command != nullptr) {
    completion = complete_positional(line);
  } else if (!line.is_lost) {
    for (const CLI::App* command : app.get_subcommands({})) {
      completion.words.push_back(command->get_name());
    }
    keep_those_with(line.last, completion.words);
  }
  return completion;
}

}  // namespace annals::cli
