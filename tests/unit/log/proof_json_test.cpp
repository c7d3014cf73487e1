#include "annals/log/proof_json.h"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "support/must.h"
#include "unit/expect.h"

namespace annals {
namespace {

using support::must;
using unit::refused;
using unit::succeeded;

InclusionProof inclusion() {
  return {.event = "e1",
          .sequence = {.value = 2},
          .record = std::string("\0\xff", 2),
          .leaf = sha256({"leaf"}),
          .path = {sha256({"a"}), sha256({"b"})},
          .basis = {.sequence = {.value = 3}, .hash = sha256({"head"})}};
}

ConsistencyProof consistency() {
  return {.from = {.sequence = {.value = 2}, .hash = sha256({"from"})},
          .to = {.sequence = {.value = 3}, .hash = sha256({"to"})},
          .path = {sha256({"a"})}};
}

TEST(ProofJson, ComesBackAsItWas) {
  EXPECT_EQ(must(parse_proof(to_line(to_json(Proof{inclusion()})))), Proof{inclusion()});
  EXPECT_EQ(must(parse_proof(to_line(to_json(Proof{consistency()})))), Proof{consistency()});
}

TEST(ProofJson, SaysWhatWasErased) {
  InclusionProof proof = inclusion();
  proof.record.clear();
  proof.erased = ErasureNote{.at = "2026-03-01T00:00:00.000000Z", .reason = "why"};
  Json json = to_json(Proof{proof});
  EXPECT_TRUE(json["record"].is_null());
  EXPECT_EQ(must(parse_proof(to_line(json))), Proof{proof});
  json["record"] = "00";
  EXPECT_TRUE(refused(parse_proof(to_line(json)), {"record", "null"}));
  json["record"] = nullptr;
  json["erased"] = "yes";
  EXPECT_TRUE(refused(parse_proof(to_line(json)), {"erased"}));
  json["erased"] = {{"at", 1}, {"reason", "why"}};
  EXPECT_TRUE(refused(parse_proof(to_line(json)), {"erased.at"}));
}

TEST(ProofJson, SaysWhatIsProved) {
  const Json json = to_json(Proof{inclusion()});
  EXPECT_EQ(json["kind"], "inclusion");
  EXPECT_EQ(json["leaf_index"], 1);
  EXPECT_EQ(json["record"], "00ff");
  EXPECT_EQ(json["basis"]["hash"], sha256({"head"}).hex());
  EXPECT_EQ(to_json(Proof{consistency()})["kind"], "consistency");
}

TEST(ProofJson, NamesTheMemberThatIsWrong) {
  for (const Proof& proof : {Proof{inclusion()}, Proof{consistency()}}) {
    const Json json = to_json(proof);
    for (const auto& [name, value] : json.items()) {
      if (std::holds_alternative<ConsistencyProof>(proof) && name == "basis") continue;
      for (const Json& wrong : {Json(nullptr), Json(-1), Json(1.5), Json(Json::array({1}))}) {
        Json other = json;
        other[name] = wrong;
        EXPECT_TRUE(refused(parse_proof(to_line(other)), {name})) << other;
      }
      Json other = json;
      other.erase(name);
      EXPECT_TRUE(refused(parse_proof(to_line(other)), {name})) << other;
    }
  }
}

TEST(ProofJson, RefusesWhatIsNoProof) {
  for (const std::string text : {"", "[]", "1", "{", R"({"kind":"magic"})", "{}"}) {
    EXPECT_TRUE(refused(parse_proof(text), {})) << text;
  }
  Json json = to_json(Proof{inclusion()});
  json["path"] = Json::array();
  for (int i = 0; i < 64; ++i) json["path"].push_back(sha256({}).hex());
  EXPECT_TRUE(succeeded(parse_proof(to_line(json))));
  json["path"].push_back(sha256({}).hex());
  EXPECT_TRUE(refused(parse_proof(to_line(json)), {"path", "at most 64 hashes"}));
  json = to_json(Proof{inclusion()});
  json["leaf_index"] = 2;
  EXPECT_TRUE(refused(parse_proof(to_line(json)), {"leaf_index"}));
  json = to_json(Proof{inclusion()});
  json["basis"]["hash"] = "abc";
  EXPECT_TRUE(refused(parse_proof(to_line(json)), {"basis.hash"}));
}

}  // namespace
}  // namespace annals
