#include "unit/codec/small_mapping.h"

#include "support/must.h"

namespace annals::unit {

Json small_mapping() {
  return Json::parse(R"({
    "annals-mapping": 1,
    "name": "states",
    "input": {"delimiter": ";", "empty": ["", "NA"], "optional": ["Note"]},
    "dates": {"day": {"formats": ["DD.MM.YYYY", "YYYY"], "open": ["31.12.9999"],
                      "means": {"late": "[2001..]"}}},
    "values": {"role": {"1": "founder", "0": "member", "x": null}},
    "skip": [{"column": "State", "empty": true}],
    "key": ["Treaty", "State"],
    "vanished": {"end": {"template": "[{$previous}..{$known}]"}},
    "events": [
      {"name": "joined",
       "event": {"type": "party_joined", "relationship": {"template": "treaty {Treaty}"},
                 "entity": {"column": "State"}, "role": {"column": "Role", "values": "role"},
                 "effective": {"column": "Begin", "date": "day"}}},
      {"name": "left", "when": [{"column": "End", "empty": false}],
       "event": {"type": "party_left", "relationship": {"template": "treaty {Treaty}"},
                 "entity": {"column": "State"},
                 "effective": {"column": ["End", "Note"], "date": "day"}}}]})");
}

Mapping mapping_of_event(const Json& event) {
  Json json = small_mapping();
  json.erase("skip");
  json.erase("key");
  json["events"] = Json::array({{{"event", event}}});
  return support::must(parse_mapping(to_line(json)));
}

TableRow row_of(const Mapping& mapping, const Columns& columns) {
  TableRow row{.line = 2, .fields = Fields(mapping.columns.size())};
  for (const auto& [name, text] : columns) {
    for (std::size_t i = 0; i < mapping.columns.size(); ++i) {
      if (mapping.columns[i].name == name) row.fields[i] = text;
    }
  }
  return row;
}

}  // namespace annals::unit
