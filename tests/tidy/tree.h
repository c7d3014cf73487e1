#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// The source tree as the tidy tests read it. Paths are relative to its root.
namespace annals::tidy {

/// The whole path of a file of the tree.
[[nodiscard]] std::filesystem::path in_tree(const std::filesystem::path& path);

/// Every file under these folders, in order. A folder that is not there has none.
[[nodiscard]] std::vector<std::filesystem::path> files_under(
    std::initializer_list<std::string_view> folders);

[[nodiscard]] std::vector<std::string> lines_of(const std::filesystem::path& file);
[[nodiscard]] std::string text_of(const std::filesystem::path& file);

/// The words of `text`, split at spaces and ends of lines.
[[nodiscard]] std::vector<std::string> words_of(const std::string& text);

}  // namespace annals::tidy
