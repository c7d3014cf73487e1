#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "annals/codec/mapping.h"
#include "annals/time/clock.h"
#include "annals/time/instant.h"
#include "ingest/snapshot_ingest.h"
#include "support/test_database.h"

namespace annals::realdata {

/// The moments from the first to the last that a date means.
struct Span {
  Moment first;
  Moment last;
};

/// A date as the raw files write it: `2005`, `2005-04`, `2005-04-01`,
/// `2005-04-01T08:00:00.5+02:00`. Throws std::runtime_error for any other.
[[nodiscard]] Span span_of(const std::string& text);

/// Some moment up to the end of `last`.
[[nodiscard]] Span until(const Span& last);

/// What a raw file says of a cell: it has a value from then on, or none.
struct Statement {
  std::optional<std::string> value;
  Span start;
  std::optional<Span> end;
};

/// An answer: the value, and all that are possible.
struct Said {
  std::string value;
  std::set<std::string> possible;

  friend bool operator==(const Said&, const Said&) = default;
};

std::ostream& operator<<(std::ostream& out, const Said& said);

/// What these statements, in the order in which they were made, come to at a moment: nothing where
/// none of them is possible yet. A few lines for semantics.md §5, with nothing of ours but dates.
[[nodiscard]] std::optional<Said> said(const std::vector<Statement>& statements, Moment at);

using Answer = std::map<std::string, Said>;  // by cell, `term` or `term:key`

/// A published version of a table.
struct Version {
  std::string known;
  std::filesystem::path file;
};

/// A database into which the table of a folder is loaded by our mapping for it. Tests of a folder
/// that is not there are skipped.
class RealData : public testing::Test {
 protected:
  explicit RealData(std::string name);

  void SetUp() override;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  /// The versions of the table by the folder's INDEX.tsv; each `step`th of them, and the last.
  [[nodiscard]] std::vector<Version> versions(std::size_t step = 1) const;

  /// Loads a file; none: the mapping says since when each row is known. The test fails if it is
  /// refused.
  cli::SnapshotCounts load(const std::filesystem::path& file, std::optional<std::string> known);

  /// What is said of the cells of a relationship on V as known on K. Cells that have ended for sure
  /// are left out.
  [[nodiscard]] Answer ask(const std::string& relationship, Moment on, Moment known) const;

  /// A moment on a random day from the first of January of `from` to the end of `to`.
  [[nodiscard]] Moment any_moment(int from, int to);

  [[nodiscard]] std::size_t any_below(std::size_t bound);

 private:
  std::string name_;
  std::filesystem::path folder_;
  SystemClock clock_;
  support::TestDatabase database_{clock_};
  std::mt19937 random_{20261123};
};

}  // namespace annals::realdata
