#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "annals/codec/json.h"
#include "realdata/real_data.h"
#include "support/must.h"
#include "support/temporary_directory.h"

namespace annals::realdata {
namespace {

/// The id of the organisation that a line is about: the only one before a comma.
std::string id_of(const std::string& line) {
  constexpr std::string_view before = R"("id":"https://ror.org/)";
  constexpr std::size_t id_bytes = 9;
  for (std::size_t at = line.find(before); at != std::string::npos;
       at = line.find(before, at + 1)) {
    const std::size_t end = at + before.size() + id_bytes;
    if (line.compare(end, 2, "\",") == 0) return line.substr(end - id_bytes, id_bytes);
  }
  return {};
}

/// The versions of one organisation in fifty; none if there is no program to unpack them.
std::vector<std::string> some_lines(const std::string& path) {
  struct Close {
    void operator()(std::FILE* pipe) const { pclose(pipe); }
  };
  const std::unique_ptr<std::FILE, Close> pipe{popen(("xz -dc '" + path + "'").c_str(), "r")};
  std::vector<std::string> lines;
  std::string line;
  std::vector<char> buffer(1 << 16);
  while (pipe &&
         std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe.get()) != nullptr) {
    line += buffer.data();
    if (!line.ends_with('\n')) continue;
    const std::string id = id_of(line);
    if (id.ends_with("46") || id.ends_with("91")) lines.push_back(line);
    line.clear();
  }
  return lines;
}

struct Version {
  Span known;
  Json record;
};
using Organisations = std::map<std::string, std::vector<Version>>;

std::string lower(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return text;
}

/// The values of all cells of a version of a record, in the first or the second form of ROR's data.
std::map<std::string, std::string> cells_of(const Json& record) {
  std::map<std::string, std::string> cells{{"status", record["status"].get<std::string>()}};
  if (record.contains("name")) cells["name"] = record["name"].get<std::string>();
  if (record.contains("country"))
    cells["country"] = record["country"]["country_code"].get<std::string>();
  for (const Json& name : record.value("names", Json::array())) {
    for (const Json& type : name["types"]) {
      if (type == "ror_display") cells["name"] = name["value"].get<std::string>();
    }
  }
  for (const Json& location : record.value("locations", Json::array())) {
    const Json& details = location["geonames_details"];
    cells["location:" + location["geonames_id"].dump()] =
        details["name"].get<std::string>() + ", " + details["country_code"].get<std::string>();
  }
  for (const Json& relation : record["relationships"]) {
    cells[lower(relation["type"].get<std::string>()) + ":" + relation["id"].get<std::string>()] =
        "true";
  }
  return cells;
}

/// The version from which on this cell was there with this value up to version `current`.
const Version& since(const std::vector<Version>& versions, std::size_t current,
                     const std::string& cell, const std::string& value) {
  while (current > 0) {
    const auto before = cells_of(versions[current - 1].record);
    const auto found = before.find(cell);
    if (found == before.end() || found->second != value) break;
    --current;
  }
  return versions[current];
}

Answer answer_of(const std::vector<Version>& versions, Moment on, Moment known) {
  std::optional<std::size_t> current;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    if (versions[i].known.last <= known) current = i;
  }
  Answer answer;
  if (!current) return answer;
  for (const auto& [cell, value] : cells_of(versions[*current].record)) {
    // What belongs to an organisation began by the version that first had it, all else by the
    // first.
    const bool belongs = cell.find(':') != std::string::npos;
    const Version& first = belongs ? since(versions, *current, cell, value) : versions.front();
    const Statement statement{.value = value, .start = until(first.known), .end = {}};
    if (const auto at = said({statement}, on)) answer[cell] = *at;
  }
  return answer;
}

class Ror : public RealData {
 protected:
  Ror() : RealData{"ror"} {}
};

TEST_F(Ror, SaysOfAnOrganisationWhatItsVersionOfThatTimeDoes) {
  const auto lines = some_lines(folder() / "ror_record_versions.jsonl.xz");
  if (lines.empty()) GTEST_SKIP() << "xz is not here to unpack the records";
  const support::TemporaryDirectory directory;
  const std::string path = directory.path() / "some.jsonl";
  Organisations organisations;
  {
    std::ofstream file{path};
    for (const std::string& line : lines) {
      file << line;
      const Json json = support::must(parse_json(line));
      organisations[json["record"]["id"]].push_back(
          {.known = span_of(json["recorded_at"]), .record = json["record"]});
    }
  }
  EXPECT_EQ(load(path, {}).fresh, organisations.size());
  std::vector<std::string> ids;
  std::vector<std::string> revised;
  for (const auto& [id, versions] : organisations) {
    ids.push_back(id);
    if (versions.size() > 1) revised.push_back(id);
  }
  ASSERT_GT(revised.size(), 100U);
  std::size_t answered = 0;
  for (int asked = 0; asked < 1000; ++asked) {
    const std::string& id =
        asked % 2 == 0 ? revised[any_below(revised.size())] : ids[any_below(ids.size())];
    const Moment on = any_moment(2020, 2026);
    const Moment known = any_moment(2022, 2026);
    const Answer expected = answer_of(organisations[id], on, known);
    EXPECT_EQ(ask(id, on, known), expected) << id;
    answered += expected.size();
  }
  EXPECT_GT(answered, 1000U);
}

}  // namespace
}  // namespace annals::realdata
