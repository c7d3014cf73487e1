// What semantics says of an event, broken line by line. Each bad line stands behind a good one, of
// which nothing may be kept either.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

struct BadLine {
  std::string line;
  std::string says;  // how the message goes on after file and line
};

/// An event of this type about acme-borg from 2024 on, with these members more.
std::string event(std::string_view type, std::string_view members) {
  std::string line = R"({"relationship":"acme-borg","effective":"2024","type":")";
  line += type;
  line += "\"";
  if (!members.empty()) line += ",";
  line += members;
  return line + "}";
}

std::string noted(std::string_view members) {
  return event("noted", members);
}

std::string stake(std::string_view members) {
  return event("term_set", R"("term":"stake",)" + std::string{members});
}

/// A member with a text of so many bytes.
std::string long_text(std::string_view name, std::size_t bytes) {
  return "\"" + std::string{name} + "\":\"" + std::string(bytes, 'x') + "\"";
}

class BadLines : public CliTest {
 protected:
  void expect_each_refused(const std::vector<BadLine>& lines) const {
    for (const BadLine& bad : lines) {
      workspace().write("bad.jsonl", event_line("good") + bad.line + "\n");
      expect_refused({.arguments = {"ingest", "bad.jsonl"},
                      .exit_code = 2,
                      .says = {"annals: bad.jsonl:2: " + bad.says}});
    }
    expect_unchanged();
  }
};

TEST_F(BadLines, AreNoJsonObjects) {
  const std::string nul(1, '\0');
  expect_each_refused({
      {"stake = 27", "malformed JSON"},
      {R"({"type":"noted")", "malformed JSON"},
      {R"({"type":"noted",})", "malformed JSON"},
      {R"({'type':'noted'})", "malformed JSON"},
      {noted("") + " and more", "malformed JSON"},
      {noted("") + noted(""), "malformed JSON"},
      {noted("\"note\":\"a\x01z\""), "malformed JSON"},
      {noted(R"("note":"\ud800")"), "malformed JSON"},
      {nul, "malformed JSON"},
      {stake(R"("value":01)"), "malformed JSON"},
      {stake(R"("value":NaN)"), "malformed JSON"},
      {"[]", "expected a JSON object, not a list"},
      {"null", "expected a JSON object, not null"},
      {R"("noted")", "expected a JSON object, not text"},
      {noted("\"note\":\"\xff\""), "the line is not valid UTF-8"},
      {noted("\"note\":\"\xc0\xaf\""), "the line is not valid UTF-8"},
      {noted("\"note\":\"\xed\xa0\x80\""), "the line is not valid UTF-8"},
      {noted(R"("note":[[[[[[[[[]]]]]]]]])"), "the line nests deeper than 8 levels"},
      {noted(R"("note":)" + std::string(5000, '[') + std::string(5000, ']')),
       "the line nests deeper than 8 levels"},
      {noted(long_text("note", 1 << 20)), "the line has more than 1048576 bytes (1 MiB)"},
  });
}

TEST_F(BadLines, HaveATypeOrFieldThatIsUnknown) {
  expect_each_refused({
      {"{}", "'type': is missing"},
      {R"({"type":7})", "'type': expected text, not a number"},
      {event("agreed", ""), R"('type': "agreed" is not an event type of the vocabulary)"},
      {event("exclusivity_grantd", ""), R"('type': "exclusivity_grantd" is not an event type)"},
      {noted(R"("nte":"met")"), "'nte': is not a field of 'noted'; did you mean 'note'?"},
      {noted(R"("Note":"met")"), "'Note': is not a field of 'noted'; did you mean 'note'?"},
      {stake(R"("value":1,"holder":"acme")"), "'holder': is not a field of 'term_set'"},
      {event("term_ended", R"("term":"stake","value":1)"), "'value': is not a field of"},
      {noted(R"("source":{"author":"Ann"})"),
       "'source.author': is unknown; expected title, publisher, url, published or quote"},
  });
}

TEST_F(BadLines, HaveAFieldTwice) {
  expect_each_refused({
      {noted(R"("note":"a","note":"b")"), "'note': is given twice"},
      {noted(R"("note":"a","note":"a")"), "'note': is given twice"},
      {noted(R"("note":"a","n\u006fte":"a")"), "'note': is given twice"},
      {noted(R"("type":"noted")"), "'type': is given twice"},
      {noted(R"("sequence":1,"sequence":2)"), "'sequence': is given twice"},
      {noted(R"("source":{"title":"a","title":"b"})"), "'source.title': is given twice"},
      {event("partnership_formed", R"("parties":[{"entity":"a","entity":"b"}])"),
       "'parties[0].entity': is unknown or given twice"},
  });
}

