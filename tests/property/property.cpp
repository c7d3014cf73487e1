#include "property/property.h"

#include <algorithm>
#include <sstream>
#include <string>

namespace annals::property {

void Tally::count(std::string_view name, bool met) {
  if (met) ++counts_[std::string{name}];
}

rc::Gen<int> any_below(int bound) {
  // RapidCheck narrows a range while its size is small; here all of it is wanted from the start.
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, bound));
}

void check_property(int cases, const std::function<void(Tally&)>& property,
                    const std::vector<std::string_view>& must_meet) {
  constexpr int default_cases = 100;
  const auto& configuration = rc::detail::configuration();
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();

  rc::detail::TestMetadata metadata;
  metadata.id = std::string{test.test_suite_name()} + "/" + test.name();
  metadata.description = test.name();
  rc::detail::TestParams params = configuration.testParams;
  params.maxSuccess = std::max(1, params.maxSuccess * cases / default_cases);

  Tally met;
  const auto result = rc::detail::checkTestable([&] { property(met); }, metadata, params);
  if (!result.is<rc::detail::SuccessResult>()) {
    std::ostringstream message;
    rc::detail::printResultMessage(result, message);
    FAIL() << message.str();
  }
  // A case that is reproduced stands alone, and a short run need not meet everything.
  if (!configuration.reproduce.empty() || params.maxSuccess < cases) return;
  for (const std::string_view name : must_meet) {
    EXPECT_TRUE(met.has(name)) << "no case had this: " << name;
  }
}

}  // namespace annals::property
