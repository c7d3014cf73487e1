#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "annals/base/result.h"
#include "annals/base/sha256.h"
#include "annals/event/draft.h"
#include "annals/event/event.h"
#include "annals/event/vocabulary.h"
#include "annals/index/projection.h"
#include "annals/store/store.h"

namespace annals {

// The two steps of a load that any thread can do, one piece apart from the other.

/// Some lines of the input, and their events, which wait for their place in the log.
struct ReadPiece {
  /// A line that is not blank.
  struct Line {
    std::uint64_t number;  ///< in the piece, from 1
    std::string_view text;
    LoggedEvent* event;  ///< null: `error` says why
    std::uint64_t id_hash;
    std::optional<Error> error;
  };

  std::string text;
  std::uint64_t line_count = 0;  ///< blank ones too
  std::vector<Line> lines;
  std::vector<LoggedEvent> events;
};

/// What is done to a draft before it is made an event, by several threads at once.
using PrepareDraft = std::function<void(Draft& draft)>;

/// Reads lines of JSON. `is_first`: they may begin with a byte order mark.
[[nodiscard]] std::shared_ptr<ReadPiece> read_piece(std::string text, bool is_first,
                                                    const Vocabulary& vocabulary,
                                                    const PrepareDraft& prepare);

/// Events that follow one another in the log, with all that was not known when they were read.
struct EventChunk {
  std::vector<const LoggedEvent*> events;
  std::vector<std::shared_ptr<ReadPiece>> pieces;  ///< that own them
};

/// Such events as they will be stored.
struct PackedChunk {
  struct Block {
    std::string bytes;
    Digest hash;  ///< of the node over its records
  };

  std::vector<std::string> head;  ///< records of a block that began before
  std::vector<Block> blocks;
  std::vector<std::string> tail;  ///< records of a block that does not end here
  Batch rows;                     ///< of all packed columns
};

[[nodiscard]] PackedChunk pack_chunk(const EventChunk& chunk, const Store& store,
                                     ProjectionList projections);

}  // namespace annals
