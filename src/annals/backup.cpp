#include "annals/backup.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "annals/base/text.h"
#include "annals/database.h"
#include "annals/log/erased.h"
#include "annals/log/log_reader.h"
#include "annals/store/folder.h"

namespace annals {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view contents_name = "BACKUP";
constexpr std::string_view first_line = "annals backup 1";
constexpr std::string_view state_prefix = "state-";

/// What the file BACKUP says: the folder that holds the copy, its files, and the log's head.
struct Contents {
  std::uint64_t state = 0;
  Sequence last;
  std::string head;  // hex
  std::vector<StoreFile> files;
};

std::string state_name(std::uint64_t number) {
  return fmt::format("{}{}", state_prefix, number);
}

std::string encode(const Contents& contents) {
  std::string text = fmt::format("{}\nstate {}\nhead {} {}\n", first_line, contents.state,
                                 contents.last.value, contents.head);
  for (const StoreFile& file : contents.files) {
    text += fmt::format("file {} {}\n", file.bytes, file.name);
  }
  return text + fmt::format("end {}\n", sha256({text}).hex());
}

/// Takes words and numbers from a line.
class Line {
 public:
  explicit Line(std::string_view text) : rest_{text} {}

  [[nodiscard]] std::string_view word() {
    const std::size_t end = std::min(rest_.find(' '), rest_.size());
    const std::string_view taken = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return taken;
  }
  [[nodiscard]] std::optional<std::uint64_t> number() {
    const std::string_view text = word();
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_all = read.ec == std::errc{} && read.ptr == text.data() + text.size();
    return is_all && !text.empty() ? std::optional{value} : std::nullopt;
  }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

/// Takes the line into the contents; false if it is none of theirs.
bool take(Line line, Contents& contents) {
  const std::string_view kind = line.word();
  const auto number = line.number();
  if (!number) return false;
  if (kind == "state") {
    contents.state = *number;
  } else if (kind == "head") {
    contents.last.value = *number;
    contents.head = line.word();
  } else if (kind == "file") {
    const std::string_view name = line.word();
    if (!is_store_file(name)) return false;
    contents.files.push_back({.name = std::string{name}, .bytes = *number});
  } else {
    return false;
  }
  return line.is_at_end();
}

std::optional<Contents> decode(std::string_view text) {
  constexpr std::string_view end_mark = "end ";
  const std::size_t end = text.rfind(end_mark);
  if (end == std::string_view::npos || end == 0 || text[end - 1] != '\n') return std::nullopt;
  if (text.substr(end) != fmt::format("end {}\n", sha256({text.substr(0, end)}).hex())) {
    return std::nullopt;
  }
  text = text.substr(0, end);
  Contents contents;
  bool is_first = true;
  while (!text.empty()) {
    const std::size_t line_end = text.find('\n');
    const std::string_view line = text.substr(0, line_end);
    text.remove_prefix(line_end + 1);
    if (is_first ? line != first_line : !take(Line{line}, contents)) return std::nullopt;
    is_first = false;
  }
  return contents;
}

/// What a folder's backup is; nothing if the folder is not there or is empty.
Result<std::optional<Contents>> read_contents(const fs::path& folder) {
  std::error_code error;
  if (!fs::exists(folder, error)) return std::optional<Contents>{};
  if (!fs::is_directory(folder, error)) {
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("'{}' is a file; a backup is a folder", folder.string())};
  }
  constexpr std::uintmax_t bytes_max = std::uintmax_t{64} << 20U;
  const fs::path path = folder / contents_name;
  if (fs::is_regular_file(fs::symlink_status(path, error)) &&
      fs::file_size(path, error) <= bytes_max) {
    std::ifstream file{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (auto contents = decode(text)) return contents;
    return Error{.code = ErrorCode::corrupt,
                 .message = fmt::format("'{}' is not what a backup has there", path.string())};
  }
  // An interrupted first backup leaves nothing but such folders.
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    const std::string name = entry.path().filename();
    if (name.starts_with(state_prefix) || name == fmt::format("{}.new", contents_name)) continue;
    return Error{.code = ErrorCode::invalid_input,
                 .message = fmt::format("'{}' holds something, but no backup", folder.string())};
  }
  return std::optional<Contents>{};
}

Result<Database> open_to_read(const fs::path& path) {
  return Database::open(path, {.access = Access::read, .decoded_bytes_max = 0});
}

struct Head {
  Sequence last;
  Digest digest;
};

/// Hashes every record of a log; the tree that the log has must have the same head.
Result<Head> hash_all(const fs::path& path) {
  const auto database = open_to_read(path);
  if (!database) return database.error();
  const Snapshot snapshot = database->snapshot();
  const LogReader log{snapshot};
  const Sequence last = database->last();
  TreeEdge tree;
  while (tree.size() < last.value) {
    const auto leaves =
        log.leaves(tree.size() / block_records, std::min(block_records, last.value - tree.size()));
    if (!leaves) return leaves.error();
    for (const Digest& leaf : *leaves) tree.append(leaf, [](const TreeNode&) {});
  }
  const auto edge = log.edge(last);
  if (!edge) return edge.error();
  if (edge->head() == tree.head()) return Head{.last = last, .digest = tree.head()};
  return Error{
      .code = ErrorCode::corrupt,
      .message = fmt::format("the records of '{}' are not those of its tree", path.string())};
}

/// Refuses a database whose log does not begin with all that the backup has.
Status expect_continuation(const fs::path& database, const fs::path& to, const Contents& contents) {
  const auto opened = open_to_read(database);
  if (!opened) return opened.error();
  const Error other{
      .code = ErrorCode::invalid_input,
      .message = fmt::format("'{}' has a backup of another log, or of more than '{}' has: up to "
                             "sequence {}",
                             to.string(), database.string(), contents.last.value)};
  if (contents.last > opened->last()) return other;
  const Snapshot snapshot = opened->snapshot();
  const auto edge = LogReader{snapshot}.edge(contents.last);
  if (!edge) return edge.error();
  if (edge->head().hex() != contents.head) return other;
  return Done{};
}

/// Removes copies that the contents do not name: of interrupted backups, or before this one.
void remove_others(const fs::path& folder, const std::optional<Contents>& contents) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator{folder, error}) {
    const std::string name = entry.path().filename();
    const bool is_named = contents && name == state_name(contents->state);
    // What stays is tried again by the next backup.
    if (name.starts_with(state_prefix) && !is_named) (void)remove_folder(entry.path());
  }
}

