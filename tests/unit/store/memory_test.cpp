#include "annals/store/memory.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace annals {
namespace {

constexpr std::size_t plenty = 1 << 20;
const Subject about_r = Subject::relationship("r");

Touched touched(const Subject& about) {
  Touched all;
  all.add(about);
  return all;
}

void keep(DecodedCache& cache, const Subject& about, const std::string& text,
          DecodedCache::Epoch epoch, std::size_t bytes = 100) {
  cache.keep(about, {}, std::make_shared<const std::string>(text), bytes, epoch);
}

std::string found(DecodedCache& cache, const Subject& about) {
  const auto text = cache.find<std::string>(about);
  return text ? *text : "nothing";
}

TEST(DecodedCache, FindsWhatIsKept) {
  DecodedCache cache{plenty};
  EXPECT_EQ(found(cache, about_r), "nothing");
  keep(cache, about_r, "kept", cache.epoch());
  EXPECT_EQ(found(cache, about_r), "kept");
  keep(cache, about_r, "anew", cache.epoch());
  EXPECT_EQ(found(cache, about_r), "anew");
  EXPECT_EQ(cache.counts().hits, 2U);
  EXPECT_EQ(cache.counts().misses, 1U);
}

TEST(DecodedCache, KeepsApartSubjectsDetailsAndTypes) {
  DecodedCache cache{plenty};
  keep(cache, about_r, "kept", cache.epoch());
  EXPECT_EQ(found(cache, Subject::term("r")), "nothing");
  EXPECT_EQ(found(cache, Subject::relationship("s")), "nothing");
  EXPECT_EQ(cache.find<std::string>(about_r, "detail"), nullptr);
  EXPECT_EQ(cache.find<int>(about_r), nullptr);
}

TEST(DecodedCache, DropsWhatACommitTouches) {
  DecodedCache cache{plenty};
  keep(cache, about_r, "kept", cache.epoch());
  keep(cache, Subject::relationship("s"), "other", cache.epoch());
  { const auto withdrawn = cache.withdraw(touched(about_r)); }
  EXPECT_EQ(found(cache, about_r), "nothing");
  EXPECT_EQ(found(cache, Subject::relationship("s")), "other");
  EXPECT_EQ(cache.counts().dropped, 1U);
}

// Runs do not change, whichever terms a commit is about.
TEST(DecodedCache, DropsEveryTermAndNoPage) {
  DecodedCache cache{plenty};
  keep(cache, Subject::term("t"), "term", cache.epoch());
  keep(cache, Subject::page("p"), "page", cache.epoch());
  Touched all;
  all.add_every_term();
  { const auto withdrawn = cache.withdraw(all); }
  EXPECT_EQ(found(cache, Subject::term("t")), "nothing");
  EXPECT_EQ(found(cache, Subject::page("p")), "page");
  all.add_everything();
  { const auto withdrawn = cache.withdraw(all); }
  EXPECT_EQ(found(cache, Subject::page("p")), "nothing");
}

// A page is quickly unpacked again; what was worked out from twenty of them is not.
TEST(DecodedCache, GivesUpPagesBeforeWhatWasWorkedOut) {
  DecodedCache cache{plenty};
  constexpr std::size_t bytes = plenty / 64;
  for (int i = 0; i < 32; ++i) {
    keep(cache, Subject::relationship("r" + std::to_string(i)), "kept", cache.epoch(), bytes);
  }
  for (int i = 0; i < 1000; ++i) {
    keep(cache, Subject::page("p" + std::to_string(i)), "page", cache.epoch(), bytes);
  }
  for (int i = 0; i < 32; ++i) {
    EXPECT_EQ(found(cache, Subject::relationship("r" + std::to_string(i))), "kept");
  }
  EXPECT_LE(cache.bytes(), plenty);
}

// Whoever goes round among many finds each of them in the end.
TEST(DecodedCache, KnowsOfManyThatTheyWereAskedForBefore) {
  DecodedCache cache{plenty};
  constexpr int count = 60'000;
  int wanted = 0;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < count; ++i) {
      const std::string name = "r" + std::to_string(i);
      const bool is_wanted =
          cache.is_wanted<std::string>(Subject::relationship(name), {}, cache.epoch());
      if (round == 1 && is_wanted) ++wanted;
    }
  }
  EXPECT_GT(wanted, count * 95 / 100);
}

