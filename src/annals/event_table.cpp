#include "annals/event_table.h"

#include <utility>

namespace annals {

void EventTable::Shard::put(Slot slot) {
  const std::size_t mask = slots.size() - 1;
  std::size_t at = slot.tag & mask;
  while (slots[at].sequence != 0) at = (at + 1) & mask;
  slots[at] = slot;
}

void EventTable::Shard::grow() {
  constexpr std::size_t slots_least = 16;
  const std::vector<Slot> before = std::exchange(slots, {});
  slots.resize(std::max(slots_least, before.size() * 2));
  for (const Slot& slot : before) {
    if (slot.sequence != 0) put(slot);
  }
}

void EventTable::add(std::uint64_t hash, Sequence sequence) {
  check(sequence.value <= std::numeric_limits<std::uint32_t>::max(),
        "what is loaded has sequences of 32 bits");
  Shard& shard = shards_[shard_of(hash)];
  // Most look for what is not there, which takes three or four steps in a table so full.
  if (shard.taken * 8 >= shard.slots.size() * 5) shard.grow();
  ++shard.taken;
  shard.put({.tag = static_cast<std::uint32_t>(hash),
             .sequence = static_cast<std::uint32_t>(sequence.value)});
}

}  // namespace annals
