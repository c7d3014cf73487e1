#include "annals/answer/asked.h"

#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <cstdint>

#include "annals/base/text.h"
#include "annals/event/field_reader.h"
#include "annals/event/limits.h"
#include "annals/time/clock.h"
#include "annals/time/day.h"

namespace annals {
namespace {

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

/// Whether `text` is a number beyond ±2^53; those two themselves may be written as integers only.
bool is_out_of_range(std::string_view text) {
  const char* const end = text.data() + text.size();
  std::int64_t integer = 0;
  const auto whole = std::from_chars(text.data(), end, integer);
  if (whole.ptr == end && whole.ec == std::errc{}) {
    constexpr auto bound = static_cast<std::int64_t>(limits::integer_max);
    return integer < -bound || integer > bound;
  }
  double number = 0;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ptr != end) return false;
  return read.ec == std::errc::result_out_of_range || std::abs(number) >= limits::integer_max;
}

Result<Value> parse_value(std::string_view text) {
  const Json json = parse_argument(text);
  if (json.is_boolean()) return Value{json.get<bool>()};
  if (is_out_of_range(text)) {
    return refuse(fmt::format("{} is beyond 2^53, which no value is", text));
  }
  if (json.is_number()) {
    const double number = json.get<double>();
    return Value{number == 0 ? 0.0 : number};
  }
  return Value{json.get<std::string>()};
}

}  // namespace

std::string spelled(Spelling spelling, std::string_view name) {
  return fmt::format("{}{}", spelling == Spelling::flags ? "--" : "", name);
}

Json parse_argument(std::string_view text) {
  auto json = parse_json(text);
  if (json && (json->is_number() || json->is_boolean() || json->is_string())) return *json;
  return std::string{text};
}

Result<Cell> parse_cell(std::string_view text) {
  const std::size_t colon = text.find(':');
  Cell cell{.term = std::string{text.substr(0, colon)}, .key = {}};
  if (colon != std::string_view::npos) cell.key = text.substr(colon + 1);
  if (auto done = check_term("term", cell.term); !done) return std::move(done).error();
  if (auto done = check_key("key", cell.key); !done) return std::move(done).error();
  return cell;
}

Result<std::optional<Cell>> parse_optional_cell(const std::optional<std::string>& text) {
  if (!text) return std::optional<Cell>{};
  auto cell = parse_cell(*text);
  if (!cell) return std::move(cell).error();
  return std::optional{*std::move(cell)};
}

Result<Assertion> parse_condition(std::string_view text) {
  const std::size_t equals = text.rfind('=');
  if (equals == std::string_view::npos) {
    return refuse(fmt::format("{} has no '='; expected TERM:KEY=VALUE", in_quotes(text)));
  }
  auto cell = parse_cell(text.substr(0, equals));
  if (!cell) return std::move(cell).error();
  auto value = parse_value(text.substr(equals + 1));
  if (!value) return std::move(value).error();
  return Assertion{.cell = *std::move(cell), .value = *std::move(value)};
}

namespace {

/// Where the comparison stands in a condition, and which it is.
struct Operator {
  std::size_t begin;
  std::size_t end;
  Comparison comparison;
};

std::optional<Operator> find_operator(std::string_view text) {
  const std::size_t equals = text.rfind('=');
  if (equals == std::string_view::npos) {
    const std::size_t angle = text.find_last_of("<>");
    if (angle == std::string_view::npos) return std::nullopt;
    return Operator{.begin = angle,
                    .end = angle + 1,
                    .comparison = text[angle] == '<' ? Comparison::less : Comparison::greater};
  }
  const char before = equals == 0 ? ' ' : text[equals - 1];
  if (before == '<' || before == '>') {
    return Operator{.begin = equals - 1,
                    .end = equals + 1,
                    .comparison = before == '<' ? Comparison::at_most : Comparison::at_least};
  }
  return Operator{.begin = equals, .end = equals + 1, .comparison = Comparison::equal};
}

}  // namespace

Result<Condition> parse_search(std::string_view text) {
  const auto found = find_operator(text);
  const std::string_view cell_text = found ? text.substr(0, found->begin) : text;
  auto cell = parse_cell(cell_text);
  if (!cell) return std::move(cell).error();
  Condition condition{.term = std::move(cell->term), .key = {}};
  if (cell_text.find(':') != std::string_view::npos) condition.key = std::move(cell->key);
  if (!found) return condition;
  auto value = parse_value(text.substr(found->end));
  if (!value) return std::move(value).error();
  if (found->comparison != Comparison::equal && !std::holds_alternative<double>(*value)) {
    return refuse(
        fmt::format("{} compares with {}, which is no number; expected TERM:KEY=VALUE or "
                    "a number after <, <=, > and >=",
                    in_quotes(text), in_quotes(text.substr(found->end))));
  }
  condition.comparison = found->comparison;
  condition.value = *std::move(value);
  return condition;
}

Result<std::vector<Condition>> parse_searches(const std::vector<std::string>& texts) {
  std::vector<Condition> conditions;
  for (const std::string& text : texts) {
    auto condition = parse_search(text);
    if (!condition) return std::move(condition).error();
    conditions.push_back(*std::move(condition));
  }
  return conditions;
}