TEST(DecodedCache, RefusesWhatWasReadBeforeACommitThatTouchesIt) {
  DecodedCache cache{plenty};
  const auto before = cache.epoch();
  {
    const auto withdrawn = cache.withdraw(touched(about_r));
    keep(cache, about_r, "in the middle", cache.epoch());
    EXPECT_EQ(found(cache, about_r), "nothing");
  }
  keep(cache, about_r, "old", before);
  EXPECT_EQ(found(cache, about_r), "nothing");
  EXPECT_EQ(cache.counts().refused, 2U);
  keep(cache, about_r, "new", cache.epoch());
  EXPECT_EQ(found(cache, about_r), "new");
}

TEST(DecodedCache, DropsEveryTermAtOnce) {
  DecodedCache cache{plenty};
  keep(cache, about_r, "kept", cache.epoch());
  keep(cache, Subject::term("t"), "term", cache.epoch());
  Touched terms;
  terms.add_every_term();
  { const auto withdrawn = cache.withdraw(terms); }
  EXPECT_EQ(found(cache, Subject::term("t")), "nothing");
  EXPECT_EQ(found(cache, about_r), "kept");
  Touched everything;
  everything.add_everything();
  { const auto withdrawn = cache.withdraw(everything); }
  EXPECT_EQ(found(cache, about_r), "nothing");
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST(DecodedCache, DropsEverythingWhereMoreIsTouchedThanIsWorthTellingApart) {
  DecodedCache cache{plenty};
  Touched all;
  for (std::size_t i = 0; i < Touched::subjects_max; ++i) {
    all.add(Subject::relationship(std::to_string(i)));
  }
  keep(cache, about_r, "kept", cache.epoch());
  { const auto withdrawn = cache.withdraw(all); }
  EXPECT_EQ(found(cache, about_r), "kept");
  all.add(Subject::relationship("one more"));
  { const auto withdrawn = cache.withdraw(all); }
  EXPECT_EQ(found(cache, about_r), "nothing");
}

TEST(DecodedCache, StaysWithinItsBytesAndKeepsWhatIsAskedFor) {
  constexpr std::size_t bytes_max = 20'000;
  DecodedCache cache{bytes_max};
  keep(cache, about_r, "often", cache.epoch());
  int lost = 0;
  constexpr int others = 1'000;
  for (int i = 0; i < others; ++i) {
    keep(cache, Subject::relationship(std::to_string(i)), "once", cache.epoch());
    EXPECT_LE(cache.bytes(), bytes_max);
    if (found(cache, about_r) == "nothing") {
      ++lost;
      keep(cache, about_r, "often", cache.epoch());
    }
  }
  EXPECT_GT(cache.counts().evicted, 900U);
  EXPECT_LT(lost, others / 10);
}

TEST(DecodedCache, RefusesWhatIsTooLarge) {
  DecodedCache cache{plenty};
  keep(cache, about_r, "large", cache.epoch(), plenty);
  EXPECT_EQ(found(cache, about_r), "nothing");
  DecodedCache none{0};
  keep(none, about_r, "small", none.epoch());
  EXPECT_EQ(found(none, about_r), "nothing");
}

TEST(DecodedCache, WantsWhatIsAskedForAgain) {
  DecodedCache cache{plenty};
  const auto before = cache.epoch();
  EXPECT_FALSE(cache.is_wanted<std::string>(about_r, {}, before));
  EXPECT_TRUE(cache.is_wanted<std::string>(about_r, {}, before));
  EXPECT_FALSE(cache.is_wanted<int>(about_r, {}, before));
  { const auto withdrawn = cache.withdraw(touched(about_r)); }
  EXPECT_FALSE(cache.is_wanted<std::string>(about_r, {}, before));
  EXPECT_TRUE(cache.is_wanted<std::string>(about_r, {}, cache.epoch()));
}

// A reader takes the number of commits first and then what they wrote, as a snapshot does.
TEST(DecodedCache, NeverShowsWhatIsOlderThanTheReader) {
  DecodedCache cache{plenty};
  std::atomic<int> written = 0;
  std::atomic<int> stale = 0;
  constexpr int commits = 20'000;
  const auto read = [&] {
    while (written < commits) {
      const auto epoch = cache.epoch();
      const int now = written;
      const auto kept = cache.find<int>(about_r);
      if (kept && *kept < now) ++stale;
      if (!kept) cache.keep(about_r, {}, std::make_shared<const int>(now), sizeof(int), epoch);
    }
  };
  {
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i) readers.emplace_back(read);
    for (int i = 1; i <= commits; ++i) {
      const auto withdrawn = cache.withdraw(touched(about_r));
      written = i;
    }
  }
  EXPECT_EQ(stale, 0);
  EXPECT_GT(cache.counts().kept, 0U);
}

}  // namespace
}  // namespace annals
