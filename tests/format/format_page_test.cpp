// Builds the example of schema/format.md and looks for its bytes on that page, so that neither the
// page nor the format can change without the other.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <sstream>
#include <string>

#include "annals/log/log_reader.h"
#include "annals/log/merkle.h"
#include "support/fake_clock.h"
#include "support/must.h"
#include "support/test_database.h"

namespace annals {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace)

constexpr Moment recorded_first =
    Moment{std::chrono::sys_days{2024y / 5 / 6}} + 7h + 8min + Microseconds{9s};

constexpr std::string_view first_line =
    R"({"id":"e1","type":"term_set","relationship":"acme-borg","term":"party","key":"acme",)"
    R"("value":"lead","effective":"2024-03","until":"2030","known":"2024-04-01"})";
constexpr std::string_view second_line =
    R"({"id":"e2","type":"retracted","target":"e1","reason":"wrong"})";

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char character : bytes) {
    const auto byte = static_cast<unsigned char>(character);
    text += digits[byte >> 4U];
    text += digits[byte & 0x0FU];
  }
  return text;
}

/// The page with every run of white space as one space, so that long lines may be broken.
std::string page() {
  std::ifstream file{ANNALS_SOURCE_DIR "/schema/format.md"};
  std::string text;
  for (std::string word; file >> word;) text += word + " ";
  return text;
}

class FormatPage : public testing::Test {
 protected:
  FormatPage() {
    support::must(database_.append(first_line));
    support::must(database_.append(second_line));
  }

  static void expect_on_page(const std::string& text) {
    static const std::string all = page();
    EXPECT_NE(all.find(text), std::string::npos) << "schema/format.md lacks: " << text;
  }

  support::FakeClock clock_{recorded_first, Microseconds{1s}};
  support::TestDatabase database_{clock_};
};

TEST_F(FormatPage, ShowsEveryKeyOfTheExample) {
  constexpr std::array columns{Column::ids,     Column::timeline, Column::corrections,
                               Column::history, Column::parties,  Column::values,
                               Column::calendar};
  for (const Column column : columns) {
    const auto entries = support::entries_of(database_.snapshot(), column);
    EXPECT_FALSE(entries.empty()) << column_names.at(static_cast<std::size_t>(column));
    for (const auto& [key, value] : entries) {
      expect_on_page(value.empty() ? hex(key) : hex(key) + " -> " + hex(value));
    }
  }
}

TEST_F(FormatPage, ShowsTheHashesOfTheExample) {
  const Snapshot snapshot = database_.snapshot();
  for (const auto& [key, record] : support::entries_of(snapshot, Column::log)) {
    expect_on_page(hex(key) + " -> " + std::to_string(record.size()) + " bytes, leaf " +
                   leaf_hash(record).hex());
  }
  const TreeEdge edge = support::must(LogReader{snapshot}.edge({.value = 2}));
  expect_on_page("head " + edge.head().hex());
}

TEST_F(FormatPage, NamesEveryColumn) {
  for (const std::string_view name : column_names) {
    expect_on_page("Column `" + std::string{name} + "`");
  }
}

}  // namespace
}  // namespace annals
