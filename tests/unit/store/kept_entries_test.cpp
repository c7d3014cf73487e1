#include "annals/store/kept_entries.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace annals {
namespace {

constexpr char type[] = "type";  // NOLINT(modernize-avoid-c-arrays): its address is what counts
constexpr std::size_t names = 40;

/// Few, so that entries stand in each other's places; and several names have the same.
std::uint64_t hash_of(std::size_t name) {
  return name % 16 * 2;
}

DecodedCache::Key key_of(const std::string& text) {
  return {.about = Subject::relationship(text), .detail = "detail", .type = type};
}

/// A table, and beside it what it should hold.
class Tables {
 public:
  void put(std::size_t name, int number) {
    const std::string text = std::to_string(name);
    auto value = std::make_shared<const int>(number);
    kept_.put(hash_of(name), key_of(text), {.value = value, .bytes = 10}, released_);
    expected_[name] = number;
  }

  void remove(std::size_t name) {
    kept_.remove(hash_of(name), released_);
    std::erase_if(expected_,
                  [&](const auto& each) { return hash_of(each.first) == hash_of(name); });
  }

  /// Takes out one, whichever it is.
  void evict() {
    kept_.evict_one(released_);
    if (expected_.empty()) return;
    ASSERT_EQ(kept_.size(), expected_.size() - 1);
    std::erase_if(expected_, [&](const auto& each) { return find(each.first) == nullptr; });
  }

  void compare() {
    ASSERT_EQ(kept_.size(), expected_.size());
    ASSERT_EQ(kept_.bytes(), 10 * expected_.size());
    for (std::size_t name = 0; name < names; ++name) {
      const auto value = find(name);
      const auto expected = expected_.find(name);
      ASSERT_EQ(value != nullptr, expected != expected_.end()) << name;
      if (value) {
        ASSERT_EQ(*value, expected->second);
      }
    }
  }

  [[nodiscard]] std::size_t released() const { return released_.size(); }

 private:
  [[nodiscard]] std::shared_ptr<const int> find(std::size_t name) {
    const std::string text = std::to_string(name);
    return std::static_pointer_cast<const int>(kept_.find(hash_of(name), key_of(text)));
  }

  KeptEntries kept_;
  KeptEntries::Released released_;
  std::map<std::size_t, int> expected_;
};

TEST(KeptEntries, AreThoseThatWerePutAndNotTakenOut) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    Tables tables;
    for (int step = 0; step < 400; ++step) {
      const std::size_t name = random() % names;
      const auto chance = random() % 10;
      if (chance < 6) {
        tables.put(name, step);
      } else if (chance < 8) {
        tables.remove(name);
      } else {
        tables.evict();
      }
      tables.compare();
      if (HasFatalFailure()) return;
    }
    EXPECT_GT(tables.released(), 100U);
  }
}

TEST(KeptEntries, ThatWereUsedAreEvictedAfterThoseThatWereNot) {
  KeptEntries kept;
  KeptEntries::Released released;
  for (std::size_t name = 0; name < names; ++name) {
    kept.put(2 * name, key_of(std::to_string(name)),
             {.value = std::make_shared<const std::size_t>(name), .bytes = 1}, released);
  }
  kept.evict_one(released);  // All were used when they were put: the hand passed each.
  ASSERT_EQ(released.size(), 1U);
  std::vector<std::size_t> used;
  for (std::size_t name = 0; name < names; name += 2) {
    if (kept.find(2 * name, key_of(std::to_string(name)))) used.push_back(name);
  }
  while (kept.size() > used.size()) kept.evict_one(released);
  for (const std::size_t name : used) {
    EXPECT_NE(kept.find(2 * name, key_of(std::to_string(name))), nullptr) << name;
  }
}

TEST(KeptEntries, AreNoneAfterAllAreRemoved) {
  KeptEntries kept;
  KeptEntries::Released released;
  kept.evict_one(released);
  kept.remove(1, released);
  EXPECT_TRUE(released.empty());
  kept.put(1, key_of("a"), {.value = std::make_shared<const int>(1), .bytes = 1}, released);
  kept.remove_all(released);
  EXPECT_EQ(released.size(), 1U);
  EXPECT_EQ(kept.size(), 0U);
  EXPECT_EQ(kept.find(1, key_of("a")), nullptr);
}

}  // namespace
}  // namespace annals
