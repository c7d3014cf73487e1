#include "annals/target_list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace annals {
namespace {

LoggedEvent event_at(std::uint64_t sequence, const std::string& relationship,
                     std::vector<std::string> reach) {
  LoggedEvent event{};
  event.sequence = {.value = sequence};
  event.reach = std::move(reach);
  event.event.id = "e" + std::to_string(sequence);
  event.event.relationship = relationship;
  return event;
}

TEST(TargetList, SaysOfEachEventWhatCorrectionsNeed) {
  const std::vector<LoggedEvent> events{event_at(7, "r1", {}), event_at(8, "", {}),
                                        event_at(9, "r2", {"r1", "r2"}), event_at(10, "", {"r3"})};
  TargetList list;
  for (const LoggedEvent& event : events) list.add(event);
  list.end();
  EXPECT_EQ(list.size(), events.size());
  for (const LoggedEvent& event : events) {
    const LoggedEvent found = list.event(event.sequence);
    EXPECT_EQ(found.sequence, event.sequence);
    EXPECT_EQ(found.event.id, event.event.id);
    EXPECT_EQ(found.event.relationship, event.event.relationship);
    EXPECT_EQ(found.reach, event.reach);
    EXPECT_FALSE(found.erased);
  }
}

TEST(TargetList, ContainsWhatWasAddedAndNothingElse) {
  TargetList list;
  EXPECT_FALSE(list.contains({.value = 0}));
  list.add(event_at(7, "r1", {}));
  list.add(event_at(8, "r1", {}));
  EXPECT_FALSE(list.contains({.value = 6}));
  EXPECT_TRUE(list.contains({.value = 7}));
  EXPECT_TRUE(list.contains({.value = 8}));
  EXPECT_FALSE(list.contains({.value = 9}));
}

}  // namespace
}  // namespace annals
