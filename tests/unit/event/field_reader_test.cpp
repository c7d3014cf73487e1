// The fields of a vocabulary's own types: money, parties, roles, dates and the plain ones.

#include "annals/event/field_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "support/must.h"
#include "unit/events.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::make;
using unit::make_line;
using unit::refused;
using unit::succeeded;

constexpr std::string_view money_form = R"("500000000000 USD" or {"amount")";

Result<Event> with_amount(const Json& amount) {
  return make(Json{{"type", "commitment_made"},
                   {"relationship", "r"},
                   {"effective", "2020"},
                   {"subject", "s"},
                   {"amount", amount}});
}

std::string money(const Json& amount) {
  const Event event = must(with_amount(amount));
  return std::get<std::string>(*event.field("amount"));
}

TEST(Money, IsKeptAsAmountAndCurrency) {
  EXPECT_EQ(money("500000000000 USD"), "500000000000 USD");
  EXPECT_EQ(money("0.5 EUR"), "0.5 EUR");
  EXPECT_EQ(money("-1.25 EUR"), "-1.25 EUR");
}

TEST(Money, IsTheSameFromAnObject) {
  EXPECT_EQ(money({{"amount", 500000000000}, {"currency", "USD"}}), "500000000000 USD");
  EXPECT_EQ(money({{"currency", "USD"}, {"amount", 100}}), "100 USD");
  EXPECT_EQ(money({{"amount", 0.5}, {"currency", "EUR"}}), "0.5 EUR");
  EXPECT_EQ(money({{"amount", 1234567.891}, {"currency", "EUR"}}), "1234567.891 EUR");
  EXPECT_EQ(money({{"amount", 0}, {"currency", "EUR"}}), "0 EUR");
  EXPECT_EQ(money({{"amount", 9007199254740992}, {"currency", "JPY"}}), "9007199254740992 JPY");
}

TEST(Money, KeepsEveryDigit) {
  EXPECT_EQ(money({{"amount", 1.23456789}, {"currency", "BTC"}}), "1.23456789 BTC");
  EXPECT_EQ(money("0.00000001 BTC"), "0.00000001 BTC");
}

// A number this small has no text without an exponent, which money is not written with.
TEST(Money, IsNotRoundedToNothing) {
  EXPECT_TRUE(refused(with_amount({{"amount", 0.00000001}, {"currency", "BTC"}}),
                      {"'amount.amount'", "too small"}));
}

TEST(Money, IsRefusedInAnyOtherForm) {
  for (const std::string text :
       {"",         " ",      "500",      "USD",      "500 usd", "500 US",    "500 USDX",
        "500  USD", "500USD", " 500 USD", "500 USD ", "5e9 USD", "1,000 USD", "1.000,00 EUR",
        ".5 USD",   "5. USD", "+5 USD",   "- USD",    "--5 USD", "five USD",  "USD 500",
        "500 $"}) {
    EXPECT_TRUE(refused(with_amount(text), {"'amount'", "is not money", money_form})) << text;
  }
  EXPECT_TRUE(refused(with_amount(500), {"'amount'", "expected money", "not a number"}));
  EXPECT_TRUE(refused(with_amount(nullptr), {"'amount'", "not null"}));
}

TEST(Money, IsRefusedAsAnObjectThatLacksSomething) {
  EXPECT_TRUE(refused(with_amount(Json::object()), {"'amount'", money_form}));
  EXPECT_TRUE(refused(with_amount({{"amount", 5}}), {"'amount'", money_form}));
  EXPECT_TRUE(refused(with_amount({{"currency", "USD"}}), {"'amount'", money_form}));
  EXPECT_TRUE(refused(with_amount({{"amount", 5}, {"currency", "dollars"}}), {money_form}));
  EXPECT_TRUE(refused(with_amount({{"amount", "5"}, {"currency", "USD"}}),
                      {"'amount.amount'", "expected a number, not text"}));
  EXPECT_TRUE(refused(with_amount({{"amount", 5}, {"currency", 7}}), {"'amount.currency'"}));
  EXPECT_TRUE(refused(with_amount({{"amount", 5}, {"currency", "USD"}, {"scale", 2}}),
                      {"'amount.scale'", "is unknown"}));
  EXPECT_TRUE(refused(with_amount({{"amount", 9007199254740993}, {"currency", "USD"}}),
                      {"'amount.amount'", "beyond 2^53"}));
}