TEST_F(BadLines, LackAFieldThatIsRequired) {
  expect_each_refused({
      {R"({"type":"noted"})", "'relationship': is missing"},
      {R"({"type":"term_set","relationship":"r","term":"t","value":1})", "'effective': is missing"},
      {event("term_set", R"("value":1)"), "'term': is missing"},
      {stake(R"("key":"acme")"), "'value': is missing"},
      {R"({"type":"retracted","target":"first"})", "'reason': is missing"},
      {R"({"type":"retracted","reason":"wrong"})", "'target': is missing"},
      {event("stake_changed", R"("percent":27)"), "'holder': is missing"},
      {event("partnership_formed", ""), "'parties': is missing"},
      {event("partnership_formed", R"("parties":[])"), "'parties': is an empty list"},
      {event("partnership_formed", R"("parties":[{"role":"lead"}])"), "'parties[0]': has no"},
      {event("commitment_made", R"("subject":"azure")"),
       "'amount': 'commitment_made' needs exactly"},
      {event("commitment_made", R"("subject":"azure","amount":"5 USD","terms":"large")"),
       "'amount': 'commitment_made' needs exactly one of 'amount' or 'terms'"},
  });
}

TEST_F(BadLines, HaveAFieldOfTheWrongType) {
  expect_each_refused({
      {noted(R"("id":7)"), "'id': expected text, not a number"},
      {noted(R"("note":null)"), "'note': expected text, not null"},
      {noted(R"("occasion":true)"), "'occasion': expected text, not a boolean"},
      {noted(R"("known":2024)"), "'known': expected a date as text, not a number"},
      {noted(R"("replaces":{})"), "'replaces': expected text, not an object"},
      {noted(R"("source":"Reuters")"), "'source': expected an object with title, publisher, url"},
      {noted(R"("source":{"title":null})"), "'source.title': expected text, not null"},
      {noted(R"("source":{"published":2024})"), "'source.published': expected a date as text"},
      {stake(R"("value":null)"), "'value': expected text, a number or a boolean, not null"},
      {stake(R"("value":[27])"), "'value': expected text, a number or a boolean, not a list"},
      {stake(R"("value":{"percent":27})"), "'value': expected text, a number or a boolean, not an"},
      {stake(R"("value":27,"key":5)"), "'key': expected text, not a number"},
      {stake(R"("value":27,"until":2030)"), "'until': expected a date as text, not a number"},
      {event("stake_changed", R"("holder":"acme","percent":"27")"), "'percent': expected a number"},
      {event("stake_changed", R"("holder":"acme","percent":true)"), "'percent': expected a number"},
      {event("partnership_formed", R"("parties":"acme")"), "'parties': expected a list of"},
      {event("partnership_formed", R"("parties":["acme"])"), "'parties[0]': expected {"},
      {event("partnership_formed", R"("parties":[{"entity":5}])"), "'parties[0].entity': expected"},
      {R"({"type":"retracted","target":1,"reason":"wrong"})", "'target': expected text"},
      {R"({"type":"retracted","target":"first","reason":"wrong","versions":"some"})",
       R"('versions': expected "last" or "all")"},
  });
}

TEST_F(BadLines, HaveMoneyThatIsNone) {
  const auto investment = [](std::string_view amount) {
    return event("investment_made",
                 R"("investor":"acme","tranche":"1","amount":)" + std::string{amount});
  };
  const std::string expected = R"(expected "500000000000 USD" or {"amount":500000000000,)";
  expect_each_refused({
      {investment(R"("5")"), R"('amount': "5" is not money; )" + expected},
      {investment(R"("5 usd")"), R"('amount': "5 usd" is not money; )" + expected},
      {investment(R"("1e3 USD")"), R"('amount': "1e3 USD" is not money; )" + expected},
      {investment("5"), "'amount': expected money"},
      {investment(R"({"amount":5})"), "'amount': " + expected},
      {investment(R"({"amount":"5","currency":"USD"})"), "'amount.amount': expected a number"},
      {investment(R"({"amount":5,"currency":"USD","year":1})"), "'amount.year': is unknown"},
  });
}

TEST_F(BadLines, GoBeyondALimit) {
  expect_each_refused({
      {noted(R"("id":"")"), "'id': is empty; expected 1 to 256 bytes"},
      {noted(long_text("id", 257)), "'id': has 257 bytes; expected 1 to 256"},
      {noted(R"("id":"a\u0009z")"), "'id': "},
      {R"({"type":"noted","relationship":""})", "'relationship': is empty; expected 1 to 256"},
      {R"({"type":"noted",)" + long_text("relationship", 257) + "}",
       "'relationship': has 257 bytes; expected 1 to 256"},
      {R"({"type":"noted","relationship":"a\nz"})", "'relationship': "},
      {event("term_set", R"("term":"","value":1)"), "'term': is empty; expected 1 to 256 bytes"},
      {event("term_set", R"("term":"a:b","value":1)"), R"('term': "a:b" has a ':' or '=')"},
      {event("term_set", R"("term":"a=b","value":1)"), R"('term': "a=b" has a ':' or '=')"},
      {stake(R"("value":1,"key":"a\u0085z")"), "'key': "},
      {stake(R"("value":1,)" + long_text("key", 257)), "'key': has 257 bytes"},
      {stake(long_text("value", 4097)), "'value': has 4097 bytes; expected at most 4096"},
      {noted(long_text("note", (64 << 10) + 1)), "'note': has 65537 bytes; expected at most 65536"},
      {stake(R"("value":9007199254740993)"), "'value': is a number beyond 2^53"},
      {stake(R"("value":-9007199254740993)"), "'value': is a number beyond 2^53"},
      {stake(R"("value":1e300)"), "'value': is a number beyond 2^53"},
      {stake(R"("value":1e999)"), "malformed JSON: a number"},
      {stake(R"("value":99999999999999999999999)"), "malformed JSON: a number"},
  });
}

