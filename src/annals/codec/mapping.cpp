#include "annals/codec/mapping.h"

#include <algorithm>
#include <array>
#include <utility>

#include "annals/base/text.h"
#include "annals/codec/json_form.h"
#include "annals/time/when.h"

namespace annals {
namespace {

constexpr std::string_view version_key = "annals-mapping";
constexpr int version_known = 1;
constexpr std::string_view item_prefix = "@.";

/// Reads a mapping and collects every mistake on the way.
class Parser : private JsonForm {
 public:
  Parser() : JsonForm{"the mapping"} {}

  Mapping parse(const Json& root) {
    if (!expect_object("", root,
                       {version_key, "name", "about", "input", "dates", "values", "skip", "key",
                        "duplicates", "vanished", "known", "gone", "events"})) {
      return std::move(mapping_);
    }
    if (!root.contains(version_key) || root[version_key] != version_known) {
      fail(version_key,
           fmt::format("expected {}, the version that this build reads", version_known));
    }
    mapping_.name = text("", root, "name", false);
    mapping_.about = text("", root, "about", false);
    if (root.contains("input")) input("input", root["input"]);
    if (root.contains("dates")) dates(root["dates"]);
    if (root.contains("values")) value_maps(root["values"]);
    each("", root, "skip", [&](const std::string& place, const Json& item) {
      if (auto read = condition(place, item)) mapping_.skip.push_back(*std::move(read));
    });
    mapping_.key = column_list("", root, "key");
    snapshots(root);
    each("", root, "events", [&](const std::string& place, const Json& item) {
      mapping_.events.push_back(event_rule(place, item));
      event_index_.reset();
    });
    if (mapping_.events.empty()) fail("events", "names no event to make");
    return std::move(mapping_);
  }

  using JsonForm::result;

 private:
  /// One of a few words; `index` of the word, 0 if there is none.
  std::size_t word(std::string_view place, const Json& json, std::string_view name,
                   std::initializer_list<std::string_view> words) {
    if (!json.contains(name)) return 0;
    const std::string given = text(place, json, name, true);
    const auto* const found = std::ranges::find(words, given);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    fail(inside(place, name),
         fmt::format("{} is not one of {}", in_quotes(given), in_a_row(words)));
    return 0;
  }

  char character(std::string_view place, const Json& json, std::string_view name, char otherwise) {
    if (!json.contains(name)) return otherwise;
    const std::string given = text(place, json, name, false);
    if (given.size() == 1 && given != "\n" && given != "\r") return given.front();
    if (given.empty() && name == "quote") return '\0';
    fail(inside(place, name), "expected one character of ASCII");
    return otherwise;
  }

  void input(const std::string& place, const Json& json) {
    if (!expect_object(place, json,
                       {"format", "delimiter", "quote", "ragged", "rows", "optional", "empty"})) {
      return;
    }
    TableInput& table = mapping_.input;
    table.format = static_cast<TableFormat>(word(place, json, "format", {"csv", "jsonl", "json"}));
    const bool is_csv = table.format == TableFormat::csv;
    for (const std::string_view name : {"delimiter", "quote", "ragged"}) {
      if (!is_csv && json.contains(name)) fail(inside(place, name), "has a meaning for csv only");
    }
    if (is_csv && json.contains("rows")) fail(place + ".rows", "has a meaning for JSON only");
    table.dialect = {.delimiter = character(place, json, "delimiter", ','),
                     .quote = character(place, json, "quote", '"')};
    if (table.dialect.delimiter == table.dialect.quote) {
      fail(place + ".delimiter", "is the quote as well");
    }
    table.is_ragged = flag(place, json, "ragged");
    table.rows = text(place, json, "rows", false);
    table.optional = texts(place, json, "optional");
    if (json.contains("empty")) table.empty = texts(place, json, "empty");
  }

  void dates(const Json& json) {
    if (!json.is_object()) return fail("dates", "expected an object");
    for (const auto& [name, item] : json.items()) {
      const std::string place = inside("dates", name);
      if (expect_object(place, item, {"formats", "open", "means"})) {
        mapping_.dates[name] = date_format(place, item);
      }
    }
  }

  DateFormat date_format(const std::string& place, const Json& item) {
    DateFormat format{.written = texts(place, item, "formats"),
                      .patterns = {},
                      .open = texts(place, item, "open"),
                      .means = {}};
    if (format.written.empty()) fail(place + ".formats", "names no format");
    for (std::size_t i = 0; i < format.written.size(); ++i) {
      auto pattern = DatePattern::parse(format.written[i]);
      if (!pattern) {
        fail(fmt::format("{}.formats[{}]", place, i), pattern.error().message);
        continue;
      }
      format.patterns.push_back(*std::move(pattern));
    }
    date_meanings(place + ".means", item, format);
    return format;
  }