TEST(Money, IsRefusedWithAPartGivenTwice) {
  EXPECT_TRUE(
      refused(make_line(R"({"type":"commitment_made","relationship":"r","effective":"2020",)"
                        R"("subject":"s","amount":{"amount":1,"amount":2,"currency":"USD"}})"),
              {"'amount.amount'", "twice"}));
}

Result<Event> with_parties(const Json& parties) {
  return make(Json{{"type", "partnership_formed"},
                   {"relationship", "r"},
                   {"effective", "2020"},
                   {"parties", parties}});
}

std::vector<Party> parties(const Json& json) {
  const Event event = must(with_parties(json));
  return std::get<std::vector<Party>>(*event.field("parties"));
}

Json party(const Json& entity, const Json& role) {
  return {{"entity", entity}, {"role", role}};
}

TEST(Parties, HaveAnEntityAndPerhapsARole) {
  const std::vector<Party> expected{{.entity = "a", .role = "lead"}, {.entity = "b", .role = {}}};
  EXPECT_EQ(parties(Json::array({party("a", "lead"), {{"entity", "b"}}})), expected);
}

TEST(Parties, MayHaveAListOfRoles) {
  const std::vector<Party> expected{{.entity = "a", .role = "lead, investor"}};
  EXPECT_EQ(parties(Json::array({party("a", Json::array({"lead", "investor"}))})), expected);
}

TEST(Parties, AreOneItemForEachEntity) {
  const std::vector<Party> expected{{.entity = "a", .role = "lead, investor"},
                                    {.entity = "b", .role = "customer"}};
  EXPECT_EQ(parties(Json::array({party("a", "lead"),
                                 {{"entity", "b"}},
                                 party("a", "investor"),
                                 party("b", "customer"),
                                 {{"entity", "a"}}})),
            expected);
}

TEST(Parties, AreRefusedInAnyOtherForm) {
  EXPECT_TRUE(refused(with_parties("a"), {"'parties'", "expected a list", "not text"}));
  EXPECT_TRUE(refused(with_parties(party("a", "x")), {"'parties'", "not an object"}));
  EXPECT_TRUE(refused(with_parties(Json::array()), {"'parties'", "empty list"}));
  EXPECT_TRUE(refused(with_parties(Json::array({"a"})), {"'parties[0]'", "not text"}));
}

TEST(Parties, AreRefusedWithTheItemThatIsWrong) {
  const Json good = party("a", "x");
  const auto second = [&](const Json& item) { return with_parties(Json::array({good, item})); };
  EXPECT_TRUE(refused(second(Json::object()), {"'parties[1]'", "has no 'entity'"}));
  EXPECT_TRUE(refused(second({{"role", "x"}}), {"'parties[1]'", "has no 'entity'"}));
  EXPECT_TRUE(refused(second(party("", "x")), {"'parties[1].entity'", "is empty"}));
  EXPECT_TRUE(refused(second(party(7, "x")), {"'parties[1].entity'", "not a number"}));
  EXPECT_TRUE(refused(second(party("b", 7)), {"'parties[1].role'", "expected text"}));
  EXPECT_TRUE(refused(second(party("b", Json::array())), {"'parties[1].role'", "is empty"}));
  EXPECT_TRUE(refused(second(party("b", Json::array({1}))), {"'parties[1].role'"}));
  EXPECT_TRUE(refused(second({{"entity", "b"}, {"share", 1}}), {"'parties[1].share'", "unknown"}));
  EXPECT_TRUE(refused(second(party(std::string(257, 'b'), "x")), {"'parties[1].entity'", "257"}));
}

