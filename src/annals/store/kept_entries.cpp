#include "annals/store/kept_entries.h"

#include <algorithm>
#include <utility>

namespace annals {
namespace {

/// Asks for the first lines of a value and for the counts of its owners, which lie before it if
/// both were made in one piece. Whoever looks for it will read them next.
void expect(const void* value) {
  constexpr std::size_t counts_bytes = 32;
  constexpr std::size_t line_bytes = 64;
  constexpr std::size_t lines = 6;
  const auto* const begin = static_cast<const char*>(value);
  __builtin_prefetch(begin - counts_bytes);
  for (std::size_t line = 0; line < lines; ++line) __builtin_prefetch(begin + line * line_bytes);
}

}  // namespace

bool KeptEntries::Slot::is(const Key& key) const {
  return type == key.type && kind == key.about.kind &&
         std::string_view{text.get(), name_bytes} == key.about.name &&
         std::string_view{text.get() + name_bytes, detail_bytes} == key.detail;
}

std::size_t KeptEntries::bytes_of(const Key& key) {
  constexpr std::size_t places_for_each = 2;  // on average less
  return places_for_each * sizeof(Slot) + key.about.name.size() + key.detail.size();
}

std::size_t KeptEntries::home(std::uint64_t hash) const {
  return (hash >> 2U) & (slots_.size() - 1);  // the lowest bits are the same in all of a shard
}

std::size_t KeptEntries::after(std::size_t place) const {
  return (place + 1) & (slots_.size() - 1);
}

std::size_t KeptEntries::empty_place(std::uint64_t hash) const {
  std::size_t place = home(hash);
  while (!slots_[place].is_empty()) place = after(place);
  return place;
}

std::shared_ptr<const void> KeptEntries::find(std::uint64_t hash, const Key& key) {
  if (slots_.empty()) return nullptr;
  for (std::size_t place = home(hash); !slots_[place].is_empty(); place = after(place)) {
    Slot& slot = slots_[place];
    if (slot.hash != hash) continue;
    expect(slot.kept.value.get());
    if (!slot.is(key)) continue;
    slot.was_used = true;
    return slot.kept.value;
  }
  return nullptr;
}

void KeptEntries::put(std::uint64_t hash, const Key& key, Kept kept, Released& released) {
  // At most three places of four are taken, so that few entries are far from home.
  if (4 * (size_ + 1) > 3 * slots_.size()) grow();
  std::size_t place = home(hash);
  while (!slots_[place].is_empty() && !(slots_[place].hash == hash && slots_[place].is(key))) {
    place = after(place);
  }
  if (!slots_[place].is_empty()) {
    take_out(place, released);
    place = empty_place(hash);
  }
  Slot slot;
  slot.hash = hash;
  slot.type = key.type;
  slot.text = std::make_unique<char[]>(  // NOLINT(modernize-avoid-c-arrays)
      key.about.name.size() + key.detail.size());
  key.about.name.copy(slot.text.get(), key.about.name.size());
  key.detail.copy(slot.text.get() + key.about.name.size(), key.detail.size());
  slot.name_bytes = static_cast<std::uint32_t>(key.about.name.size());
  slot.detail_bytes = static_cast<std::uint32_t>(key.detail.size());
  slot.kind = key.about.kind;
  slot.was_used = true;
  bytes_ += kept.bytes;
  ++size_;
  slot.kept = std::move(kept);
  slots_[place] = std::move(slot);
}

void KeptEntries::remove(std::uint64_t hash, Released& released) {
  if (slots_.empty()) return;
  std::size_t place = home(hash);
  while (!slots_[place].is_empty()) {
    if (slots_[place].hash == hash) {
      take_out(place, released);  // another may have moved here
    } else {
      place = after(place);
    }
  }
}

void KeptEntries::remove_all(Released& released) {
  for (Slot& slot : slots_) {
    if (!slot.is_empty()) released.push_back(std::move(slot.kept.value));
  }
  *this = {};
}

void KeptEntries::evict_one(Released& released) {
  while (size_ > 0) {
    hand_ &= slots_.size() - 1;
    Slot& slot = slots_[hand_];
    if (!slot.is_empty() && !std::exchange(slot.was_used, false)) {
      return take_out(hand_, released);
    }
    ++hand_;
  }
}

void KeptEntries::take_out(std::size_t place, Released& released) {
  bytes_ -= slots_[place].kept.bytes;
  --size_;
  released.push_back(std::move(slots_[place].kept.value));
  // Those that follow and could not stay nearer to home move up, so that no gap hides one.
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t next = after(place); !slots_[next].is_empty(); next = after(next)) {
    const std::size_t from_home = (next - home(slots_[next].hash)) & mask;
    if (from_home < ((next - place) & mask)) continue;
    slots_[place] = std::move(slots_[next]);
    place = next;
  }
  slots_[place] = Slot{};
}

void KeptEntries::grow() {
  constexpr std::size_t at_first = 8;
  std::vector<Slot> before(std::max(at_first, 2 * slots_.size()));
  before.swap(slots_);
  for (Slot& slot : before) {
    if (!slot.is_empty()) slots_[empty_place(slot.hash)] = std::move(slot);
  }
}

}  // namespace annals
