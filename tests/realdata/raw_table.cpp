#include "realdata/raw_table.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace annals::realdata {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::vector<RawRow> with_names(const Rows& rows) {
  std::vector<RawRow> named;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    RawRow row;
    const std::size_t fields = std::min(rows[0].size(), rows[i].size());
    for (std::size_t j = 0; j < fields; ++j) row[rows[0][j]] = rows[i][j];
    named.push_back(std::move(row));
  }
  return named;
}

}  // namespace

std::string text_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{"cannot read " + path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::runtime_error{"cannot read " + path};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<RawRow> read_tsv(const std::string& path) {
  Rows rows;
  for (std::string line : lines_of(path)) {
    auto& row = rows.emplace_back();
    for (std::size_t tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t')) {
      row.push_back(line.substr(0, tab));
      line.erase(0, tab + 1);
    }
    row.push_back(line);
  }
  return with_names(rows);
}

std::vector<RawRow> read_csv(const std::string& path) {
  Rows rows;
  bool is_new = true;
  bool is_quoted = false;
  const std::string text = text_of(path);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::exchange(is_new, false)) rows.emplace_back(1);
    const char character = text[i];
    if (character == '"' && is_quoted && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += text[++i];
    } else if (character == '"') {
      is_quoted = !is_quoted;
    } else if (is_quoted || (character != ',' && character != '\n')) {
      rows.back().back() += character;
    } else if (character == ',') {
      rows.back().emplace_back();
    } else {
      is_new = true;
    }
  }
  return with_names(rows);
}

std::string field(const RawRow& row, const std::vector<std::string_view>& names) {
  for (const std::string_view name : names) {
    const auto found = row.find(std::string{name});
    if (found != row.end()) return found->second;
  }
  return {};
}

}  // namespace annals::realdata
