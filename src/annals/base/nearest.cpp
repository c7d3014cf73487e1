#include "annals/base/nearest.h"

#include <algorithm>

#include "annals/base/text.h"

namespace annals {

Nearest::Nearest(std::string_view name) : name_{name} {
  constexpr std::size_t edits_max = 2;
  best_edits_ = std::min(edits_max, name.size() / 2) + 1;
}

void Nearest::consider(std::string_view candidate) {
  // Of a list, since of two temporaries the references that come back would outlive them.
  const auto [shorter, longer] = std::minmax({name_.size(), candidate.size()});
  if (longer - shorter >= best_edits_) return;
  const std::size_t edits = edit_distance(name_, candidate);
  if (edits >= best_edits_) return;
  best_ = candidate;
  best_edits_ = edits;
}

std::string Nearest::hint() const {
  return best_.empty() ? std::string{} : hint_at(best_);
}

std::string hint_at(std::string_view name) {
  return "; did you mean '" + escaped(name) + "'?";
}

}  // namespace annals