  void date_meanings(const std::string& place, const Json& item, DateFormat& format) {
    if (!item.contains("means")) return;
    if (!item["means"].is_object()) return fail(place, "expected an object");
    for (const auto& [text, date] : item["means"].items()) {
      const std::string at = fmt::format("{}[{}]", place, in_quotes(text));
      if (!date.is_string()) {
        fail(at, "expected a date as text");
      } else if (const auto read = parse_effective(date.get<std::string>()); !read) {
        fail(at, read.error().message);
      } else {
        format.means[text] = date.get<std::string>();
      }
    }
  }

  void value_maps(const Json& json) {
    if (!json.is_object()) return fail("values", "expected an object");
    for (const auto& [name, item] : json.items()) {
      values_[name] = value_map(inside("values", name), item);
    }
  }

  std::map<std::string, Json> value_map(const std::string& place, const Json& json) {
    std::map<std::string, Json> map;
    if (!json.is_object()) {
      fail(place, "expected an object");
      return map;
    }
    for (const auto& [text, value] : json.items()) {
      if (value.is_structured()) {
        fail(inside(place, text), "expected text, a number, a boolean or null");
      }
      map[text] = value;
    }
    return map;
  }

  void snapshots(const Json& root) {
    mapping_.duplicates =
        static_cast<Duplicates>(word("", root, "duplicates", {"refuse", "first", "last"}));
    if (root.contains("known")) mapping_.known.push_back(expression("known", root["known"]));
    if (root.contains("gone")) {
      mapping_.gone.push_back(expression("gone", root["gone"]));
      if (mapping_.known.empty()) fail("gone", "has a meaning beside 'known' only");
    }
    if (!root.contains("vanished")) return;
    const Json& vanished = root["vanished"];
    if (!vanished.is_object()) {
      mapping_.vanished =
          static_cast<Vanished>(word("", root, "vanished", {"retract", "end", "keep"}));
      if (mapping_.vanished != Vanished::end) return;
      Expression::Template since;
      since.parts.push_back({.what = SnapshotDate::known, .date = {}});
      mapping_.ends.push_back({.what = std::move(since)});
      return;
    }
    if (!expect_object("vanished", vanished, {"end"})) return;
    mapping_.vanished = Vanished::end;
    if (!vanished.contains("end")) return fail("vanished.end", "is missing");
    const std::size_t uses = mapping_.uses.size();
    is_end_ = true;
    mapping_.ends.push_back(expression("vanished.end", vanished["end"]));
    is_end_ = false;
    if (mapping_.uses.size() > uses) {
      fail("vanished.end", "names a column, but the row is not there any more");
    }
  }

  EventRule event_rule(const std::string& place, const Json& json) {
    EventRule rule{.name = std::to_string(mapping_.events.size() + 1),
                   .each = {},
                   .item_key = {},
                   .when = {},
                   .skip = {},
                   .event = {.what = Expression::Object{}}};
    if (!expect_object(place, json, {"name", "each", "item_key", "when", "skip", "event"})) {
      return rule;
    }
    if (json.contains("name")) rule.name = text(place, json, "name", true);
    const auto same_name = [&](const EventRule& other) { return other.name == rule.name; };
    if (std::ranges::any_of(mapping_.events, same_name)) {
      fail(place + ".name", fmt::format("there is an event '{}' already", rule.name));
    }
    if (rule.name.find_first_of("/@%") != std::string::npos || has_control_character(rule.name)) {
      fail(place + ".name", "must have no '/', '@', '%' and no control character");
    }
    if (json.contains("each")) {
      rule.each = text(place, json, "each", true);
      if (mapping_.input.format == TableFormat::csv) {
        fail(place + ".each", "a row of a table has no lists; this needs JSON");
      } else if (rule.each.find("[]") == std::string::npos &&
                 rule.each.find('{') == std::string::npos) {
        fail(place + ".each",
             "expected the path of a list, 'items[]', or of members, 'items.{name}'");
      }
      event_index_ = mapping_.events.size();
    }
    each(place, json, "item_key", [&](const std::string& at, const Json& item) {
      rule.item_key.push_back(key_part(at, item));
    });
    const auto conditions = [&](std::string_view name, std::vector<RowCondition>& all) {
      each(place, json, name, [&](const std::string& at, const Json& item) {
        if (auto read = condition(at, item)) all.push_back(*std::move(read));
      });
    };
    conditions("when", rule.when);
    conditions("skip", rule.skip);
    if (!json.contains("event") || !json["event"].is_object()) {
      fail(place + ".event", "expected an object with the fields of the event");
      return rule;
    }
    rule.event = object(place + ".event", json["event"]);
    if (!json["event"].contains("type")) fail(place + ".event.type", "is missing");
    return rule;
  }

