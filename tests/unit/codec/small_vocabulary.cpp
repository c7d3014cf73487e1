#include "unit/codec/small_vocabulary.h"

#include "support/must.h"

namespace annals::unit {

Json small_vocabulary() {
  return support::must(parse_json(R"({
    "annals-vocabulary": 1, "name": "small", "about": "A test.",
    "terms": [{"term": "t", "key": "k", "values": ["a", "b"], "about": "A term."}],
    "types": [{
      "type": "happened", "about": "Something did.",
      "fields": [{"name": "who", "type": "entity", "required": true},
                 {"name": "what", "type": "text"}, {"name": "much", "type": "number"},
                 {"name": "all", "type": "parties"}],
      "exactly_one": [["what", "much"]],
      "effects": [
        {"set": "t", "key": {"field": "who"}, "value": {"field": ["what", "much"], "otherwise": 7},
         "ends_at": 0},
        {"end": "u", "key": "constant"},
        {"each": "all", "set": "v", "key": {"field": "entity"}, "value": {"field": "role"}}]}]})"));
}

}  // namespace annals::unit
