#include "cli/fixture.h"

#include <algorithm>
#include <stdexcept>

namespace annals::cli_test {
namespace {

/// What stands between `before` and the next `after` in `text`.
std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) {
    throw std::runtime_error{"there is no " + std::string{before} + " in " + std::string{text}};
  }
  text.remove_prefix(begin + before.size());
  return std::string{text.substr(0, text.find(after))};
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Basis& basis) {
  return out << basis.sequence << ", " << basis.hash;
}

CliTest::CliTest() {
  workspace_.write("first.jsonl", event_line("first") + event_line("second"));
  (void)print({"ingest", "first.jsonl"});
  log_ = print({"export"});
  basis_ = basis();
}

std::string CliTest::print(const std::vector<std::string>& arguments) const {
  const Outcome outcome = workspace_.run(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << testing::PrintToString(arguments) << ": " << outcome.err;
  return outcome.out;
}

Basis CliTest::basis(const std::string& database) const {
  const std::string stats = print({"--db", database, "stats", "--format", "json"});
  const std::string basis = between(stats, R"("basis":{)", "}");
  return {.sequence = std::stoul(between(basis, R"("sequence":)", ",")),
          .hash = between(basis, R"("hash":")", "\"")};
}

std::vector<std::string> CliTest::ids(const std::string& database) const {
  std::vector<std::string> ids;
  std::string log = print({"--db", database, "export"});
  for (std::size_t end = log.find('\n'); end != std::string::npos; end = log.find('\n')) {
    ids.push_back(between(std::string_view{log}.substr(0, end), R"("id":")", "\""));
    log.erase(0, end + 1);
  }
  return ids;
}

void CliTest::expect_refused(const Refusal& refusal) const {
  const testing::ScopedTrace trace{__FILE__, __LINE__, testing::PrintToString(refusal.arguments)};
  const Outcome outcome = workspace_.run(refusal.arguments);
  EXPECT_EQ(outcome.exit_code, refusal.exit_code);
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(outcome.err.starts_with("annals: ")) << outcome.err;
  EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  for (const std::string& part : refusal.says) {
    EXPECT_NE(outcome.err.find(part), std::string::npos) << outcome.err << "does not say " << part;
  }
}

void CliTest::expect_unchanged() const {
  EXPECT_EQ(print({"export"}), log_);
  EXPECT_EQ(basis(), basis_);
}

std::string event_line(std::string_view id, std::string_view relationship) {
  std::string line = R"({"id":")";
  line += id;
  line += R"(","type":"term_set","relationship":")";
  line += relationship;
  line += R"(","effective":"2024","term":"stake","key":")";
  line += id;
  line += "\",\"value\":27}\n";
  return line;
}

std::string event_lines(std::string_view prefix, std::size_t count) {
  std::string lines;
  for (std::size_t i = 1; i <= count; ++i) {
    lines += event_line(std::string{prefix} + "-" + std::to_string(i));
  }
  return lines;
}

}  // namespace annals::cli_test
