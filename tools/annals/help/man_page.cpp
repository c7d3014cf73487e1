#include "man_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <string_view>
#include <vector>

#include "version.h"

namespace annals::cli {
namespace {

/// `text` so that man(7) prints it as it is.
std::string escaped_for_man(std::string_view text) {
  std::string out;
  for (const char character : text) {
    const bool begins_line = out.empty() || out.back() == '\n';
    if (begins_line && (character == '.' || character == '\'')) out += "\\&";
    if (character == '\\') {
      out += "\\e";
    } else if (character == '-') {
      out += "\\-";
    } else {
      out += character;
    }
  }
  return out;
}

std::string heading(std::string_view name, std::string_view about) {
  std::string upper{name};
  std::ranges::transform(upper, upper.begin(),
                         [](unsigned char letter) { return std::toupper(letter); });
  return fmt::format(".TH {} 1 \"\" \"annals {}\" \"annals\"\n.SH NAME\n{} \\- {}\n",
                     escaped_for_man(upper), version, escaped_for_man(name),
                     escaped_for_man(about));
}

/// `-h,--help`, or `--db PATH`, or `RELATIONSHIP`.
std::string term(const CLI::Option& option) {
  if (option.get_positional()) return "\\fI" + escaped_for_man(option.get_name(true)) + "\\fR";
  std::string text;
  for (const std::string& name : option.get_snames()) text += "\\fB\\-" + name + "\\fR, ";
  for (const std::string& name : option.get_lnames()) {
    text += "\\fB" + escaped_for_man("--" + name) + "\\fR, ";
  }
  text.resize(text.size() - 2);
  const std::string type = option.get_type_name();
  const bool takes_value = option.get_items_expected_max() > 0;
  return takes_value && !type.empty() ? text + " \\fI" + escaped_for_man(type) + "\\fR" : text;
}

std::string options_of(const CLI::App& app, bool positional) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() != positional || option->get_group().empty()) continue;
    text += fmt::format(".TP\n{}\n{}\n", term(*option), escaped_for_man(option->get_description()));
  }
  return text;
}

std::string synopsis_of(const CLI::App& command) {
  std::string text =
      fmt::format("\\fBannals {}\\fR [\\fIOPTIONS\\fR]", escaped_for_man(command.get_name()));
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional()) continue;
    const std::string name = escaped_for_man(option->get_name(true));
    const std::string many = option->get_items_expected_max() > 1 ? "..." : "";
    text += option->get_required() ? fmt::format(" \\fI{}\\fR{}", name, many)
                                   : fmt::format(" [\\fI{}\\fR{}]", name, many);
  }
  return text + "\n";
}

std::string as_it_is(std::string_view text) {
  return fmt::format(".nf\n{}\n.fi\n", escaped_for_man(text));
}

/// The lines of examples of a footer.
std::string examples_of(const CLI::App& command) {
  const std::string footer = command.get_footer();
  constexpr std::string_view begin = "Examples:\n";
  if (!footer.starts_with(begin)) return {};
  return footer.substr(begin.size(), footer.find("\n\n") - begin.size());
}

/// What a footer says behind its examples and the line on flags.
std::string usage_of(const CLI::App& command) {
  const std::string footer = command.get_footer();
  const std::size_t flags = footer.find("\n\n");
  const std::size_t end = flags == std::string::npos ? flags : footer.find("\n\n", flags + 2);
  return end == std::string::npos ? std::string{} : footer.substr(end + 2);
}

constexpr std::string_view exit_status = R"(.SH EXIT STATUS
.TP
0
done; the answer is yes
.TP
1
the answer is no, or nothing was found
.TP
2
the command line or the input is wrong
.TP
3
stored data is damaged
.TP
4
the database is in use, missing, or cannot be read or written
.TP
5
the answer is possible
.TP
130
interrupted
)";

}  // namespace

std::string man_page(const CLI::App& app) {
  std::string text =
      heading(app.get_name(), app.get_description().substr(app.get_description().find(' ') + 1));
  text += ".SH SYNOPSIS\n\\fBannals\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR ...\n.SH COMMANDS\n";
  for (const CLI::App* command : app.get_subcommands({})) {
    text += fmt::format(
        ".TP\n\\fB{}\\fR\n{}; see \\fBannals\\-{}\\fR(1)\n", escaped_for_man(command->get_name()),
        escaped_for_man(command->get_description()), escaped_for_man(command->get_name()));
  }
  text += ".SH OPTIONS\nThese work before and after the command.\n" + options_of(app, false);
  const std::string footer = app.get_footer();
  text += ".SH DATES AND FIRST STEPS\n" + as_it_is(footer);
  text += exit_status;
  text += R"(.SH ENVIRONMENT
.TP
ANNALS_DB
the database where no \fB\-\-db\fR is given
.TP
ANNALS_PAGER, PAGER
what shows long tables on a terminal; nothing or \fIcat\fR for none
.TP
NO_COLOR
if set, no colours are used
)";
  return text;
}

std::string man_page_of_command(const CLI::App& command) {
  std::string text = heading("annals-" + command.get_name(), command.get_description());
  text += ".SH SYNOPSIS\n" + synopsis_of(command);
  text += ".SH DESCRIPTION\n" + escaped_for_man(command.get_description()) + ".\n";
  if (const std::string positionals = options_of(command, true); !positionals.empty()) {
    text += ".SH ARGUMENTS\n" + positionals;
  }
  text += ".SH OPTIONS\n" + options_of(command, false);
  text += "Flags of every command: \\fBannals\\fR(1).\n";
  if (const std::string examples = examples_of(command); !examples.empty()) {
    text += ".SH EXAMPLES\n" + as_it_is(examples);
  }
  if (const std::string usage = usage_of(command); !usage.empty()) {
    text += ".SH USAGE\n" + as_it_is(usage);
  }
  text += exit_status;
  return text + ".SH SEE ALSO\n\\fBannals\\fR(1)\n";
}

Status write_man_pages(const CLI::App& app, const std::filesystem::path& folder) {
  const auto write = [&](const std::string& name, const std::string& page) {
    std::ofstream file{folder / (name + ".1"), std::ios::binary};
    file << page;
    file.close();
    return !file.fail();
  };
  bool is_written = write(app.get_name(), man_page(app));
  for (const CLI::App* command : app.get_subcommands({})) {
    is_written =
        is_written && write("annals-" + command->get_name(), man_page_of_command(*command));
  }
  if (is_written) return Done{};
  return Error{.code = ErrorCode::io,
               .message = fmt::format("'{}': manual pages cannot be written", folder.string())};
}

}  // namespace annals::cli
