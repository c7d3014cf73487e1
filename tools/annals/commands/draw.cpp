#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../failure.h"
#include "../session.h"
#include "annals/draw/page.h"
#include "annals/draw/picture.h"
#include "annals/draw/svg.h"
#include "annals/index/party_index.h"
#include "annals/query/material.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::vector<std::string> relationships;
  std::optional<std::string> party;
  std::string file;
  std::optional<std::string> as;
  std::vector<std::string> terms;
  std::optional<std::string> from;
  std::optional<std::string> to;
  PerspectiveOptions perspective;
};

enum class Kind : std::uint8_t { svg, html };

/// What to write, by `--as` or else by the ending of the file.
Result<Kind> kind_of(const Options& options) {
  const std::string ending = std::filesystem::path{options.file}.extension().string();
  const std::string word = options.as ? *options.as : ending.empty() ? "" : ending.substr(1);
  if (word == "svg") return Kind::svg;
  if (word == "html") return Kind::html;
  return Error{.code = ErrorCode::invalid_input,
               .message = options.as
                              ? fmt::format("--as: '{}' is not one of svg, html", word)
                              : fmt::format("-o: '{}' ends in neither .svg nor .html; --as says "
                                            "which of the two to write",
                                            options.file)};
}

Result<LaneChoice> parse_choice(const std::string& text) {
  const auto cell = parse_cell(text);
  if (!cell) return Error{.code = cell.error().code, .message = "--term: " + cell.error().message};
  LaneChoice choice{.term = cell->term, .key = {}};
  if (text.find(':') != std::string::npos) choice.key = cell->key;
  return choice;
}

Result<PictureOptions> parse(const Options& options) {
  if (options.party.has_value() != options.relationships.empty()) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = "say what to draw: one or more relationships, or --party NAME"};
  }
  auto range = parse_days(options.from, options.to);
  if (!range) return std::move(range).error();
  PictureOptions parsed{.range = *range, .lanes = {}, .party = options.party};
  for (const std::string& text : options.terms) {
    auto choice = parse_choice(text);
    if (!choice) return std::move(choice).error();
    parsed.lanes.push_back(*std::move(choice));
  }
  return parsed;
}

/// The relationships to draw, each once.
Result<std::vector<std::string>> chosen(const Options& options, const Inquiry& inquiry) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const std::string& name : options.relationships) add(name);
  if (!options.party) return names;
  const auto links = read_party_links(inquiry.snapshot, *options.party);
  if (!links) return links.error();
  for (const PartyLink& link : *links) {
    if (link.first <= inquiry.scope.horizon.basis) add(link.relationship);
  }
  return names;
}

Result<std::vector<Material>> read(const Globals& globals, const Options& options,
                                   const Inquiry& inquiry) {
  const auto names = chosen(options, inquiry);
  if (!names) return names.error();
  std::vector<Material> materials;
  for (const std::string& name : *names) {
    if (auto noted = note_if_unnamed(globals, inquiry, name); !noted) {
      return std::move(noted).error();
    }
    auto material = read_material(inquiry.snapshot, name, inquiry.scope);
    if (!material) return std::move(material).error();
    materials.push_back(*std::move(material));
  }
  return materials;
}

/// From where it was asked, in a line.
std::string subtitle(const Options& options, const Inquiry& inquiry) {
  const auto& [only, without] = options.perspective.sources;
  std::string text = options.perspective.known
                         ? fmt::format("As known on {}", *options.perspective.known)
                         : std::string{"All that is known"};
  if (!only.empty()) text += fmt::format(", by {} alone", fmt::join(only, " and "));
  if (!without.empty()) text += fmt::format(", without {}", fmt::join(without, " and "));
  return fmt::format("{}, from the first {} events of the log", text,
                     inquiry.scope.horizon.basis.value);
}

/// Writes the whole text to the file, or to standard output for `-`. Errors: io.
Status write(const std::string& file, const std::string& text) {
  if (file == "-") {
    std::cout << text << std::flush;
    if (std::cout) return Done{};
    return Error{.code = ErrorCode::io, .message = "standard output cannot be written"};
  }
  errno = 0;
  std::ofstream out{file, std::ios::binary};
  out << text << std::flush;
  if (out) return Done{};
  const std::string why = std::error_code{errno, std::generic_category()}.message();
  return Error{.code = ErrorCode::io, .message = fmt::format("cannot write '{}': {}", file, why)};
}

ExitCode run(const Globals& globals, const Options& options) {
  const auto kind = kind_of(options);
  if (!kind) return fail(kind.error());
  const auto parsed = parse(options);
  if (!parsed) return fail(parsed.error());
  const auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto materials = read(globals, options, *inquiry);
  if (!materials) return fail(materials.error());
  const Picture picture = picture_of(*materials, *parsed);
  if (picture.groups.empty()) {
    note(globals, "there is nothing to draw, and nothing was written");
    return ExitCode::nothing;
  }
  const std::string under = subtitle(options, *inquiry);
  const std::string text =
      *kind == Kind::svg ? to_svg(picture, *materials, under) : to_html(picture, *materials, under);
  if (const auto written = write(options.file, text); !written) return fail(written.error());
  if (options.file != "-") {
    note(globals, fmt::format("wrote {}: {} lane{} from {} to {}", options.file, picture.lanes(),
                              picture.lanes() == 1 ? "" : "s", to_text(picture.range.from),
                              to_text(picture.range.to - std::chrono::days{1})));
  }
  return ExitCode::done;
}

}  // namespace

void add_draw(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command = add_command(
      app, "draw", "Draw a timeline: a picture (SVG) or a page to explore (HTML)",
      "  annals draw microsoft-openai -o timeline.svg\n"
      "  annals draw --party oracle --term party --term provider -o oracle.html\n"
      "  annals draw stargate --from 2025 --known 2025-06-30 --as svg -o - > known.svg");
  command->add_option("RELATIONSHIP", options->relationships, "What to draw")
      ->check(not_empty)
      ->type_name("");
  command
      ->add_option("--party", options->party,
                   "Draw all that NAME was ever said to be party to, by whom it is with")
      ->check(not_empty)
      ->type_name("NAME");
  command
      ->add_option("-o,--output", options->file,
                   "Write to this file, a picture if it ends in .svg, a page if it ends in .html; "
                   "- is standard output")
      ->required()
      ->check(not_empty)
      ->type_name("FILE");
  command->add_option("--as", options->as, "Write svg or html, whatever the file is called")
      ->type_name("WORD");
  command
      ->add_option("--term", options->terms,
                   "Draw this term alone, TERM or TERM:KEY; can be given more than once")
      ->expected(1)
      ->take_all()
      ->type_name("TERM");
  command->add_option("--from", options->from, "The picture begins with the first day of this date")
      ->type_name("DATE");
  command->add_option("--to", options->to, "The picture ends with the last day of this date")
      ->type_name("DATE");
  add_perspective(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
