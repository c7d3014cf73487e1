#include "query_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "annals/sql/table.h"

namespace annals::cli {
namespace {

constexpr std::array<std::string_view, 48> keywords{
    "ALL",   "AND",    "AS",       "ASC",    "BETWEEN",   "BY",     "CASE",      "CAST",
    "CROSS", "DESC",   "DISTINCT", "ELSE",   "END",       "EXCEPT", "EXISTS",    "FROM",
    "FULL",  "GLOB",   "GROUP",    "HAVING", "IN",        "INNER",  "INTERSECT", "IS",
    "JOIN",  "LEFT",   "LIKE",     "LIMIT",  "NOT",       "NULL",   "OFFSET",    "ON",
    "OR",    "ORDER",  "OUTER",    "OVER",   "PARTITION", "PLAN",   "QUERY",     "RECURSIVE",
    "RIGHT", "SELECT", "THEN",     "UNION",  "USING",     "VALUES", "WHEN",      "WHERE"};

constexpr std::array<std::string_view, 16> functions{
    "abs",    "avg",   "coalesce", "count", "date",  "group_concat", "ifnull", "json_each",
    "length", "lower", "max",      "min",   "round", "substr",       "sum",    "upper"};

bool is_name_letter(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return std::isalnum(byte) != 0 || letter == '_' || byte >= 0x80U;
}

std::string upper(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(),
                         [](unsigned char letter) { return std::toupper(letter); });
  return out;
}

std::string lower(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(),
                         [](unsigned char letter) { return std::tolower(letter); });
  return out;
}

/// A name, keyword or number; a mark such as `(`; or a text, which may not be closed.
struct Token {
  std::size_t begin;
  std::string_view text;
  bool is_text = false;
  bool is_open = false;  ///< a text or comment that does not end
};

/// The place behind what `close` ends, from `at` on; nothing if it does not end.
std::optional<std::size_t> after(std::string_view query, std::size_t at, std::string_view close) {
  const std::size_t end = query.find(close, at);
  if (end == std::string_view::npos) return std::nullopt;
  return end + close.size();
}

/// Where a token that begins at `at` ends, and whether it is open.
std::pair<std::size_t, bool> end_of(std::string_view query, std::size_t at, std::size_t begins,
                                    std::string_view close) {
  const auto end = after(query, at + begins, close);
  return {end.value_or(query.size()), !end};
}

/// What the query consists of but for spaces and comments that end.
std::vector<Token> tokens_of(std::string_view query) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < query.size();) {
    const std::string_view rest = query.substr(at);
    const char first = rest.front();
    const bool is_line = rest.starts_with("--");
    if (is_line || rest.starts_with("/*")) {
      const auto [end, is_open] = end_of(query, at, 2, is_line ? "\n" : "*/");
      if (is_open) tokens.push_back({.begin = at, .text = rest, .is_open = true});
      at = end;
    } else if (first == '\'' || first == '"' || first == '`' || first == '[') {
      const std::string_view close = first == '[' ? "]" : rest.substr(0, 1);
      const auto [end, is_open] = end_of(query, at, 1, close);
      tokens.push_back({.begin = at,
                        .text = query.substr(at, end - at),
                        .is_text = first == '\'',
                        .is_open = is_open});
      at = end;
    } else if (std::isspace(static_cast<unsigned char>(first)) != 0) {
      ++at;
    } else {
      const auto* const end = std::ranges::find_if_not(rest, is_name_letter);
      const auto letters = static_cast<std::size_t>(end - rest.begin());
      tokens.push_back({.begin = at, .text = rest.substr(0, std::max<std::size_t>(letters, 1))});
      at += tokens.back().text.size();
    }
  }
  return tokens;
}

const sql::Table* table_named(std::string_view name) {
  const std::string small = lower(name);
  const auto all = sql::all_tables();
  const auto found = std::ranges::find(all, std::string_view{small}, &sql::Table::name);
  return found == all.end() ? nullptr : *found;
}

bool is_keyword(std::string_view word) {
  return std::ranges::find(keywords, std::string_view{upper(word)}) != keywords.end();
}

/// The place behind a token's arguments, `('2025-03-01')`, if it has any.
std::size_t after_arguments(std::span<const Token> tokens, std::size_t at) {
  if (at >= tokens.size() || tokens[at].text != "(") return at;
  int depth = 0;
  for (; at < tokens.size(); ++at) {
    if (tokens[at].text == "(") ++depth;
    if (tokens[at].text == ")" && --depth == 0) return at + 1;
  }
  return at;
}

