#include <fmt/core.h>

#include <memory>
#include <optional>

#include "../arguments.h"
#include "../failure.h"
#include "../input/whole_file.h"
#include "../render/output.h"
#include "../render/table.h"
#include "annals/base/hex.h"
#include "annals/codec/record.h"
#include "annals/log/proof_json.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::string file;
  std::optional<std::string> head;
};

Error in_file(const Options& options, const Error& error) {
  return {.code = error.code, .message = fmt::format("{}: {}", options.file, error.message)};
}

/// What is wrong with the proof, or with the head that it speaks of.
std::optional<std::string> find_flaw(const Proof& proof, const std::optional<Digest>& head) {
  auto flaw = flaw_of(proof);
  if (flaw || !head) return flaw;
  const auto* const growth = std::get_if<ConsistencyProof>(&proof);
  const TreeHead& basis = growth != nullptr ? growth->to : std::get<InclusionProof>(proof).basis;
  if (basis.hash == *head) return std::nullopt;
  return fmt::format("it holds for the head {}, which is not that of --head", basis.hash.hex());
}

/// What a proof that holds says.
std::string meaning(const Proof& proof) {
  if (const auto* const growth = std::get_if<ConsistencyProof>(&proof)) {
    return fmt::format(
        "valid: the log up to sequence {} is the beginning of that up to {}\n"
        "head at {}: {}\nhead at {}: {}\n",
        growth->from.sequence.value, growth->to.sequence.value, growth->from.sequence.value,
        growth->from.hash.hex(), growth->to.sequence.value, growth->to.hash.hex());
  }
  const auto& inclusion = std::get<InclusionProof>(proof);
  if (inclusion.erased) {
    return fmt::format(
        "valid: sequence {} of the log up to {} had a record with the leaf {}\n"
        "it is said to be that of {}, erased at {}: {}\nhead at {}: {}\n",
        inclusion.sequence.value, inclusion.basis.sequence.value, inclusion.leaf.hex(),
        printable(inclusion.event), inclusion.erased->at, printable(inclusion.erased->reason),
        inclusion.basis.sequence.value, inclusion.basis.hash.hex());
  }
  return fmt::format("valid: sequence {} of the log up to {} is\n{}\nhead at {}: {}\n",
                     inclusion.sequence.value, inclusion.basis.sequence.value,
                     to_line(to_json(*decode_record(inclusion.record))),
                     inclusion.basis.sequence.value, inclusion.basis.hash.hex());
}

Json verdict(const Proof& proof, const std::optional<std::string>& flaw) {
  Json document{{"valid", !flaw}, {"flaw", to_json(flaw)}};
  const Json form = to_json(proof);
  for (const char* const name : {"kind", "sequence", "from", "to", "basis"}) {
    if (form.contains(name)) document[name] = form[name];
  }
  const auto* const inclusion = std::get_if<InclusionProof>(&proof);
  if (inclusion != nullptr && inclusion->erased) document["erased"] = form["erased"];
  if (inclusion != nullptr && !inclusion->erased && !flaw) {
    document["event"] = to_json(*decode_record(inclusion->record));
  }
  return document;
}

ExitCode run(const Globals& globals, const Options& options) {
  std::optional<Digest> head;
  if (options.head) {
    head = digest_from_hex(*options.head);
    const Error no_hash{.code = ErrorCode::invalid_input,
                        .message = "--head: expected a hash, 64 hexadecimal digits"};
    if (!head) return fail(no_hash);
  }
  const auto text = read_whole_file(options.file);
  if (!text) return fail(text.error());
  const auto proof = parse_proof(*text);
  if (!proof) return fail(in_file(options, proof.error()));
  const auto flaw = find_flaw(*proof, head);
  const Json document = verdict(*proof, flaw);
  return print(globals,
               {.document = document,
                .rows = {document},
                .columns = {"valid", "flaw", "kind", "event.id", "basis.sequence", "basis.hash"},
                .table =
                    [&](const Terminal&) {
                      return flaw ? fmt::format("invalid: {}\n", *flaw) : meaning(*proof);
                    }},
               flaw ? ExitCode::nothing : ExitCode::done);
}

}  // namespace

void add_verify_proof(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "verify-proof", "Check a proof that prove printed; needs no database",
                  "  annals verify-proof proof.json\n"
                  "  annals prove mo-2019-07-22-cloud | annals verify-proof - --format json");
  command->add_option("file", options->file, "The proof, or - for standard input")
      ->required()
      ->check(not_empty)
      ->type_name("FILE");
  command
      ->add_option("--head", options->head,
                   "Accept it for this head alone: a basis hash from a place that you trust")
      ->type_name("HASH");
  bind(*command, context, options, run);
}

}  // namespace annals::cli
