#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/codec/json.h"

namespace annals::conformance {

/// A file of events, questions and the answers that semantics.md gives to them.
struct CaseFile {
  std::string name;            ///< of the test: letters, digits and '_'
  std::filesystem::path path;  ///< where there is no folder of such files: the folder
  bool is_there;
};

std::ostream& operator<<(std::ostream& out, const CaseFile& file);

/// Our own cases, tests/scenarios.
[[nodiscard]] std::vector<CaseFile> scenarios();

/// The cases that come with semantics.md: the folder `conformance` in ANNALS_SHARED, or else in a
/// folder `shared` beside the project's. One that is not there if the folder is not.
[[nodiscard]] std::vector<CaseFile> shared_cases();

/// The name of a case for GoogleTest.
[[nodiscard]] std::string name_of(const testing::TestParamInfo<CaseFile>& info);

/// The content of a case file. Throws its error if it cannot be read.
[[nodiscard]] Json read_case(const CaseFile& file);

/// The text of a member; nothing if it is missing or null.
[[nodiscard]] std::optional<std::string> text_of(const Json& object, std::string_view member);

/// How `actual` falls short of `expected`, in words; empty if it does not. Of an object only the
/// members that are expected count.
[[nodiscard]] std::string difference(const Json& expected, const Json& actual);

}  // namespace annals::conformance
