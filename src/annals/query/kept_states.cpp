#include "annals/query/kept_states.h"

#include <utility>

namespace annals {

ValueNumbers::Number ValueNumbers::of(const Value& value) {
  return numbers_.try_emplace(value, static_cast<Number>(numbers_.size())).first->second;
}

std::vector<Value> ValueNumbers::take() && {
  std::vector<Value> values(numbers_.size());
  for (const auto& [value, number] : numbers_) values[number] = value;
  return values;
}

void KeptStates::add(const std::optional<CellState>& state, ValueNumbers& values) {
  if (!state) {
    states_.push_back({.leading = {}, .value = absent, .lists = 0});
    return;
  }
  State kept{.leading = state->leading, .value = values.of(state->value), .lists = 0};
  if (state->possible.size() > 1 || state->candidates.size() > 1) {
    for (const Value& value : state->possible) possible_.push_back(values.of(value));
    candidates_.insert(candidates_.end(), state->candidates.begin(), state->candidates.end());
    kept.lists = static_cast<std::uint32_t>(ends_.size());
    ends_.push_back({.possible = static_cast<std::uint32_t>(possible_.size()),
                     .candidates = static_cast<std::uint32_t>(candidates_.size())});
  }
  states_.push_back(kept);
}

void KeptStates::finish() {
  states_.shrink_to_fit();
  ends_.shrink_to_fit();
  possible_.shrink_to_fit();
  candidates_.shrink_to_fit();
}

bool KeptStates::put(std::size_t index, std::span<const Value> values, CellState& state) const {
  const State& kept = states_[index];
  if (kept.value == absent) return false;
  state.value = values[kept.value];
  state.leading = kept.leading;
  state.certain = true;
  if (kept.lists == 0) {
    state.possible.push_back(state.value);
    state.candidates.push_back(kept.leading);
    return true;
  }
  const Ends begin = ends_[kept.lists - 1];
  const Ends end = ends_[kept.lists];
  state.possible.reserve(end.possible - begin.possible);
  for (std::size_t i = begin.possible; i < end.possible; ++i) {
    state.possible.push_back(values[possible_[i]]);
  }
  state.candidates.assign(candidates_.begin() + begin.candidates,
                          candidates_.begin() + end.candidates);
  state.certain = state.possible.size() == 1;
  return true;
}

std::size_t KeptStates::bytes() const {
  return states_.capacity() * sizeof(State) + ends_.capacity() * sizeof(Ends) +
         possible_.capacity() * sizeof(Number) + candidates_.capacity() * sizeof(Sequence);
}

std::size_t bytes_of(std::span<const Value> values) {
  std::size_t bytes = values.size_bytes();
  for (const Value& value : values) {
    const auto* const text = std::get_if<std::string>(&value);
    const bool is_apart = text != nullptr && text->capacity() > std::string{}.capacity();
    if (is_apart) bytes += text->capacity();
  }
  return bytes;
}

}  // namespace annals