  /// The number of the column called `name`, which the mapping may have met before.
  std::size_t column(const std::string& name) {
    const bool is_of_item = event_index_ && name.starts_with(item_prefix);
    const std::optional<std::size_t> owner = is_of_item ? event_index_ : std::nullopt;
    auto& columns = mapping_.columns;
    const auto found = std::ranges::find_if(columns, [&](const MappedColumn& each) {
      return each.name == name && each.of_event == owner;
    });
    if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
    columns.push_back({.name = name, .of_event = owner});
    return columns.size() - 1;
  }

  std::size_t used_column(const std::string& place, const std::string& name) {
    if (name.starts_with(item_prefix) && !event_index_) {
      fail(place, fmt::format("'{}' is of an item, but there is no 'each'", name));
    }
    const std::size_t index = column(name);
    mapping_.uses.push_back({.any_of = {index}, .place = place});
    return index;
  }

  std::vector<std::size_t> column_list(std::string_view owner, const Json& json,
                                       std::string_view name) {
    std::vector<std::size_t> columns;
    each(owner, json, name, [&](const std::string& place, const Json& item) {
      if (!item.is_string() || item.get_ref<const std::string&>().empty()) {
        return fail(place, "expected the name of a column");
      }
      columns.push_back(used_column(place, item.get<std::string>()));
    });
    return columns;
  }

  /// The name of a column, or an expression.
  Expression key_part(const std::string& place, const Json& json) {
    if (json.is_object()) return expression(place, json);
    if (json.is_string() && !json.get_ref<const std::string&>().empty()) {
      return {.what = Expression::Columns{.any_of = {used_column(place, json.get<std::string>())}}};
    }
    fail(place, "expected the name of a column, or an expression");
    return {.what = Expression::Constant{""}};
  }

  std::optional<RowCondition> condition(const std::string& place, const Json& json) {
    if (!expect_object(place, json, {"column", "is", "not", "has", "empty"})) return std::nullopt;
    const std::string name = text(place, json, "column", true);
    if (name.empty()) return std::nullopt;
    RowCondition condition{.column = used_column(place, name), .kind = {}, .texts = {}};
    if (json.size() != 2) {
      fail(place, "expected 'column' and one of 'is', 'not', 'has' or 'empty'");
      return std::nullopt;
    }
    if (json.contains("empty")) {
      condition.kind =
          flag(place, json, "empty") ? RowCondition::Kind::empty : RowCondition::Kind::filled;
      return condition;
    }
    const std::string verb = json.contains("is") ? "is" : json.contains("not") ? "not" : "has";
    condition.kind = verb == "is"    ? RowCondition::Kind::one_of
                     : verb == "not" ? RowCondition::Kind::none_of
                                     : RowCondition::Kind::has;
    if (!json.contains(verb)) return std::nullopt;  // said already
    condition.texts = json[verb].is_string() ? std::vector{json[verb].get<std::string>()}
                                             : texts(place, json, verb);
    if (condition.texts.empty()) fail(inside(place, verb), "expected text or a list of texts");
    return condition;
  }

  static bool is_expression(const Json& json) {
    return json.contains("column") || json.contains("constant") || json.contains("template");
  }

  Expression object(const std::string& place, const Json& json) {
    Expression::Object members;
    for (const auto& [name, item] : json.items()) {
      members.push_back({.name = name, .expression = expression(inside(place, name), item)});
    }
    return {.what = std::move(members)};
  }

  /// A constant, `{"column": ...}`, `{"constant": ...}`, `{"template": ...}`, or a list or an
  /// object of such.
  Expression expression(const std::string& place, const Json& json) {
    if (json.is_array()) {
      Expression::List items;
      for (std::size_t i = 0; i < json.size(); ++i) {
        items.push_back(expression(fmt::format("{}[{}]", place, i), json[i]));
      }
      return {.what = std::move(items)};
    }
    if (!json.is_object()) {
      if (json.is_null()) fail(place, "null says nothing; leave it out");
      return {.what = Expression::Constant{json}};
    }
    if (!is_expression(json)) {
      expect_no_misspelling(place, json);
      return object(place, json);
    }
    return composed(place, json);
  }

  /// An object of a field's parts, such as `source`, has no name that is nearly an operator.
  void expect_no_misspelling(const std::string& place, const Json& json) {
    for (const auto& [name, item] : json.items()) {
      for (const std::string_view meant : {"column", "constant", "template"}) {
        if (edit_distance(name, meant) <= 2) {
          fail(inside(place, name), fmt::format("is unknown here; did you mean '{}'?", meant));
        }
      }
    }
  }