/// A copy that has been read as a whole.
struct Copy {
  BackupReport report;
  std::vector<StoreFile> files;
};

Result<Copy> make_copy(const fs::path& database, const fs::path& state,
                       const std::optional<fs::path>& earlier) {
  const auto counts = copy_store(database, state, earlier);
  if (!counts) return counts.error();
  const auto head = hash_all(state);
  if (!head) return head.error();
  auto files = verify_files(state);
  if (!files) return std::move(files).error();
  if (auto synced = sync_folder(state); !synced) return std::move(synced).error();
  return Copy{.report = {.last = head->last, .head = head->digest, .files = *counts},
              .files = *std::move(files)};
}

}  // namespace

Result<BackupReport> back_up(const fs::path& database, const fs::path& to) {
  if (auto opened = open_to_read(database); !opened) return std::move(opened).error();
  if (auto made = make_folders(to); !made) return std::move(made).error();
  const auto lock = FolderLock::take(to);
  if (!lock) return lock.error();
  const auto contents = read_contents(to);
  if (!contents) return contents.error();
  if (*contents) {
    if (auto same = expect_continuation(database, to, **contents); !same) {
      return std::move(same).error();
    }
  }
  remove_others(to, *contents);
  const std::uint64_t number = *contents ? (*contents)->state + 1 : 1;
  const fs::path state = to / state_name(number);
  std::optional<fs::path> earlier;
  if (*contents) earlier = to / state_name((*contents)->state);
  auto copy = make_copy(database, state, earlier);
  // What was damaged in the earlier backup is copied anew.
  if (!copy && earlier && copy.error().code == ErrorCode::corrupt) {
    copy = make_copy(database, state, {});
  }
  if (!copy) {
    (void)remove_folder(state);
    return std::move(copy).error();
  }
  if (auto synced = sync_folder(to); !synced) return std::move(synced).error();
  const Contents next{.state = number,
                      .last = copy->report.last,
                      .head = copy->report.head.hex(),
                      .files = std::move(copy->files)};
  if (auto written = write_file(to / contents_name, encode(next)); !written) {
    return std::move(written).error();
  }
  remove_others(to, next);
  return copy->report;
}

namespace {

/// Copies the backup to `unfinished` and reads all of it.
Result<BackupReport> fill(const fs::path& from, const Contents& contents,
                          const fs::path& unfinished) {
  const fs::path state = from / state_name(contents.state);
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(state, error))) {
    return Error{.code = ErrorCode::corrupt,
                 .message = fmt::format("'{}' is missing; the backup names it", state.string())};
  }
  if (auto copied = copy_files(state, unfinished, contents.files); !copied) {
    return std::move(copied).error();
  }
  const auto head = hash_all(unfinished);
  if (!head) return head.error();
  if (auto whole = verify_files(unfinished); !whole) return std::move(whole).error();
  if (head->last != contents.last || head->digest.hex() != contents.head) {
    return Error{.code = ErrorCode::corrupt,
                 .message = fmt::format("'{}' is not the log up to sequence {} that was backed up",
                                        state.string(), contents.last.value)};
  }
  BackupReport report{.last = head->last, .head = head->digest, .files = {}};
  for (const StoreFile& file : contents.files) {
    ++report.files.files_copied;
    report.files.bytes_copied += file.bytes;
  }
  return report;
}

}  // namespace

Result<BackupReport> restore(const fs::path& from, const fs::path& database) {
  const auto contents = read_contents(from);
  if (!contents) return contents.error();
  if (!*contents) {
    return Error{.code = ErrorCode::missing,
                 .message = fmt::format("there is no backup at '{}'", from.string())};
  }
  return create_folder(
      database, [&](const fs::path& unfinished) { return fill(from, **contents, unfinished); });
}

}  // namespace annals
