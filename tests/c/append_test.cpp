#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "c/handle.h"

namespace annals::c_test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string stake(const std::string& id, const std::string& more = "") {
  return R"({"id":")" + id +
         R"(","type":"term_set","relationship":"a-b","term":"stake","key":"a","value":27,)" +
         R"("effective":"2024-03")" + more + "}";
}

TEST_F(Library, AppendsOneEvent) {
  const Handle handle{path(), ANNALS_CREATE};
  const Said said = handle.append(stake("s1"));
  EXPECT_EQ(said.code, ANNALS_OK) << said.text;
  EXPECT_THAT(said.text, StartsWith(R"({"events":[{"sequence":1,"id":"s1","duplicate":false}],)"
                                    R"("basis":{"sequence":1,"hash":")"));
  EXPECT_THAT(handle.ask(R"({"ask":"state","relationship":"a-b","on":"2025"})").text,
              HasSubstr(R"("value":27,)"));
  EXPECT_THAT(handle.append(stake("s1")).text,
              HasSubstr(R"("sequence":1,"id":"s1","duplicate":true)"));
}

TEST_F(Library, AppendsAllLinesOrNone) {
  const Handle handle{path(), ANNALS_CREATE};
  const Said refused = handle.append(stake("s1") + "\n\n" + stake("s2", R"(,"colour":"red")"));
  EXPECT_EQ(refused.code, ANNALS_INVALID_INPUT);
  EXPECT_THAT(refused.text, StartsWith("line 3: 'colour'"));
  const Said malformed = handle.append(stake("s1") + "\n{");
  EXPECT_THAT(malformed.text, StartsWith("line 2: "));
  EXPECT_EQ(handle.append(" \n").code, ANNALS_INVALID_INPUT);

  const Said said = handle.append(stake("s1") + "\n" + stake("s2") + "\r\n");
  EXPECT_EQ(said.code, ANNALS_OK) << said.text;
  EXPECT_THAT(said.text, HasSubstr(R"("sequence":2,"id":"s2")"));
  EXPECT_THAT(said.text, HasSubstr(R"("basis":{"sequence":2,)"));
}

TEST_F(Library, AppendsNothingToWhatWasOpenedToRead) {
  load_example();
  const Handle handle{path(), ANNALS_READ};
  const Said said = handle.append(stake("s1"));
  EXPECT_EQ(said.code, ANNALS_INVALID_INPUT);
  EXPECT_THAT(said.text, HasSubstr("opened to read"));
}

TEST_F(Library, IsUsedByManyThreadsAtOnce) {
  constexpr int threads = 4;
  constexpr int events = 25;
  const Handle handle{path(), ANNALS_CREATE};
  std::atomic<int> failed = 0;
  const auto append = [&](int thread) {
    for (int i = 0; i < events; ++i) {
      const std::string id = std::to_string(thread) + "-" + std::to_string(i);
      const bool alone = i % 5 == 0;  // a transaction in between
      const std::string text = alone ? stake(id) + "\n" + stake(id + "b") : stake(id);
      if (handle.append(text).code != ANNALS_OK) ++failed;
      if (handle.ask(R"({"ask":"timeline","relationship":"a-b"})").code != ANNALS_OK) ++failed;
    }
  };
  std::vector<std::jthread> running;
  for (int thread = 0; thread < threads; ++thread) running.emplace_back(append, thread);
  running.clear();
  EXPECT_EQ(failed, 0);
  EXPECT_THAT(handle.ask(R"({"ask":"sql","query":"SELECT count(*) AS n FROM events"})").text,
              HasSubstr(R"({"n":120})"));
}

}  // namespace
}  // namespace annals::c_test