  Expression composed(const std::string& place, const Json& json) {
    Expression made{.what = Expression::Constant{}};
    if (!expect_object(place, json,
                       {"column", "constant", "template", "date", "as", "values", "otherwise"})) {
      return made;
    }
    const std::array given{json.contains("column"), json.contains("constant"),
                           json.contains("template")};
    if (std::ranges::count(given, true) > 1) {
      fail(place, "expected one of 'column', 'constant' and 'template', not several");
    }
    if (json.contains("column")) {
      made.what = columns(place, json);
    } else if (json.contains("template")) {
      made.what = pieces(place + ".template", text(place, json, "template", true));
    } else {
      if (json["constant"].is_structured() || json["constant"].is_null()) {
        fail(place + ".constant", "expected text, a number or a boolean");
      }
      made.what = Expression::Constant{json["constant"]};
    }
    if (json.contains("date"))
      made.date = date_name(place + ".date", text(place, json, "date", true));
    made.kind =
        static_cast<Expression::Kind>(word(place, json, "as", {"text", "number", "boolean"}));
    if (json.contains("values")) made.values = values_of(place + ".values", json["values"]);
    if (json.contains("otherwise")) {
      made.otherwise.push_back(expression(place + ".otherwise", json["otherwise"]));
    }
    return made;
  }

  Expression::Columns columns(const std::string& place, const Json& json) {
    Expression::Columns columns;
    const Json& named = json["column"];
    const std::vector<std::string> names =
        named.is_string() ? std::vector{named.get<std::string>()} : texts(place, json, "column");
    for (const std::string& name : names) {
      columns.any_of.push_back(used_column(place, name));
      mapping_.uses.pop_back();
    }
    if (names.empty()) fail(place + ".column", "names no column");
    mapping_.uses.push_back({.any_of = columns.any_of, .place = place});
    return columns;
  }

  std::string date_name(const std::string& place, const std::string& name) {
    if (!name.empty() && !mapping_.dates.contains(name)) {
      std::string known;
      for (const auto& [each, unused] : mapping_.dates) known += (known.empty() ? "" : ", ") + each;
      fail(place, fmt::format("there is no {} in 'dates'{}", in_quotes(name),
                              known.empty() ? "" : "; there is " + known));
    }
    return name;
  }

  std::map<std::string, Json> values_of(const std::string& place, const Json& json) {
    if (!json.is_string()) return value_map(place, json);
    const auto found = values_.find(json.get<std::string>());
    if (found != values_.end()) return found->second;
    fail(place, fmt::format("there is no {} in 'values'", in_quotes(json.get<std::string>())));
    return {};
  }

  /// `{id}-{Begin|day}`, with `{{` for a brace and `{$known}` for a date of the snapshot.
  Expression::Template pieces(const std::string& place, std::string_view text) {
    Expression::Template made;
    std::string plain;
    const auto end_plain = [&] {
      if (!plain.empty()) made.parts.push_back({.what = std::exchange(plain, {}), .date = {}});
    };
    while (!text.empty()) {
      const bool is_doubled = text.starts_with("{{") || text.starts_with("}}");
      if (is_doubled || text.front() != '{') {
        plain += text.front();
        text.remove_prefix(is_doubled ? 2 : 1);
        continue;
      }
      const std::size_t end = text.find('}');
      if (end == std::string_view::npos) {
        fail(place, "a '{' has no '}'; a brace itself is written '{{'");
        break;
      }
      end_plain();
      made.parts.push_back(piece(place, std::string{text.substr(1, end - 1)}));
      text.remove_prefix(end + 1);
    }
    end_plain();
    return made;
  }

  Expression::Template::Part piece(const std::string& place, std::string name) {
    constexpr std::array<std::string_view, 3> dates{"$known", "$previous", "$first"};
    const auto* const date = std::ranges::find(dates, name);
    if (date != dates.end()) {
      if (!is_end_ && name == "$previous") {
        fail(place, "'{$previous}' has a meaning in 'vanished' only");
      }
      // An end only ever stands in a snapshot, whatever the events say.
      mapping_.uses_snapshot_dates = mapping_.uses_snapshot_dates || !is_end_;
      return {.what = static_cast<SnapshotDate>(date - dates.begin()), .date = {}};
    }
    std::string format;
    const std::size_t bar = name.rfind('|');
    if (bar != std::string::npos) {
      format = date_name(place, name.substr(bar + 1));
      name.resize(bar);
    }
    if (name.empty()) fail(place, "'{}' names no column");
    return {.what = used_column(place, name), .date = std::move(format)};
  }

  Mapping mapping_;
  std::map<std::string, std::map<std::string, Json>> values_;
  bool is_end_ = false;                     // whether `vanished.end` is being read
  std::optional<std::size_t> event_index_;  // of the event being read, if it is made for `each`
};

}  // namespace

Result<Mapping> parse_mapping(std::string_view json) {
  const auto root = parse_json(json);
  if (!root) return root.error();
  Parser parser;
  Mapping mapping = parser.parse(*root);
  if (auto checked = parser.result(); !checked) return std::move(checked).error();
  return mapping;
}

}  // namespace annals
