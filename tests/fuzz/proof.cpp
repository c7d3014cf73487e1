// A proof that somebody sends: read, written, judged.

#include <string>

#include "annals/log/proof_json.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace annals;
  using fuzz::expect;
  const auto proof = parse_proof(fuzz::view_of(data, size));
  if (!proof) {
    expect(proof.error().code == ErrorCode::invalid_input, "what is no proof is bad input");
    return 0;
  }
  const auto again = parse_proof(to_line(to_json(*proof)));
  expect(again && *again == *proof, "a proof as JSON reads as that proof");
  const auto flaw = flaw_of(*proof);
  expect(!flaw || !flaw->empty(), "a proof that does not hold has a flaw that is named");
  return 0;
}
