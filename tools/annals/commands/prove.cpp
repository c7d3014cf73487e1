#include <fmt/core.h>

#include <memory>
#include <optional>

#include "../failure.h"
#include "../render/output.h"
#include "../session.h"
#include "annals/log/proof_json.h"
#include "annals/log/prover.h"
#include "commands.h"

namespace annals::cli {
namespace {

struct Options {
  std::optional<std::string> event;
  std::optional<std::uint64_t> from;
  std::optional<std::uint64_t> to;
  PerspectiveOptions perspective;
};

Error bad(std::string what) {
  return {.code = ErrorCode::invalid_input, .message = std::move(what)};
}

/// Proves that the log only grew from one sequence to another.
Result<Proof> prove_growth(const Inquiry& inquiry, const Options& options) {
  const std::uint64_t last = inquiry.scope.horizon.basis.value;
  const std::uint64_t to = options.to.value_or(last);
  if (to > last) return bad(fmt::format("--to: the log ends at sequence {}", last));
  if (*options.from > to) {
    return bad(
        fmt::format("--from: {} lies behind sequence {}, where the proof ends", *options.from, to));
  }
  auto proof = Prover{inquiry.snapshot}.consistency({.value = *options.from}, {.value = to});
  if (!proof) return std::move(proof).error();
  return Proof{*std::move(proof)};
}

Result<Proof> prove(const Inquiry& inquiry, const Options& options) {
  if (options.from) return prove_growth(inquiry, options);
  auto proof = Prover{inquiry.snapshot}.inclusion(*options.event, inquiry.scope.horizon.basis);
  if (!proof) return std::move(proof).error();
  return Proof{*std::move(proof)};
}

ExitCode run(const Globals& globals, const Options& options) {
  if (options.event.has_value() == options.from.has_value()) {
    return fail(bad("either EVENT-ID or --from is needed ('annals prove --help' says more)"));
  }
  const auto inquiry = begin_inquiry(globals, options.perspective);
  if (!inquiry) return fail(inquiry.error());
  const auto proof = prove(*inquiry, options);
  if (!proof) return fail(proof.error());
  const Json document = to_json(*proof);
  return print(globals, {.document = document,
                         .rows = {document},
                         .columns = {"kind", "event", "sequence", "leaf_hash", "from.sequence",
                                     "from.hash", "basis.sequence", "basis.hash"},
                         .table = [&](const Terminal&) { return document.dump(2) + "\n"; }});
}

}  // namespace

void add_prove(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* const command =
      add_command(app, "prove", "Prove that an event is in the log, or that the log only grew",
                  "  annals prove mo-2019-07-22-cloud > proof.json\n"
                  "  annals prove --from 40 --to 76 | annals verify-proof -");
  CLI::Option* const event = command->add_option("event", options->event, "The event's id")
                                 ->check(not_empty)
                                 ->type_name("EVENT-ID");
  CLI::Option* const from =
      command->add_option("--from", options->from, "The log up to here is the beginning of …")
          ->check(from_one_on)
          ->excludes(event)
          ->type_name("SEQ");
  command->add_option("--to", options->to, "… the log up to here (default: its end)")
      ->check(from_one_on)
      ->needs(from)
      ->type_name("SEQ");
  add_basis(*command, options->perspective);
  bind(*command, context, options, run);
}

}  // namespace annals::cli
