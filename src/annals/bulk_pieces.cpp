#include "annals/bulk_pieces.h"

#include <fmt/core.h>

#include <span>
#include <utility>

#include "annals/base/check.h"
#include "annals/codec/json_line.h"
#include "annals/codec/record.h"
#include "annals/codec/record_block.h"
#include "annals/event/limits.h"
#include "annals/event/make_event.h"
#include "annals/event_table.h"
#include "annals/index/projections.h"
#include "annals/log/log_reader.h"
#include "annals/log/merkle.h"

namespace annals {
namespace {

Status read_event(std::string_view line, const PieceReading& reading, Event& event) {
  thread_local JsonLineReader reader;  // both keep their memory from one line to the next
  thread_local Draft draft;
  if (line.size() > limits::line_bytes_max) {
    return Error{
        .code = ErrorCode::invalid_input,
        .message = fmt::format("the line has more than {} bytes (1 MiB)", limits::line_bytes_max)};
  }
  if (auto read = reader.read(line, draft); !read) return read;
  if (reading.prepare) reading.prepare(draft);
  return make_event(draft, reading.vocabulary, event);
}

/// Reads a line into `event`, which lies in the piece.
void read_line(std::string_view text, const PieceReading& reading, ReadPiece& piece,
               LoggedEvent& event) {
  ReadPiece::Line& line = piece.lines.emplace_back();
  line.number = piece.line_count;
  line.text = text.substr(0, limits::line_bytes_max + 1);
  event.retracts = {};
  event.replaces = {};
  event.reach.clear();
  event.erased.reset();
  if (auto read = read_event(text, reading, event.event); !read) {
    line.error = std::move(read).error();
    return;
  }
  line.event = &event;
  line.id_hash = EventTable::hash_of(event.event.id);
}

}  // namespace

void read_piece(std::string text, const PieceReading& reading, ReadPiece& piece) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  piece.text = std::move(text);
  piece.line_count = 0;
  piece.lines.clear();
  std::string_view rest = piece.text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++piece.line_count;
    if (reading.is_first && piece.line_count == 1 && line.starts_with(byte_order_mark)) {
      line.remove_prefix(byte_order_mark.size());
    }
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool is_blank = line.find_first_not_of(" \t\r") == std::string_view::npos;
    if (is_blank && line.size() <= limits::line_bytes_max) continue;
    const std::size_t place = piece.lines.size();
    if (place == piece.events.size()) piece.events.emplace_back();
    read_line(line, reading, piece, piece.events[place]);
  }
}

namespace {

/// Puts an event's rows and its record into the room.
void put_event(const LoggedEvent& event, ProjectionList projections, PackingRoom& room) {
  room.rows.put(Column::ids, event.event.id, log_key(event.sequence));
  for (const Projection* projection : projections) put_rows(*projection, event, room.rows);
  room.records += encode_record_here(event);
  room.record_ends.push_back(room.records.size());
}

/// The records of the open block, valid until the room gets another.
std::span<const std::string_view> records_in(PackingRoom& room) {
  room.views.clear();
  std::size_t begin = 0;
  for (const std::size_t end : room.record_ends) {
    room.views.push_back(std::string_view{room.records}.substr(begin, end - begin));
    begin = end;
  }
  return room.views;
}

void begin_block(PackingRoom& room) {
  room.records.clear();
  room.record_ends.clear();
}

}  // namespace

PackedChunk pack_chunk(const EventChunk& chunk, ProjectionList projections,
                       std::uint64_t events_per_run, PackingRoom& room) {
  PackedChunk packed;
  begin_block(room);
  bool is_head = chunk.events.front()->sequence.value % block_records != 1;
  for (const LoggedEvent* event : chunk.events) {
    put_event(*event, projections, room);
    packed.targets.add(*event);
    if (event->sequence.value % events_per_run == 0 && event != chunk.events.back()) {
      packed.rows.push_back(Loading::take_rows(room.rows));
    }
    if (event->sequence.value % block_records != 0) continue;
    const auto records = records_in(room);
    if (is_head) {
      packed.head.assign(records.begin(), records.end());
    } else {
      check(records.size() == block_records, "a block is a whole subtree");
      packed.blocks.push_back({.bytes = pack_records(records), .hash = node_over(records)});
    }
    is_head = false;
    begin_block(room);
  }
  const auto rest = records_in(room);
  (is_head ? packed.head : packed.tail).assign(rest.begin(), rest.end());
  packed.targets.end();
  packed.rows.push_back(Loading::take_rows(room.rows));
  return packed;
}

}  // namespace annals
