#include "property/property.h"

#include <algorithm>
#include <sstream>
#include <string>

namespace annals::property {

void Tally::count(std::string_view name, bool met) {
  if (met) ++counts_[std::string{name}];
}

void Tally::expect_met(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    EXPECT_TRUE(counts_.contains(name)) << "no case had this: " << name;
  }
}

rc::Gen<int> any_below(int bound) {
  // RapidCheck narrows a range while its size is small; here all of it is wanted from the start.
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, bound));
}

bool run_cases(int cases, const std::function<void()>& property) {
  constexpr int default_cases = 100;
  const auto& configuration = rc::detail::configuration();
  const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();

  rc::detail::TestMetadata metadata;
  metadata.id = std::string{test.test_suite_name()} + "/" + test.name();
  metadata.description = test.name();
  rc::detail::TestParams params = configuration.testParams;
  params.maxSuccess = std::max(1, params.maxSuccess * cases / default_cases);

  const auto result = rc::detail::checkTestable(property, metadata, params);
  if (result.is<rc::detail::SuccessResult>()) return configuration.reproduce.empty();
  std::ostringstream message;
  rc::detail::printResultMessage(result, message);
  ADD_FAILURE() << message.str();
  return false;
}

}  // namespace annals::property
