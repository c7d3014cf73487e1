#include "annals/codec/erased_record.h"

#include <erased_generated.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "annals/base/check.h"
#include "annals/base/hex.h"
#include "annals/time/dated.h"

namespace annals {
namespace {

Error corrupt(std::string_view what) {
  return {.code = ErrorCode::corrupt,
          .message = "what is left of an erased event " + std::string{what}};
}

std::optional<Digest> read_digest(const flatbuffers::Vector<std::uint8_t>& bytes) {
  return digest_from({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

/// Whether it corrects nothing but earlier events.
bool corrects_backwards(const format::Erased& record) {
  return record.retracts() < record.sequence() && record.replaces() < record.sequence();
}

/// Whether what it says happened in years that can be written as dates.
bool has_dated_moments(const format::Erased& record) {
  return is_dated(RecordedTime::from_microseconds(record.recorded()).at) &&
         is_dated(KnownTime::from_microseconds(record.known()).at) &&
         is_dated(RecordedTime::from_microseconds(record.erased()).at);
}

}  // namespace

bool is_erased_record(std::string_view record) {
  constexpr std::size_t offset_bytes = 4;  // of the root, which the identifier follows
  return record.substr(std::min(offset_bytes, record.size()))
      .starts_with(format::ErasedIdentifier());
}

std::string encode_erased_record(const LoggedEvent& event) {
  check(event.erased.has_value(), "only what was erased has such a record");
  flatbuffers::FlatBufferBuilder builder;
  const Erasure& erasure = *event.erased;
  const auto leaf = builder.CreateVector(erasure.leaf.bytes.data(), erasure.leaf.bytes.size());
  const auto id_hash =
      builder.CreateVector(erasure.id_hash.bytes.data(), erasure.id_hash.bytes.size());
  const auto reason = builder.CreateString(erasure.reason);
  const auto relationships = builder.CreateVectorOfStrings(event.reach);
  const auto record = format::CreateErased(
      builder, event.sequence.value, event.recorded.microseconds(), event.known.microseconds(),
      leaf, id_hash, erasure.at.microseconds(), reason, relationships, event.retracts.value,
      event.replaces.value, erasure.retracted_all_versions);
  format::FinishErasedBuffer(builder, record);
  return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

Result<LoggedEvent> decode_erased_record(std::string_view bytes) {
  // FlatBuffers reads integers where they lie, which must be where integers may.
  std::vector<std::uint64_t> copy(bytes.size() / sizeof(std::uint64_t) + 1);
  std::memcpy(copy.data(), bytes.data(), bytes.size());
  flatbuffers::Verifier verifier{reinterpret_cast<const std::uint8_t*>(copy.data()), bytes.size()};
  if (!format::VerifyErasedBuffer(verifier)) return corrupt("cannot be read");
  const format::Erased& record = *format::GetErased(copy.data());
  const auto leaf = read_digest(*record.leaf());
  const auto id_hash = read_digest(*record.id_hash());
  if (!leaf || !id_hash) return corrupt("has a hash that is none");
  if (!corrects_backwards(record)) return corrupt("corrects what is not before it");
  if (!has_dated_moments(record)) return corrupt("has a moment outside the years 1 to 9999");
  LoggedEvent logged{};
  logged.sequence = {.value = record.sequence()};
  logged.recorded = RecordedTime::from_microseconds(record.recorded());
  logged.known = KnownTime::from_microseconds(record.known());
  logged.retracts = {.value = record.retracts()};
  logged.replaces = {.value = record.replaces()};
  if (const auto* const relationships = record.relationships()) {
    for (const auto* name : *relationships) logged.reach.push_back(name->str());
  }
  logged.erased = Erasure{.leaf = *leaf,
                          .id_hash = *id_hash,
                          .at = RecordedTime::from_microseconds(record.erased()),
                          .reason = record.reason()->str(),
                          .retracted_all_versions = record.all_versions()};
  return logged;
}

}  // namespace annals