TEST_F(BadLines, NameAnEventThatIsNotThereOrDiffers) {
  expect_each_refused({
      {R"({"type":"retracted","target":"nowhere","reason":"wrong"})",
       R"('target': there is no event "nowhere" in the log or earlier in the input)"},
      {R"({"type":"retracted","id":"x","target":"x","reason":"wrong"})", "'target': there is no"},
      {noted(R"("replaces":"nowhere")"), R"('replaces': there is no event "nowhere")"},
      {noted(R"("id":"x","replaces":"x")"), R"('replaces': there is no event "x")"},
      {noted(R"("id":"first")"), R"('type': the id "first" is taken by sequence 1)"},
      {R"({"id":"second","type":"term_set","relationship":"acme-borg","effective":"2024",)"
       R"("term":"stake","key":"second","value":28})",
       R"('value': the id "second" is taken by sequence 2)"},
  });
}

/// The line of a file that a text member `effective` makes.
std::string from(std::string_view date) {
  return R"({"type":"term_set","relationship":"acme-borg","term":"stake","value":27,"effective":")" +
         std::string{date} + "\"}";
}

TEST_F(BadLines, HaveADateThatIsNone) {
  const std::string forms = "expected YYYY, YYYY-MM, YYYY-Qn, YYYY-MM-DD";
  const auto refuse = [](std::string_view date, const std::string& why) {
    return BadLine{from(date),
                   R"('effective': ")" + std::string{date} + "\" is not a date: " + why};
  };
  expect_each_refused({
      refuse("2019-02-30", "2019-02 has the days 01 to 28"),
      refuse("2019-7-2", forms),
      refuse("next week", forms),
      refuse("", forms),
      refuse("10000", forms),
      refuse("0000", "years go from 0001 to 9999"),
      refuse("2019-13", "months go from 01 to 12"),
      refuse("2019-Q5", "quarters go from Q1 to Q4"),
      refuse("2019~?", forms),
      refuse("2019..2020", forms),
      refuse("[..]", "at least one side must be a date"),
      refuse("[2020..2019]", "the left date lies after the right one"),
      refuse("[2019..2020", "a bracket that opens must close at the end"),
      refuse("2019-07-22T14:00", "a time of day needs a zone: Z or ±hh:mm"),
      refuse("2019-07-22T24:00Z", "hours go from 00 to 23"),
      refuse("2019-07-22T14:60Z", "minutes go from 00 to 59"),
      refuse("2019-07-22T14:00:60Z", "seconds go from 00 to 59"),
      refuse("2019-07-22T14:00:00.1234567Z", "a fraction of a second has one to six digits"),
      refuse("2019-07-22T14:00+14:01", "a zone is Z or between -14:00 and +14:00"),
      refuse("0001-01-01T00:00+14:00", "its zone pushes it outside the years 0001 to 9999"),
      {from("22/07/2019"), "'effective': \"22"},
      {from("../2020"), "'effective': \".."},
      {from("[2019~..2020]"), "'effective': \""},
      {from("2019/2020/2021"), "'effective': \""},
      {from("[..2019]/"), "'effective': \"[..2019]/\""},
      {from("2020/2019"), "'until': 2019 lies wholly before 'effective' 2020"},
      {from(R"(2019/2020","until":"2030)"), "'until': stands beside an interval in 'effective'"},
      {from(R"(2019/..","until":"2030)"), "'until': stands beside an interval in 'effective'"},
      {from(R"(2020","until":"2019)"), "'until': 2019 lies wholly before 'effective' 2020"},
      {from(R"(2020","until":"2021/2022)"), "'until': \"2021/2022\" is not a date: an interval"},
      {from(R"(2020","known":"2019/2020)"), "'known': \"2019/2020\" is not a date: an interval"},
      {from(R"(2020","known":"2999)"), "'known': 2999 begins after now"},
      {from(R"(2020","known":"[2999..])"), "'known': [2999..] begins after now"},
      {noted(R"("source":{"published":"soon"})"), "'source.published': \"soon\" is not a date"},
      {noted(R"("until":"2025")"), "'until': has no meaning for 'noted'"},
      {event("term_ended", R"("term":"stake","until":"2025")"), "'until': has no meaning for"},
      {R"({"type":"retracted","target":"first","reason":"wrong","until":"2025"})",
       "'until': has no meaning for 'retracted'"},
  });
}

}  // namespace
}  // namespace annals::cli_test
