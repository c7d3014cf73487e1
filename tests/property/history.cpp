#include "property/history.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>

#include "annals/codec/json.h"
#include "annals/codec/json_line.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "property/property.h"
#include "support/must.h"

namespace annals::property {
namespace {

/// Throws of dice that become a date of one form or another.
struct DateThrow {
  int form;
  int first_day;
  int days_more;
  int qualifier;
};

/// Throws of dice that become an event. What a throw means depends on the events before it; small
/// throws mean the plainer thing, so that RapidCheck shrinks towards that.
struct EventThrow {
  int type;
  int relationship;
  int cell;
  int value;
  DateThrow start;
  DateThrow end;
  int end_form;
  int known_form;
  int known_day;
  int replaces;
  int target;
  int extras;
};

constexpr int percent = 100;

template <typename Items>
const auto& pick(const Items& items, int dice) {
  return items[static_cast<std::size_t>(dice) % items.size()];
}

/// A text and how many of a hundred throws mean it.
struct Share {
  int throws;
  std::string text;
};

/// The text that a throw means: the first ones of a hundred the first, and so on.
const std::string& pick_share(const std::vector<Share>& shares, int dice) {
  const auto found = std::ranges::find_if(shares, [&](const Share& share) {
    dice -= share.throws;
    return dice < 0;
  });
  return found == shares.end() ? shares.front().text : found->text;
}

std::string day_text(int day) {
  constexpr std::array<std::string_view, 8> days{"2020-02-29", "2020-03-01", "2020-02-27",
                                                 "2020-02-28", "2020-03-02", "2020-03-03",
                                                 "2020-02-26", "2020-03-31"};
  return std::string{pick(days, day)};
}

/// `[A..B]` of two days in order.
std::string bracket(int day, int days_more) {
  std::string first = day_text(day);
  std::string last = day_text(day + days_more);
  if (last < first) std::swap(first, last);
  return "[" + first + ".." + last + "]";
}

std::string date_text(const DateThrow& date) {
  const std::string day = day_text(date.first_day);
  const bool even = date.days_more % 2 == 0;
  const std::vector<Share> forms{
      {.throws = 40, .text = day},
      {.throws = 8, .text = even ? "2020-02" : "2020-03"},
      {.throws = 5, .text = even ? "2020-Q1" : "2019-Q4"},
      {.throws = 5, .text = even ? "2020" : "2019"},
      {.throws = 5, .text = day + (even ? "T00:00Z" : "T14:00Z")},
      {.throws = 5, .text = day + (even ? "T23:30:05-02:00" : "T00:10:59+14:00")},
      {.throws = 5, .text = day + (even ? "T23:59:59.999999Z" : "T12:00:05.25Z")},
      {.throws = 15, .text = bracket(date.first_day, date.days_more)},
      {.throws = 4, .text = (even ? "[2020-02.." : "[2019..") + day + "]"},
      {.throws = 4, .text = "[.." + day + "]"},
      {.throws = 4, .text = "[" + day + "..]"}};
  constexpr std::array<std::string_view, 8> qualifiers{"", "", "", "", "", "~", "?", "%"};
  return pick_share(forms, date.form) + std::string{pick(qualifiers, date.qualifier)};
}

/// The end of an event: beside `effective`, or as a part of it.
void put_end(Json& event, const EventThrow& dice) {
  if (dice.end_form < 50) return;
  const std::string start = event["effective"];
  const std::string end = dice.end_form >= 92 ? "2021-Q1" : date_text(dice.end);
  const Span start_span = support::must(parse_span(start));
  const bool is_possible = support::must(parse_span(end)).last >= start_span.first;
  if (dice.end_form < 56) {
    event["effective"] = start + "/..";
  } else if (dice.end_form < 66 && start_span.first != unbounded_below) {
    event["effective"] = start + "/";
  } else if (dice.end_form < 78 && is_possible) {
    event["effective"] = start + "/" + end;
  } else if (is_possible) {
    event["until"] = end;
  }
}

void put_known(Json& event, const EventThrow& dice) {
  const std::string day = "2020-03-" + std::to_string(10 + dice.known_day % 20);
  // What the last three mean ends after the time of recording, or never.
  const std::vector<Share> forms{{.throws = 35, .text = ""},
                                 {.throws = 30, .text = day},
                                 {.throws = 7, .text = "2020-04~"},
                                 {.throws = 8, .text = day + "T12:00Z"},
                                 {.throws = 5, .text = "[.." + day + "]"},
                                 {.throws = 5, .text = "2020"},
                                 {.throws = 5, .text = "2020-06-10"},
                                 {.throws = 5, .text = "[2020-05..]"}};
  const std::string& known = pick_share(forms, dice.known_form);
  if (!known.empty()) event["known"] = known;
}

void put_extras(Json& event, const EventThrow& dice) {
  if (dice.extras % 5 == 1) event["occasion"] = "one happening";
  if (dice.extras % 7 == 1) event["note"] = "zwölf – 十二";
  if (dice.extras % 9 == 1) {
    event["source"] = {
        {"title", "A title"}, {"published", "2020-03"}, {"url", "https://a.example"}};
  }
  if (dice.extras % 11 == 1) event["source"] = {{"publisher", "P"}, {"quote", "“so”\nit is"}};
}

/// The place of an earlier event: often one of the last, so that chains grow long.
const std::string& earlier(const std::vector<std::string>& ids, int dice) {
  const auto back = static_cast<std::size_t>(dice % 2 == 0 ? dice / 2 % 4 : dice / 2);
  return ids[ids.size() - 1 - back % ids.size()];
}

void put_retraction(Json& event, const EventThrow& dice, const std::vector<std::string>& ids) {
  event["type"] = "retracted";
  event["target"] = earlier(ids, dice.target);
  event["reason"] = "a mistake";
  if (dice.value % 10 >= 6) event["versions"] = "all";
  if (dice.value % 10 == 5) event["versions"] = "last";
  if (dice.cell % 3 == 1) event["relationship"] = pick(relationships_used(), dice.relationship);
  if (dice.cell % 5 == 1) event["effective"] = date_text(dice.start);
}

void put_term(Json& event, const EventThrow& dice, bool ends) {
  constexpr std::size_t cells_set = 4;  // the first ones; other types reach the rest as well
  const Cell& cell = cells_used()[static_cast<std::size_t>(dice.cell) % cells_set];
  event["type"] = ends ? "term_ended" : "term_set";
  event["term"] = cell.term;
  if (!cell.key.empty() || dice.cell >= percent / 2) event["key"] = cell.key;
  if (!ends) event["value"] = to_json(pick(values_used(), dice.value));
}

void put_statement(Json& event, const EventThrow& dice) {
  event["relationship"] = pick(relationships_used(), dice.relationship);
  event["effective"] = date_text(dice.start);
  if (dice.type >= 73) {
    event["type"] = "noted";
    return;
  }
  if (dice.type >= 45 && dice.type < 54) {
    put_term(event, dice, true);
    return;
  }
  if (dice.type < 45) {
    put_term(event, dice, false);
  } else if (dice.type < 61) {
    event["type"] = "stake_changed";
    event["holder"] = "m";
    event["percent"] = pick(std::array{27.0, 0.0, 32.5}, dice.value);
  } else if (dice.type < 68) {
    event["type"] = "exclusivity_granted";
    event["scope"] = "cloud";
    event["holder"] = dice.value % 2 == 0 ? "m" : "o";
  } else {
    event["type"] = "partnership_formed";
    event["parties"] = Json::array({{{"entity", "o"}, {"role", "x"}}, {{"entity", "m"}}});
  }
  put_end(event, dice);
}

History to_history(const std::vector<EventThrow>& throws) {
  History history;
  std::vector<std::string> ids;
  for (const EventThrow& dice : throws) {
    const std::string number = std::to_string(ids.size() + 1);
    Json event = Json::object();
    if (dice.extras < 85) event["id"] = "e" + number;
    if (dice.type >= 80 && !ids.empty()) {
      put_retraction(event, dice, ids);
    } else {
      put_statement(event, dice);
    }
    put_known(event, dice);
    put_extras(event, dice);
    if (dice.replaces >= 84 && !ids.empty()) event["replaces"] = earlier(ids, dice.target / 3);
    // What has no id of its own must not be what an earlier one says.
    if (!event.contains("id")) event["note"] = "event " + number;
    history.lines.push_back(to_line(event));
    ids.push_back(event_of(history.lines.back()).id);
  }
  return history;
}

History to_uncorrected_history(const std::vector<EventThrow>& throws) {
  History history;
  std::set<std::pair<std::string, std::pair<Moment, Moment>>> starts;
  for (const EventThrow& dice : throws) {
    Json event{{"id", "e" + std::to_string(history.lines.size() + 1)}};
    EventThrow plain = dice;
    plain.type = dice.type % 73;
    plain.known_form = 35 + dice.known_form % 50;
    put_statement(event, plain);
    put_known(event, plain);
    const std::string text = event["effective"];
    const Span start = support::must(parse_span(text.substr(0, text.find('/'))));
    if (!starts.insert({event["relationship"], {start.first, start.last}}).second) continue;
    history.lines.push_back(to_line(event));
  }
  return history;
}

rc::Gen<DateThrow> date_throws() {
  return rc::gen::build<DateThrow>(rc::gen::set(&DateThrow::form, any_below(percent)),
                                   rc::gen::set(&DateThrow::first_day, any_below(8)),
                                   rc::gen::set(&DateThrow::days_more, any_below(8)),
                                   rc::gen::set(&DateThrow::qualifier, any_below(8)));
}

rc::Gen<std::vector<EventThrow>> throws(int count_max) {
  const auto one =
      rc::gen::build<EventThrow>(rc::gen::set(&EventThrow::type, any_below(percent)),
                                 rc::gen::set(&EventThrow::relationship, any_below(percent)),
                                 rc::gen::set(&EventThrow::cell, any_below(percent)),
                                 rc::gen::set(&EventThrow::value, any_below(percent)),
                                 rc::gen::set(&EventThrow::start, date_throws()),
                                 rc::gen::set(&EventThrow::end, date_throws()),
                                 rc::gen::set(&EventThrow::end_form, any_below(percent)),
                                 rc::gen::set(&EventThrow::known_form, any_below(percent)),
                                 rc::gen::set(&EventThrow::known_day, any_below(percent)),
                                 rc::gen::set(&EventThrow::replaces, any_below(percent)),
                                 rc::gen::set(&EventThrow::target, any_below(percent)),
                                 rc::gen::set(&EventThrow::extras, any_below(percent)));
  // RapidCheck takes the size for the most elements that a container has.
  return rc::gen::resize(count_max,
                         rc::gen::nonEmpty(rc::gen::container<std::vector<EventThrow>>(one)));
}

}  // namespace

Event event_of(const std::string& line) {
  static const Vocabulary vocabulary = support::must(parse_vocabulary(partnership_vocabulary()));
  JsonLineReader reader;
  const Draft draft = support::must(reader.read(line));
  return support::must(make_event(draft, vocabulary));
}

std::ostream& operator<<(std::ostream& out, const History& history) {
  for (const std::string& line : history.lines) out << "\n  " << line;
  return out;
}

rc::Gen<History> histories(int events_max) {
  return rc::gen::map(throws(events_max), to_history);
}

rc::Gen<History> uncorrected_histories() {
  return rc::gen::map(throws(30), to_uncorrected_history);
}

const std::vector<std::string>& relationships_used() {
  static const std::vector<std::string> all{"r", "r", "r", "r", "s", "s", "r-2"};
  return all;
}

const std::vector<Cell>& cells_used() {
  static const std::vector<Cell> all{
      {.term = "exclusivity", .key = ""}, {.term = "exclusivity", .key = "cloud"},
      {.term = "stake", .key = "m"},      {.term = "party", .key = "o"},
      {.term = "party", .key = "m"},      {.term = "exclusivity-holder", .key = "cloud"},
      {.term = "status", .key = ""},      {.term = "nothing", .key = "says:this"}};
  return all;
}

const std::vector<Value>& values_used() {
  static const std::vector<Value> all{"x", "y", "1", 1.0, 27.0, true, false};
  return all;
}

}  // namespace annals::property
