#include "unit/events.h"

#include <tuple>

#include "annals/codec/json_line.h"
#include "annals/codec/vocabulary_json.h"
#include "annals/event/make_event.h"
#include "support/must.h"

namespace annals::unit {
namespace {

Result<Event> make_from(const Vocabulary& vocabulary, std::string_view line) {
  JsonLineReader reader;
  const auto draft = reader.read(line);
  if (!draft) return draft.error();
  return make_event(*draft, vocabulary);
}

template <typename Axis>
bool same_when(const std::optional<When<Axis>>& a, const std::optional<When<Axis>>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->text == b->text && a->same_bounds(*b);
}

}  // namespace

const Vocabulary& partnership() {
  static const Vocabulary vocabulary = support::must(parse_vocabulary(partnership_vocabulary()));
  return vocabulary;
}

Result<Event> make_line(std::string_view line) {
  return make_from(partnership(), line);
}

Result<Event> make(const Json& json) {
  return make_from(partnership(), to_line(json));
}

Result<Event> make_by(const Vocabulary& vocabulary, const Json& json) {
  return make_from(vocabulary, to_line(json));
}

Json term_set() {
  return {{"type", "term_set"},
          {"relationship", "r"},
          {"term", "t"},
          {"value", "x"},
          {"effective", "2020"}};
}

Json with(Json json, std::initializer_list<std::pair<std::string, Json>> members) {
  for (const auto& [name, value] : members) json[name] = value;
  return json;
}

Json without(Json json, const std::string& member) {
  json.erase(member);
  return json;
}

bool same_event(const Event& a, const Event& b) {
  const auto rest = [](const Event& event) {
    return std::tie(event.id, event.type, event.relationship, event.replaces, event.source,
                    event.occasion, event.note, event.fields, event.effects);
  };
  return rest(a) == rest(b) && same_when(a.effective, b.effective) && same_when(a.until, b.until) &&
         same_when(a.known, b.known);
}

}  // namespace annals::unit
