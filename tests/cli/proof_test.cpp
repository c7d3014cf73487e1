// The script of examples/ and the command agree on proofs, and both refuse what was tampered with.

#include <gtest/gtest.h>

#include <cstddef>
#include <regex>
#include <string>
#include <vector>

#include "cli/fixture.h"

namespace annals::cli_test {
namespace {

class ProofTest : public CliTest {
 protected:
  ProofTest() {
    workspace().write("more.jsonl", event_lines("more", events - 2));
    (void)print({"ingest", "more.jsonl"});
  }

  static constexpr std::size_t events = 150;  // more than fill a block of the log

  /// What the script says to a proof, and the command.
  struct Verdicts {
    int script;
    int command;
  };

  [[nodiscard]] Verdicts judge(const std::string& proof) const {
    workspace().write("proof.json", proof);
    return {
        .script = workspace().run_shell("python3 examples/verify_proof.py proof.json").exit_code,
        .command = workspace().run({"verify-proof", "proof.json"}).exit_code};
  }

  void expect_valid(const std::string& proof) const {
    const Verdicts verdicts = judge(proof);
    EXPECT_EQ(verdicts.script, 0) << proof;
    EXPECT_EQ(verdicts.command, 0) << proof;
  }

  void expect_invalid(const std::string& proof) const {
    const Verdicts verdicts = judge(proof);
    EXPECT_EQ(verdicts.script, 1) << proof;
    EXPECT_EQ(verdicts.command, 1) << proof;
  }

  [[nodiscard]] std::vector<std::string> proofs() const {
    std::vector<std::string> all;
    for (const std::string id : {"first", "more-5", "more-127", "more-148"}) {
      all.push_back(print({"prove", id, "--format", "json"}));
    }
    all.push_back(print({"prove", "first", "--basis", "1", "--format", "json"}));
    for (const std::string from : {"1", "2", "77", "128", "129", "150"}) {
      all.push_back(print({"prove", "--from", from, "--format", "json"}));
    }
    return all;
  }
};

TEST_F(ProofTest, HoldsForTheScriptAndForTheCommand) {
  for (const std::string& proof : proofs()) expect_valid(proof);
}

TEST_F(ProofTest, IsRefusedByBothOnceAHashIsAnother) {
  static const std::regex hash{R"re("[0-9a-f]{64}")re"};
  std::size_t tampered = 0;
  for (const std::string& proof : {proofs()[2], proofs()[7]}) {
    // The last hash is that of `basis`, which a proof of growth has only for who looks for it.
    const std::string checked = proof.substr(0, proof.find("\"basis\""));
    for (std::sregex_iterator match{checked.begin(), checked.end(), hash}, end; match != end;
         ++match) {
      std::string other = proof;
      char& digit = other[static_cast<std::size_t>(match->position()) + 1];
      digit = digit == '0' ? '1' : '0';
      expect_invalid(other);
      ++tampered;
    }
  }
  EXPECT_GT(tampered, 10U);
}

TEST_F(ProofTest, IsRefusedByBothOnceARecordOrASizeIsAnother) {
  const std::string proof = print({"prove", "more-5", "--format", "json"});
  std::string other = proof;
  char& digit = other[other.find("\"record\":\"") + 100];
  digit = digit == '0' ? '1' : '0';
  expect_invalid(other);
  expect_invalid(std::regex_replace(proof, std::regex{"\"sequence\":150"}, "\"sequence\":300"));
  const std::string growth = print({"prove", "--from", "77", "--format", "json"});
  expect_invalid(std::regex_replace(growth, std::regex{"\"sequence\":77"}, "\"sequence\":78"));
}

TEST_F(ProofTest, OfWhatWasErasedHoldsForBothAsLongAsItSaysNoMore) {
  const std::string before = print({"prove", "more-5", "--format", "json"});
  (void)print({"erase", "more-5", "--reason", "why"});
  expect_valid(before);
  const std::string proof = print({"prove", "more-5", "--format", "json"});
  EXPECT_NE(proof.find(R"("record":null)"), std::string::npos) << proof;
  expect_valid(proof);
  expect_valid(print({"prove", "--from", "3", "--format", "json"}));
  std::string other = proof;
  char& digit = other[other.find("\"leaf_hash\":\"") + 20];
  digit = digit == '0' ? '1' : '0';
  expect_invalid(other);
  for (const std::string erased : {R"("erased":null)", R"("erased":1)"}) {
    const Verdicts verdicts =
        judge(std::regex_replace(proof, std::regex{R"("erased":\{[^}]*\})"}, erased));
    EXPECT_EQ(verdicts.script, 2);
    EXPECT_EQ(verdicts.command, 2);
  }
  const Verdicts verdicts = judge(std::regex_replace(proof, std::regex{"null"}, "\"00\""));
  EXPECT_EQ(verdicts.script, 2);
  EXPECT_EQ(verdicts.command, 2);
}

TEST_F(ProofTest, IsNoneForBothIfAMemberIsMissing) {
  for (const std::string text : {"{}", "[]", "no proof", R"({"kind":"inclusion","path":[]})"}) {
    const Verdicts verdicts = judge(text);
    EXPECT_EQ(verdicts.script, 2) << text;
    EXPECT_EQ(verdicts.command, 2) << text;
  }
}

}  // namespace
}  // namespace annals::cli_test
