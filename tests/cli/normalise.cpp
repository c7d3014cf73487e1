#include "cli/normalise.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <regex>
#include <string_view>

#include "annals/time/day.h"

namespace annals::cli_test {
namespace {

using Match = std::smatch;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

/// `text` with each match of `pattern` replaced by what `name` makes of it.
std::string replace_each(const std::string& text, const std::regex& pattern,
                         const std::function<std::string(const Match&)>& name) {
  std::string result;
  auto rest = text.begin();
  for (std::sregex_iterator match{text.begin(), text.end(), pattern}, end; match != end; ++match) {
    result.append(rest, (*match)[0].first);
    result += name(*match);
    rest = (*match)[0].second;
  }
  return result.append(rest, text.end());
}

/// Moments with microseconds are ours if they are younger than every date of the examples.
std::string name_moments(const std::string& text) {
  static const std::regex moment{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"};
  constexpr std::string_view youngest_example = "2026-06";
  return replace_each(text, moment, [&](const Match& match) {
    return match.str() > youngest_example ? "<now>" : match.str();
  });
}

std::string name_sizes(const std::string& text) {
  static const std::regex object{R"("bytes":\{[^}]*\})"};
  static const std::regex number{R"(:\d+)"};
  static const std::regex row{R"((^|\n)(bytes +\w+ +|\w+ bytes +)\d+)"};
  const std::string named = replace_each(text, object, [](const Match& match) {
    return std::regex_replace(match.str(), number, ":<bytes>");
  });
  static const std::regex all{R"("bytes":\d+)"};
  return std::regex_replace(std::regex_replace(named, row, "$1$2<bytes>"), all,
                            R"("bytes":<bytes>)");
}

/// The fields of a line of CSV. Those with a name to replace stand in tables without quotes.
std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::size_t begin = 0;
  for (std::size_t comma = 0; comma != std::string::npos; begin = comma + 1) {
    comma = line.find(',', begin);
    fields.push_back(line.substr(begin, comma == std::string::npos ? comma : comma - begin));
  }
  return fields;
}

/// Names the column `heading` of the first row of a CSV table, which is its only one.
std::string name_column(const std::string& text, std::string_view heading, std::string_view name) {
  const std::size_t header_end = text.find('\n');
  if (header_end == std::string::npos) return text;
  const std::vector<std::string> headings = fields_of(text.substr(0, header_end));
  const auto column = std::ranges::find(headings, heading);
  if (column == headings.end()) return text;
  const std::size_t row_end = text.find('\n', header_end + 1);
  if (row_end == std::string::npos) return text;

  auto fields = fields_of(text.substr(header_end + 1, row_end - header_end - 1));
  const auto index = static_cast<std::size_t>(column - headings.begin());
  if (index >= fields.size()) return text;
  fields[index] = name;
  std::string row;
  for (const std::string& field : fields) row += (&field == fields.data() ? "" : ",") + field;
  return text.substr(0, header_end + 1) + row + text.substr(row_end);
}

}  // namespace

std::string normalise(std::string text, const Circumstances& circumstances) {
  static const std::regex hash{R"(\b[0-9a-f]{64}\b)"};
  static const std::regex record{R"re(("record": ?")[0-9a-f]+)re"};
  static const std::regex hash_beginning{R"((basis \d+, )[0-9a-f]{12}…)"};
  static const std::regex duration{R"(\bin \d+\.\d+ s\b)"};
  static const std::regex seconds{R"re(("seconds":)[-+.e\d]+)re"};
  static const std::regex process{R"(\bprocess \d+ \()"};
  replace_all(text, circumstances.workspace.string(), "<tmp>");
  replace_all(text, "\x1b", "␛");
  text = std::regex_replace(text, hash, "<hash>");
  text = std::regex_replace(text, record, "$1<record>");
  text = std::regex_replace(text, hash_beginning, "$1<hash>…");
  text = name_moments(text);
  text = std::regex_replace(text, duration, "in <s>");
  text = std::regex_replace(text, seconds, "$1<s>");
  text = std::regex_replace(text, process, "process <id> (");
  text = name_sizes(text);
  text = name_column(text, "seconds", "<s>");
  text = name_column(text, "bytes.total", "<bytes>");
  for (const std::string& day : circumstances.days) replace_all(text, day, "<today>");
  return text;
}

std::string today() {
  return to_text(std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
}

}  // namespace annals::cli_test
