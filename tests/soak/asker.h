#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <string>
#include <vector>

#include "annals/state/condition.h"
#include "annals/store/store.h"
#include "oracle/oracle.h"
#include "property/question.h"

namespace annals::soak {

/// Something about a relationship, and something across all of them.
struct Asked {
  property::Question question;
  std::vector<Condition> conditions;
  bool possible = false;
};

/// The judge, told at once all that a writer is going to append.
[[nodiscard]] oracle::Oracle judge_of(const std::vector<std::string>& lines);

/// One who asks mixed questions and compares each answer with the judge's. For one thread.
class Asker {
 public:
  /// Borrows the judge.
  Asker(const oracle::Oracle& judge, std::uint64_t seed);

  /// Asks a question of a snapshot that was made when `acknowledged` events had been. Throws
  /// std::runtime_error, which says what was asked, if the answer is wrong, or the snapshot shows
  /// less than was acknowledged, or than this asker has seen before.
  void ask(const Snapshot& snapshot, std::uint64_t acknowledged);

 private:
  const oracle::Oracle& judge_;
  rc::Gen<Asked> questions_;
  rc::Random random_;
  std::uint64_t seen_ = 0;
};

}  // namespace annals::soak
