#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "annals/base/result.h"
#include "annals/event/event.h"
#include "annals/log/log_reader.h"
#include "annals/log/merkle.h"
#include "annals/verify/report.h"

namespace annals {

/// Reads the log from end to end: that its blocks and records are all there and can be read, that
/// each names its place, that times and corrections fit, that what is left of erased events is what
/// was left, and that every node of the tree is the hash of what lies under it. Borrows all that it
/// is given.
class LogCheck {
 public:
  LogCheck(const Snapshot& snapshot, Findings& findings)
      : snapshot_{snapshot}, log_{snapshot}, findings_{findings} {}

  /// Told each sequence in order, with null for what cannot be read.
  using Visit = std::function<void(Sequence sequence, const LoggedEvent* event)>;

  /// Errors: io; not_found if `progress` stopped it. Damage goes to the findings.
  [[nodiscard]] Status run(const Visit& visit);

 private:
  [[nodiscard]] Status find_ends();
  [[nodiscard]] Status check_block(std::uint64_t block, const Visit& visit);
  [[nodiscard]] Status check_single(Sequence sequence, const Visit& visit);
  [[nodiscard]] Status check_strays();
  void check_record(Sequence sequence, std::string_view record, const Visit& visit);
  void check_times(const LoggedEvent& logged);
  void check_erased(const LoggedEvent& erased, std::string_view record);
  [[nodiscard]] Status check_erased_keys();
  void check_target(const LoggedEvent& logged, Sequence target, std::string_view id);
  void check_node(const TreeNode& node);
  [[nodiscard]] Status check_extra_nodes();
  void skip_block(std::uint64_t block, std::string what, const Visit& visit);
  void note(std::string_view part, std::optional<Sequence> sequence, std::string what);
  /// A value of the log; what RocksDB finds damaged is noted and is then not there.
  [[nodiscard]] Result<std::optional<std::string>> get(std::string_view key, Sequence sequence);

  const Snapshot& snapshot_;
  LogReader log_;
  Findings& findings_;
  std::uint64_t blocks_ = 0;
  Sequence last_;
  TreeEdge tree_;
  bool has_tree_ = true;  // it could be worked out so far
  bool is_whole_ = true;  // no record was missing so far
  RecordedTime recorded_ = RecordedTime::earliest();
};

}  // namespace annals
