#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/sha256.h"
#include "annals/event/sequence.h"
#include "annals/index/projection.h"
#include "annals/store/run.h"

namespace annals {

/// Something in a database that is not as it should be, and where, as far as that is known.
struct Problem {
  std::string part;  ///< `files`, or the name of a column
  std::optional<std::string> file = {};
  std::optional<Sequence> sequence = {};
  std::optional<RunId> run = {};
  std::optional<std::uint64_t> page = {};
  std::string what;
};

/// What has been looked at.
struct VerifyCounts {
  std::uint64_t records = 0;
  std::uint64_t nodes = 0;
  std::uint64_t runs = 0;
  std::uint64_t pages = 0;
  std::uint64_t rows = 0;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;  ///< of the files
};

struct VerifyReport {
  Sequence last;
  std::optional<Digest> head;  ///< from the records alone; none if some could not be read
  VerifyCounts counts;
  std::vector<Problem> problems;    ///< the first of them
  std::uint64_t problem_count = 0;  ///< all of them
  std::vector<std::string> notes;   ///< what is no damage but worth to know

  [[nodiscard]] bool is_sound() const { return problem_count == 0; }
};

/// Told what is being done and how much of it is; returns false to stop.
using VerifyProgress =
    std::function<bool(std::string_view doing, std::uint64_t done, std::uint64_t total)>;

struct VerifyOptions {
  std::size_t problems_max = 100;  ///< how many are told; all are counted
  /// Of the program's own, to be compared with the log like ours. Of others that the database has,
  /// only the pages are looked at: what their rows should be is not known.
  std::vector<const Projection*> projections = {};
  VerifyProgress progress = [](std::string_view, std::uint64_t, std::uint64_t) { return true; };
};

/// A report that is being written.
class Findings {
 public:
  explicit Findings(const VerifyOptions& options) : options_{options} {}

  void add(Problem problem) {
    if (report_.problems.size() < options_.problems_max) {
      report_.problems.push_back(std::move(problem));
    }
    ++report_.problem_count;
  }

  [[nodiscard]] VerifyReport& report() { return report_; }
  [[nodiscard]] bool goes_on(std::string_view doing, std::uint64_t done, std::uint64_t total) {
    return options_.progress(doing, done, total);
  }

 private:
  const VerifyOptions& options_;
  VerifyReport report_;
};

}  // namespace annals
