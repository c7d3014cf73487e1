#include "annals/draw/page.h"

#include <array>
#include <cstdint>
#include <utility>

#include "annals/base/check.h"
#include "annals/base/sha256.h"
#include "annals/codec/json.h"
#include "annals/draw/page_data.h"
#include "annals/draw/page_files.h"
#include "annals/draw/text.h"

namespace annals {
namespace {

/// RFC 4648, with padding.
std::string base64(const Digest& digest) {
  constexpr std::string_view letters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < digest.bytes.size(); at += 3) {
    const auto byte = [&](std::size_t i) -> std::uint32_t {
      return at + i < digest.bytes.size() ? digest.bytes.at(at + i) : 0U;
    };
    const std::uint32_t bits = byte(0) << 16U | byte(1) << 8U | byte(2);
    for (std::size_t i = 0; i < 4; ++i) {
      const bool is_there = at + i <= digest.bytes.size();
      text += is_there ? letters[bits >> (18U - 6U * i) & 63U] : '=';
    }
  }
  return text;
}

std::string hash_of(std::string_view text) {
  return "'sha256-" + base64(sha256({text})) + "'";
}

/// JSON that no HTML parser can take for anything else: markup occurs in its strings only, where it
/// can be written as an escape.
std::string in_script(const Json& json) {
  std::string text;
  for (const char letter : to_line(json)) {
    switch (letter) {
      case '<':
        text += "\\u003c";
        break;
      case '>':
        text += "\\u003e";
        break;
      case '&':
        text += "\\u0026";
        break;
      default:
        text += letter;
    }
  }
  return text;
}

using Blank = std::pair<std::string_view, std::string>;

/// The page with each `{{name}}` filled in, in one pass: what was filled in is not looked at again.
std::string filled(std::string_view page, const std::array<Blank, 6>& blanks) {
  std::string out;
  for (std::size_t at = 0; at < page.size();) {
    const std::size_t open = page.find("{{", at);
    out += page.substr(at, open - at);
    if (open == std::string_view::npos) break;
    const std::size_t close = page.find("}}", open);
    check(close != std::string_view::npos, "the page's blanks are closed");
    const std::string_view name = page.substr(open + 2, close - open - 2);
    for (const auto& [blank, text] : blanks) {
      if (blank == name) out += text;
    }
    at = close + 2;
  }
  return out;
}

}  // namespace

std::string to_html(const Picture& picture, std::span<const Material> materials,
                    std::string_view subtitle) {
  const std::string style =
      std::string{page_files::picture_css()} + std::string{page_files::page_css()};
  std::string script = "'use strict';\n(() => {\n";
  for (const std::string_view part :
       {page_files::kernel_js(), page_files::time_js(), page_files::lanes_js(),
        page_files::parties_js(), page_files::panel_js(), page_files::page_js()}) {
    script += part;
  }
  script += "})();\n";
  return filled(page_files::page_html(),
                {Blank{"title", in_markup(picture.title)}, Blank{"subtitle", in_markup(subtitle)},
                 Blank{"policy", "default-src 'none'; style-src " + hash_of(style) +
                                     "; script-src " + hash_of(script)},
                 Blank{"style", style}, Blank{"data", in_script(page_data(picture, materials))},
                 Blank{"script", script}});
}

}  // namespace annals
