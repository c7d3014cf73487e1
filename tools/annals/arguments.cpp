#include "arguments.h"

#include <fmt/core.h>

#include "annals/base/text.h"
#include "annals/event/field_reader.h"

namespace annals::cli {

void add_relationship(CLI::App& command, std::string& relationship) {
  const auto is_id = [](const std::string& text) -> std::string {
    const auto checked = read_id("", Datum{std::string_view{text}});
    if (checked) return {};
    std::string_view why = checked.error().message;
    // CLI11 names the argument itself.
    constexpr std::string_view no_name = "'': ";
    if (why.starts_with(no_name)) why.remove_prefix(no_name.size());
    return std::string{why};
  };
  command.add_option("RELATIONSHIP", relationship, "What to ask about")
      ->required()
      ->check(is_id)
      ->type_name("");
}

void add_cell(CLI::App& command, std::optional<std::string>& cell) {
  command.add_option("CELL", cell, "One term of it: TERM or TERM:KEY")->type_name("");
}

void add_on(CLI::App& command, std::optional<std::string>& on, const std::string& help) {
  command.add_option("--on", on, help)->type_name("DATE");
}

std::string from_one_on(const std::string& text) {
  const auto number = parse_sequence("number", text);
  if (number && number->value > 0) return {};
  return fmt::format("{}; expected a whole number from 1 on", in_quotes(text));
}

std::string not_empty(const std::string& text) {
  return text.empty() ? "it is empty; expected a name" : "";
}

std::string from_zero_on(const std::string& text) {
  if (parse_sequence("number", text)) return {};
  return fmt::format("{}; expected a whole number from 0 on", in_quotes(text));
}

void add_basis(CLI::App& command, PerspectiveOptions& options) {
  command
      .add_option("--basis", options.basis, "Use the log up to this sequence (default: all of it)")
      ->type_name("SEQ");
  command
      .add_option("--recorded", options.recorded,
                  "Use the log as it stood at the last moment of this date")
      ->type_name("DATE");
}

void add_perspective(CLI::App& command, PerspectiveOptions& options) {
  command
      .add_option("--known", options.known,
                  "Use what was known on this date (default: all that is known)")
      ->type_name("DATE");
  add_basis(command, options);
  command
      .add_option("--source", options.sources.only,
                  "Let only what this publisher said count; may be given again")
      ->type_name("PUBLISHER")
      ->check(not_empty)
      ->allow_extra_args(false);
  command
      .add_option("--without-source", options.sources.without,
                  "Leave out what this publisher said; may be given again")
      ->type_name("PUBLISHER")
      ->check(not_empty)
      ->allow_extra_args(false);
}

}  // namespace annals::cli
