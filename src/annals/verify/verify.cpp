#include "annals/verify/verify.h"

#include <string>
#include <utility>

#include "annals/codec/vocabulary_json.h"
#include "annals/index/own_projections.h"
#include "annals/index/projections.h"
#include "annals/log/erased.h"
#include "annals/store/store.h"
#include "annals/verify/index_check.h"
#include "annals/verify/log_check.h"

namespace annals {
namespace {

constexpr std::string_view files_part = "files";

Status check_files(const Store& store, Findings& findings) {
  bool goes_on = true;
  VerifyCounts& counts = findings.report().counts;
  const auto visit = [&](const FileCheck& file, std::uint64_t all_bytes) {
    ++counts.files;
    counts.bytes += file.bytes;
    if (file.damage) {
      findings.add({.part = std::string{files_part}, .file = file.name, .what = *file.damage});
    }
    goes_on = findings.goes_on("files", counts.bytes, all_bytes);
    return goes_on;
  };
  if (auto done = store.check_files(visit); !done || goes_on) return done;
  return Error{.code = ErrorCode::not_found, .message = "the verification was interrupted"};
}

void check_vocabulary(const Snapshot& snapshot, Findings& findings) {
  const auto json = snapshot.get(Column::meta, vocabulary_key);
  const auto read = json ? parse_vocabulary(json->value_or("")) : Result<Vocabulary>{json.error()};
  if (read) return;
  findings.add(
      {.part = "meta", .what = "the stored vocabulary cannot be read: " + read.error().message});
}

Status check_all(Store& store, Findings& findings, ProjectionList own) {
  if (auto done = check_files(store, findings); !done) return done;
  const auto placed = find_columns(store.snapshot(), own);
  if (!placed) return placed.error();
  // A tail that cannot be read is met again in the log, and noted there.
  [[maybe_unused]] const auto remembered = remember_tail(store, placed->known.all());
  const Snapshot snapshot = store.snapshot();
  check_vocabulary(snapshot, findings);
  const auto erasing = is_erasing(snapshot);
  if (!erasing) return erasing.error();
  if (*erasing) {
    findings.report().notes.emplace_back(
        "an erasure was interrupted, which the next opening finishes; the indexes were not looked "
        "at");
    return LogCheck{snapshot, findings}.run([](Sequence, const LoggedEvent*) {});
  }
  IndexCheck indexes{store, placed->known, findings};
  const auto visit = [&](Sequence sequence, const LoggedEvent* event) {
    indexes.add(sequence, event);
  };
  if (auto done = LogCheck{snapshot, findings}.run(visit); !done) return done;
  return indexes.finish();
}

}  // namespace

Result<VerifyReport> verify(const std::filesystem::path& path, const VerifyOptions& options) {
  if (auto usable = expect_own(options.projections); !usable) return std::move(usable).error();
  Findings findings{options};
  // Every page is read once, and none is worth keeping.
  constexpr std::size_t decoded_bytes = 0;
  auto store = Store::open(path, Access::read, decoded_bytes);
  Status done = store ? check_all(*store, findings, options.projections) : Status{store.error()};
  if (!done && done.error().code != ErrorCode::corrupt) return std::move(done).error();
  if (!done) findings.add({.part = std::string{files_part}, .what = done.error().message});
  return std::move(findings.report());
}

}  // namespace annals
