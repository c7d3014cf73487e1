#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/base/sha256.h"
#include "annals/event/event.h"
#include "annals/store/store.h"

namespace annals {

/// The key in `meta` that is there from the moment an event is erased from the log until nothing of
/// it is in any file; whoever opens the database to write meanwhile goes on where that stopped.
inline constexpr std::string_view erasing_key = "erasing";

/// What the keys in `meta` of erased events begin with; the SHA-256 of their id follows, in hex.
inline constexpr std::string_view erased_prefix = "erased/";

/// Where what is left of an erased event stands, and the SHA-256 of that.
struct ErasedEntry {
  Sequence sequence;
  Digest record;

  friend bool operator==(const ErasedEntry&, const ErasedEntry&) = default;
};

/// The key of an erased event in `meta`, and its value.
[[nodiscard]] std::string erased_key(const Digest& id_hash);
[[nodiscard]] std::string encode_entry(const ErasedEntry& entry);
[[nodiscard]] std::optional<ErasedEntry> decode_entry(std::string_view value);

/// The hash of a record as a leaf of the tree; of one that was erased, that of the record that was.
[[nodiscard]] Digest leaf_of(std::string_view record);

/// Whether any event was erased. Errors: io, as for all below, and corrupt. Cost: one seek.
[[nodiscard]] Result<bool> has_erased(const Snapshot& snapshot);

/// Where the event with this id stood; nothing if none with it was erased. Cost: one lookup.
[[nodiscard]] Result<std::optional<Sequence>> find_erased(const Snapshot& snapshot,
                                                          std::string_view id);

/// Whether an erasure was begun and not finished. Cost: one lookup.
[[nodiscard]] Result<bool> is_erasing(const Snapshot& snapshot);

/// Where events were erased, in the order of the log. Cost: one seek, then those.
[[nodiscard]] Result<std::vector<Sequence>> read_erased(const Snapshot& snapshot);

/// `was erased on 2026-03-01, at sequence 17: REASON`.
[[nodiscard]] std::string erasure_in_words(const LoggedEvent& erased);

/// Takes an event's content out of the log: its record becomes what `erased`, which is there
/// already, leaves of it. Puts into `batch` all that the log changes. Errors: corrupt, io.
[[nodiscard]] Status put_erased(const Snapshot& snapshot, const LoggedEvent& erased, Batch& batch);

}  // namespace annals
