#include "annals/target_list.h"

#include <string_view>

#include "annals/base/check.h"
#include "annals/index/key_codec.h"

namespace annals {

void TargetList::add(const LoggedEvent& event) {
  if (ends_.empty()) first_ = event.sequence;
  check(event.sequence.value == first_.value + size(), "targets follow one another");
  put_text(texts_, event.event.id);
  put_text(texts_, event.event.relationship);
  for (const std::string& relationship : event.reach) put_text(texts_, relationship);
  ends_.push_back(texts_.size());
}

void TargetList::end() {
  texts_.shrink_to_fit();
  ends_.shrink_to_fit();
}

LoggedEvent TargetList::event(Sequence sequence) const {
  check(contains(sequence), "a target is asked for where it is");
  const std::size_t place = sequence.value - first_.value;
  const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
  std::string_view texts = std::string_view{texts_}.substr(begin, ends_[place] - begin);
  LoggedEvent found{};
  found.sequence = sequence;
  found.event.id = *take_text(texts);
  found.event.relationship = *take_text(texts);
  while (!texts.empty()) found.reach.emplace_back(*take_text(texts));
  return found;
}

}  // namespace annals