Result<Sequence> parse_sequence(std::string_view flag, std::string_view text) {
  Sequence sequence;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, sequence.value);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end) {
    return refuse(fmt::format("{}: {} is not a sequence; expected a whole number from 0 on", flag,
                              in_quotes(text)));
  }
  return sequence;
}

namespace {

Status begin_with(Days& days, std::string_view flag, std::string_view text) {
  const auto span = parse_span(text);
  if (!span) return refuse(fmt::format("{}: {}", flag, span.error().message));
  if (span->first != unbounded_below) days.from = day_of(span->first);
  return Done{};
}

Status end_with(Days& days, std::string_view flag, std::string_view text) {
  const auto span = parse_span(text);
  if (!span) return refuse(fmt::format("{}: {}", flag, span.error().message));
  if (span->last != unbounded_above) days.to = day_of(span->last) + std::chrono::days{1};
  return Done{};
}

bool is_backwards(const Days& days) {
  return days.from && days.to && *days.from >= *days.to;
}

}  // namespace

Result<Days> parse_days(const std::optional<std::string>& from,
                        const std::optional<std::string>& to, Spelling spelling) {
  const std::string from_flag = spelled(spelling, "from");
  const std::string to_flag = spelled(spelling, "to");
  Days days;
  if (from) {
    if (auto done = begin_with(days, from_flag, *from); !done) return std::move(done).error();
  }
  if (to) {
    if (auto done = end_with(days, to_flag, *to); !done) return std::move(done).error();
  }
  if (is_backwards(days)) {
    return refuse(fmt::format("{}: {} lies before {}, {}", to_flag, *to, from_flag, *from));
  }
  return days;
}

Result<Days> parse_range(std::string_view flag, std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view first = text.substr(0, slash);
  const std::string_view last = slash == std::string_view::npos ? first : text.substr(slash + 1);
  Days days;
  if (first != "..") {
    if (auto done = begin_with(days, flag, first); !done) return std::move(done).error();
  }
  if (last != "..") {
    if (auto done = end_with(days, flag, last); !done) return std::move(done).error();
  }
  if (is_backwards(days)) {
    return refuse(fmt::format("{}: {} ends before it begins", flag, in_quotes(text)));
  }
  return days;
}

Result<Perspective> parse_perspective(const PerspectiveOptions& options, Spelling spelling) {
  const std::string basis_flag = spelled(spelling, "basis");
  const std::string recorded_flag = spelled(spelling, "recorded");
  if (options.basis && options.recorded) {
    return refuse(fmt::format("{} and {} both say which log to use; give one of them", basis_flag,
                              recorded_flag));
  }
  Perspective perspective{.sources = options.sources};
  if (options.known) {
    const auto known = parse_known(spelled(spelling, "known"), *options.known);
    if (!known) return known.error();
    perspective.known = *known;
  }
  if (options.basis) {
    const auto basis = parse_sequence(basis_flag, *options.basis);
    if (!basis) return basis.error();
    perspective.basis = *basis;
  }
  if (options.recorded) {
    const auto recorded = parse_flag<RecordedAxis>(recorded_flag, *options.recorded);
    if (!recorded) return recorded.error();
    perspective.recorded = *recorded;
  }
  return perspective;
}

Json echo(const PerspectiveOptions& options) {
  Json json{{"known", to_json(options.known)}};
  if (!options.sources.only.empty()) json["source"] = options.sources.only;
  if (!options.sources.without.empty()) json["without_source"] = options.sources.without;
  return json;
}

Result<AskedMoment> parse_on(const std::optional<std::string>& text, Spelling spelling) {
  if (!text) {
    const Moment now = SystemClock{}.now();
    return AskedMoment{.at = {.at = now}, .echo = to_text(now)};
  }
  const auto at = parse_flag<EffectiveAxis>(spelled(spelling, "on"), *text);
  if (!at) return at.error();
  return AskedMoment{.at = *at, .echo = *text};
}

Result<KnownTime> parse_known(std::string_view flag, std::string_view text) {
  const auto when = parse_when<KnownAxis>(text);
  if (when) return when->last;
  return refuse(fmt::format("{}: {}", flag, when.error().message));
}

Result<Standpoint> parse_standpoint(std::string_view flag, std::string_view text, KnownTime known) {
  const std::size_t at = text.find('@');
  const auto on = parse_flag<EffectiveAxis>(flag, text.substr(0, at));
  if (!on) return on.error();
  Standpoint standpoint{.on = *on, .known = known};
  if (at == std::string_view::npos) return standpoint;
  const auto given = parse_known(flag, text.substr(at + 1));
  if (!given) return given.error();
  standpoint.known = *given;
  return standpoint;
}

Result<Window> parse_window(const std::string& from, const std::string& to, Spelling spelling) {
  const std::string from_flag = spelled(spelling, "from");
  const std::string to_flag = spelled(spelling, "to");
  const auto first = parse_span(from);
  if (!first) return refuse(fmt::format("{}: {}", from_flag, first.error().message));
  const auto last = parse_span(to);
  if (!last) return refuse(fmt::format("{}: {}", to_flag, last.error().message));
  if (last->last < first->first) {
    return refuse(fmt::format("{}: {} lies before {}, {}", to_flag, to, from_flag, from));
  }
  return Window{.from = first->first, .to = last->last};
}

}  // namespace annals
