#pragma once

#include <string_view>

/// The files of `page/`, as they are when the library is built.
namespace annals::page_files {

[[nodiscard]] std::string_view picture_css();
[[nodiscard]] std::string_view page_css();
[[nodiscard]] std::string_view page_html();
[[nodiscard]] std::string_view kernel_js();
[[nodiscard]] std::string_view time_js();
[[nodiscard]] std::string_view lanes_js();
[[nodiscard]] std::string_view parties_js();
[[nodiscard]] std::string_view panel_js();
[[nodiscard]] std::string_view page_js();

}  // namespace annals::page_files
