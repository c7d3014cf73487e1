// Reads every #include of ours and refuses one that points the wrong way.
//
// A layer is a folder of src/annals; it may include itself and the layers that its entry in
// src/CMakeLists.txt USES. Each outside library has one room.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/tree.h"

namespace annals::tidy {
namespace {

using Names = std::set<std::string, std::less<>>;

struct Layer {
  std::string name;
  Names uses;
};

/// The layers of src/CMakeLists.txt, in their order: `annals_layer(NAME ... USES A B ...)`.
std::vector<Layer> layers() {
  constexpr std::string_view call = "annals_layer(";
  const Names keywords{"HEADERS", "SOURCES", "USES", "LIBRARIES", "PUBLIC_LIBRARIES"};
  const std::string text = text_of("src/CMakeLists.txt");
  std::vector<Layer> all;
  for (std::size_t at = text.find(call); at != std::string::npos; at = text.find(call, at)) {
    at += call.size();
    const auto words = words_of(text.substr(at, text.find(')', at) - at));
    Layer layer{.name = words.at(0), .uses = {}};
    std::string keyword;
    for (const std::string& word : words) {
      if (keywords.contains(word)) keyword = word;
      if (keyword == "USES" && word != keyword) layer.uses.insert(word);
    }
    all.push_back(layer);
  }
  return all;
}

std::map<std::string, Names, std::less<>> uses_by_layer() {
  std::map<std::string, Names, std::less<>> uses;
  for (const Layer& layer : layers()) uses[layer.name] = layer.uses;
  return uses;
}

/// What an #include names, with its quotes or brackets; nothing for any other line.
std::optional<std::string> included(std::string_view line) {
  constexpr std::string_view directive = "#include ";
  if (!line.starts_with(directive)) return std::nullopt;
  line.remove_prefix(directive.size());
  const char end = line.front() == '<' ? '>' : '"';
  return std::string{line.substr(0, line.find(end, 1) + 1)};
}

/// The layer that a path in src/annals is in: its folder, or the file's name without ending.
std::string layer_of(const std::filesystem::path& in_annals) {
  // What lies in no folder is the front door.
  return in_annals.has_parent_path() ? in_annals.begin()->string() : "database";
}

TEST(Layers, UseOnlyLayersBelowThem) {
  Names below;
  for (const Layer& layer : layers()) {
    for (const std::string& used : layer.uses) {
      EXPECT_TRUE(below.contains(used)) << layer.name << " uses " << used;
    }
    below.insert(layer.name);
  }
  EXPECT_GE(below.size(), 10U);
}

// The core does no I/O: what an event is and what a cell holds know nothing of disks.
TEST(Layers, KeepTheCoreApartFromTheStore) {
  const auto uses = uses_by_layer();
  EXPECT_EQ(uses.at("base"), Names{});
  EXPECT_EQ(uses.at("time"), Names{"base"});
  EXPECT_EQ(uses.at("event"), (Names{"base", "time"}));
  EXPECT_EQ(uses.at("state"), (Names{"base", "time", "event"}));
  EXPECT_EQ(uses.at("codec"), (Names{"base", "time", "event"}));
  EXPECT_EQ(uses.at("store"), Names{"base"});
}

TEST(Layers, IncludeOnlyWhatTheyUse) {
  constexpr std::string_view ours = "\"annals/";
  const auto uses = uses_by_layer();
  for (const auto& file : files_under({"src/annals"})) {
    const std::string layer = layer_of(file.lexically_relative("src/annals"));
    ASSERT_TRUE(uses.contains(layer)) << file << ": add the layer to src/CMakeLists.txt";
    for (const std::string& line : lines_of(file)) {
      const auto name = included(line);
      if (!name || !name->starts_with(ours)) continue;
      const std::string other = layer_of(name->substr(ours.size(), name->size() - ours.size() - 1));
      EXPECT_TRUE(other == layer || uses.at(layer).contains(other))
          << file << " may not include " << *name;
    }
  }
}

TEST(Layers, NameEachFileInTheBuild) {
  const Names named = [] {
    const auto words = words_of(text_of("src/CMakeLists.txt"));
    return Names{words.begin(), words.end()};
  }();
  for (const auto& file : files_under({"src/annals"})) {
    EXPECT_TRUE(named.contains(file.lexically_relative("src").string())) << file;
  }
}

/// A folder that may include headers whose name begins so, as no folder without a room may.
struct Room {
  std::string_view header;
  std::string_view folder;
};

constexpr std::array rooms{
    Room{.header = "<rocksdb/", .folder = "src/annals/store/"},
    Room{.header = "<simdjson", .folder = "src/annals/codec/"},
    Room{.header = "<nlohmann/", .folder = "src/annals/codec/"},
    Room{.header = "<csv.h", .folder = "src/annals/codec/"},
    Room{.header = "<flatbuffers/", .folder = "src/annals/codec/"},
    Room{.header = "<event_generated", .folder = "src/annals/codec/"},
    Room{.header = "<erased_generated", .folder = "src/annals/codec/"},
    Room{.header = "<openssl/", .folder = "src/annals/base/"},
    Room{.header = "<sqlite3", .folder = "src/annals/sql/"},
    Room{.header = "<zlib", .folder = "tools/annals/input/"},
    Room{.header = "<zstd", .folder = "tools/annals/input/"},
    Room{.header = "<zstd", .folder = "src/annals/codec/"},  // blocks of records
    Room{.header = "<CLI/", .folder = "tools/"},
    Room{.header = "<histedit", .folder = "tools/annals/shell/"},
};

/// Whether an #include of `name` in `file` names a library; and whether it may.
struct Use {
  std::string_view header;
  bool is_allowed;
};

std::optional<Use> use_of(const std::optional<std::string>& name, const std::string& file) {
  std::optional<Use> use;
  for (const Room& room : rooms) {
    if (!name || !name->starts_with(room.header)) continue;
    const bool was_allowed = use && use->is_allowed;
    use = Use{.header = room.header, .is_allowed = was_allowed || file.starts_with(room.folder)};
  }
  return use;
}

TEST(Libraries, HaveEachOneRoom) {
  std::set<std::string_view> met;
  for (const auto& file : files_under({"src", "tools"})) {
    for (const std::string& line : lines_of(file)) {
      const auto use = use_of(included(line), file.string());
      if (!use) continue;
      met.insert(use->header);
      EXPECT_TRUE(use->is_allowed) << file << " may not: " << line;
    }
  }
  for (const std::string_view wanted :
       {"<rocksdb/", "<simdjson", "<openssl/", "<sqlite3", "<zlib", "<CLI/"}) {
    EXPECT_TRUE(met.contains(wanted)) << wanted << " is met nowhere: is its name still the same?";
  }
}

}  // namespace
}  // namespace annals::tidy