/// The tables that a query names, by their own names and by those that it gives them.
std::map<std::string, const sql::Table*> tables_in(std::span<const Token> tokens) {
  std::map<std::string, const sql::Table*> named;
  for (std::size_t i = 1; i < tokens.size(); ++i) {
    const std::string before = upper(tokens[i - 1].text);
    const sql::Table* const table = table_named(tokens[i].text);
    if (table == nullptr || (before != "FROM" && before != "JOIN" && before != ",")) continue;
    named.emplace(lower(tokens[i].text), table);
    std::size_t alias = after_arguments(tokens, i + 1);
    if (alias < tokens.size() && upper(tokens[alias].text) == "AS") ++alias;
    const bool has_alias = alias < tokens.size() && is_name_letter(tokens[alias].text.front()) &&
                           !is_keyword(tokens[alias].text);
    if (has_alias) named.emplace(lower(tokens[alias].text), table);
  }
  return named;
}

/// Takes what begins as the word that was typed, each once and in order.
class Offers {
 public:
  explicit Offers(std::string_view typed)
      : typed_{lower(typed)}, is_small_{std::ranges::any_of(typed, [](unsigned char letter) {
          return std::islower(letter) != 0;
        })} {}

  void add(std::string_view word) {
    if (word.starts_with(typed_)) words_.emplace_back(word);
  }
  void add_keyword(std::string_view word) {
    if (lower(word).starts_with(typed_))
      words_.push_back(is_small_ ? lower(word) : std::string{word});
  }
  void add_columns(const sql::Table& table) {
    for (const sql::TableColumn& column : table.columns) add(column.name);
  }

  [[nodiscard]] std::vector<std::string> take() && {
    std::ranges::sort(words_);
    const auto again = std::ranges::unique(words_);
    words_.erase(again.begin(), again.end());
    return std::move(words_);
  }

 private:
  std::string typed_;
  bool is_small_;
  std::vector<std::string> words_;
};

/// The column that the text at the end is compared with: `c = '`, `x.c IN ('a', '`; or nothing.
std::string compared_column(std::span<const Token> tokens) {
  std::size_t at = tokens.size() - 1;  // the text
  if (at < 2) return {};
  if (tokens[at - 1].text == "=") return lower(tokens[at - 2].text);
  while (at > 0 && (tokens[at].is_text || tokens[at].text == ",")) --at;
  const bool is_list = at >= 2 && tokens[at].text == "(" && upper(tokens[at - 1].text) == "IN";
  return is_list ? lower(tokens[at - 2].text) : std::string{};
}

}  // namespace

QueryEnd end_of_query(std::string_view query) {
  const std::vector<Token> all = tokens_of(query);
  std::span<const Token> tokens{all};
  QueryEnd end{.begin = query.size(), .words = {}, .column = {}};
  if (!tokens.empty() && tokens.back().is_open) {
    end.begin = tokens.back().begin;
    if (tokens.back().is_text) end.column = compared_column(tokens);
    return end;
  }
  std::string_view typed;
  if (!tokens.empty() && is_name_letter(query.back())) {
    typed = tokens.back().text;
    end.begin = tokens.back().begin;
    tokens = tokens.first(tokens.size() - 1);
  }
  Offers offers{typed};
  const auto named = tables_in(tokens);
  const std::string before = tokens.empty() ? std::string{} : upper(tokens.back().text);
  if (before == "." && tokens.size() > 1) {
    const auto table = named.find(lower(tokens[tokens.size() - 2].text));
    if (table != named.end()) offers.add_columns(*table->second);
  } else if (before == "FROM" || before == "JOIN") {
    for (const sql::Table* const table : sql::all_tables()) offers.add(table->name);
  } else {
    for (const auto& [name, table] : named) offers.add_columns(*table);
    for (const sql::Table* const table : sql::all_tables()) {
      if (named.empty()) offers.add_columns(*table);
      offers.add(table->name);
    }
    for (const std::string_view keyword : keywords) offers.add_keyword(keyword);
    for (const std::string_view function : functions) offers.add(function);
  }
  end.words = std::move(offers).take();
  return end;
}

const std::vector<std::string_view>& first_words_of_queries() {
  static const std::vector<std::string_view> words{"SELECT", "WITH", "EXPLAIN", "VALUES"};
  return words;
}

}  // namespace annals::cli