TEST(Role, HasAtMost4096Bytes) {
  EXPECT_TRUE(succeeded(with_parties(Json::array({party("a", std::string(4096, 'x'))}))));
  EXPECT_TRUE(refused(with_parties(Json::array({party("a", std::string(4097, 'x'))})),
                      {"'parties[0].role'", "4097 bytes"}));
}

TEST(Role, HasAtMost4096BytesAlsoWhereSeveralBecomeOne) {
  const Json half = std::string(2048, 'x');
  EXPECT_TRUE(refused(with_parties(Json::array({party("a", half), party("a", half)})),
                      {"'role'", "4098 bytes"}));
}

FieldRule rule(FieldType type) {
  return {.name = "f", .type = type, .required = false};
}

Result<FieldValue> read_as(FieldType type, const Datum& datum) {
  FieldValue value;
  if (auto read = read_field(rule(type), datum, value); !read) return std::move(read).error();
  return value;
}

TEST(ReadField, ReadsEachPlainTypeAndRefusesTheOthers) {
  const Datum text{std::string_view{"x"}};
  const Datum number{7.0};
  const Datum flag{true};
  EXPECT_EQ(must(read_as(FieldType::text, text)), FieldValue{std::string{"x"}});
  EXPECT_EQ(must(read_as(FieldType::entity, text)), FieldValue{std::string{"x"}});
  EXPECT_EQ(must(read_as(FieldType::number, number)), FieldValue{7.0});
  EXPECT_EQ(must(read_as(FieldType::boolean, flag)), FieldValue{true});
  EXPECT_EQ(must(read_as(FieldType::value, flag)), FieldValue{true});
  EXPECT_TRUE(refused(read_as(FieldType::text, number), {"'f'", "expected text"}));
  EXPECT_TRUE(refused(read_as(FieldType::entity, flag), {"'f'", "expected text"}));
  EXPECT_TRUE(refused(read_as(FieldType::number, text), {"'f'", "a number, not text"}));
  EXPECT_TRUE(refused(read_as(FieldType::number, flag), {"'f'", "not a boolean"}));
  EXPECT_TRUE(refused(read_as(FieldType::boolean, number), {"'f'", "true or false"}));
}

TEST(ReadField, KeepsADateAsText) {
  EXPECT_EQ(must(read_as(FieldType::date, Datum{std::string_view{"2019~"}})),
            FieldValue{std::string{"2019~"}});
  EXPECT_TRUE(refused(read_as(FieldType::date, Datum{std::string_view{"soon"}}), {"'f'", "YYYY"}));
  EXPECT_TRUE(refused(read_as(FieldType::date, Datum{2019.0}), {"'f'", "a date as text"}));
}

TEST(KindOf, HasAWordForEveryShape) {
  EXPECT_EQ(kind_of(Datum{nullptr}), "null");
  EXPECT_EQ(kind_of(Datum{true}), "a boolean");
  EXPECT_EQ(kind_of(Datum{1.0}), "a number");
  EXPECT_EQ(kind_of(Datum{Unrepresentable{}}), "a number beyond 2^53");
  EXPECT_EQ(kind_of(Datum{std::string_view{}}), "text");
  EXPECT_EQ(kind_of(Datum{Datum::List{}}), "a list");
  EXPECT_EQ(kind_of(Datum{Datum::Object{}}), "an object");
}

TEST(ReadSource, KeepsThePartsThatAreThere) {
  Source source{.title = "of before", .publisher = {}, .url = {}, .published = {}, .quote = "old"};
  must(read_source(
      Datum{Datum::Object{{.name = "quote", .datum = Datum{std::string_view{""}}},
                          {.name = "published", .datum = Datum{std::string_view{"2020-Q1?"}}}}},
      source));
  EXPECT_EQ(
      source,
      (Source{.title = {}, .publisher = {}, .url = {}, .published = "2020-Q1?", .quote = ""}));
}

}  // namespace
}  // namespace annals
