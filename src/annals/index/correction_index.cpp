#include "annals/index/correction_index.h"

#include <optional>

#include "annals/index/key_codec.h"

namespace annals {
namespace {

void put(const LoggedEvent& logged, Sequence target, CorrectionKind kind, RowSink& rows) {
  std::string entry(1, static_cast<char>(kind));
  put_big_endian_signed(entry, logged.known.microseconds());
  for (const std::string& relationship : logged.reach) {
    std::string key = text_prefix(relationship);
    put_big_endian(key, target.value);
    put_big_endian(key, logged.sequence.value);
    key += static_cast<char>(kind);
    rows.put(key, entry);
  }
}

/// Whether the retraction that the event is, or was, withdraws also what its target replaces.
bool retracts_all_versions(const LoggedEvent& logged) {
  if (logged.erased) return logged.erased->retracted_all_versions;
  const auto retraction = retraction_of(logged.event);
  return retraction && retraction->all_versions;
}

void apply(const LoggedEvent& logged, RowSink& rows) {
  if (logged.retracts != Sequence{}) {
    const bool all = retracts_all_versions(logged);
    put(logged, logged.retracts, all ? CorrectionKind::retracts_all : CorrectionKind::retracts,
        rows);
  }
  if (logged.replaces != Sequence{}) put(logged, logged.replaces, CorrectionKind::replaces, rows);
}

std::optional<CorrectionKind> to_kind(char byte) {
  const auto kind = static_cast<CorrectionKind>(byte);
  switch (kind) {
    case CorrectionKind::retracts:
    case CorrectionKind::retracts_all:
    case CorrectionKind::replaces:
      return kind;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Correction> decode_correction(std::string_view key, std::string_view entry) {
  const auto target = take_big_endian(key);
  const auto by = take_big_endian(key);
  if (!target || !by || *by <= *target || key.size() != 1 || entry.size() != 1 + integer_bytes) {
    return std::nullopt;
  }
  const auto kind = to_kind(entry.front());
  entry.remove_prefix(1);
  const auto known = take_big_endian_signed(entry);
  if (!kind || !known) return std::nullopt;
  return Correction{.target = {.value = *target},
                    .by = {.value = *by},
                    .kind = *kind,
                    .known = KnownTime::from_microseconds(*known)};
}

const Projection correction_projection{
    .name = "corrections", .version = 2, .column = Column::corrections, .apply = apply};

Result<std::vector<Correction>> read_corrections(const Snapshot& snapshot,
                                                 std::string_view relationship) {
  const std::string prefix = text_prefix(relationship);
  std::vector<Correction> corrections;
  Cursor cursor = snapshot.scan(Column::corrections, prefix);
  for (; cursor.valid(); cursor.next()) {
    const auto correction = decode_correction(cursor.key().substr(prefix.size()), cursor.value());
    if (!correction) return corrupt_index(correction_projection.name);
    corrections.push_back(*correction);
  }
  if (auto status = cursor.status(); !status) return std::move(status).error();
  return corrections;
}

}  // namespace annals
