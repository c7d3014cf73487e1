#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
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
#include "annals/store/loading.h"
#include "annals/store/store.h"
#include "annals/target_list.h"

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
  std::deque<LoggedEvent> events;  ///< more than lines speak of: what is left of another piece
};

/// What is done to a draft before it is made an event, by several threads at once.
using PrepareDraft = std::function<void(Draft& draft)>;

/// How lines are read. Borrows both.
struct PieceReading {
  const Vocabulary& vocabulary;
  const PrepareDraft& prepare;
  bool is_first;  ///< the lines may begin with a byte order mark
};

/// Reads the lines of JSON that are `text`, in place of whatever the piece held. Its events are
/// written over, since to free and take their memory again costs more than to write them.
void read_piece(std::string text, const PieceReading& reading, ReadPiece& piece);

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
  TargetList targets;
  std::vector<Loading::Columns> rows;  ///< of the run of level 0 that it begins in, and of the next
};

/// Memory in which a chunk is packed, one after the other. What it holds is of no meaning.
struct PackingRoom {
  Batch rows;
  std::string records = {};  ///< of the open block
  std::vector<std::size_t> record_ends = {};
  std::vector<std::string_view> views = {};
};

/// `events_per_run`: of runs of level 0.
[[nodiscard]] PackedChunk pack_chunk(const EventChunk& chunk, ProjectionList projections,
                                     std::uint64_t events_per_run, PackingRoom& room);

}  // namespace annals
