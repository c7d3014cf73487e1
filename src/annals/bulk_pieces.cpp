#include "annals/bulk_pieces.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

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

Result<Event> read_event(std::string_view line, const Vocabulary& vocabulary,
                         const PrepareDraft& prepare) {
  thread_local JsonLineReader reader;  // keeps its memory from one line to the next
  if (line.size() > limits::line_bytes_max) {
    return Error{
        .code = ErrorCode::invalid_input,
        .message = fmt::format("the line has more than {} bytes (1 MiB)", limits::line_bytes_max)};
  }
  auto draft = reader.read(line);
  if (!draft) return std::move(draft).error();
  if (prepare) prepare(*draft);
  return make_event(*draft, vocabulary);
}

void read_line(std::string_view text, ReadPiece& piece, const Vocabulary& vocabulary,
               const PrepareDraft& prepare) {
  ReadPiece::Line& line = piece.lines.emplace_back();
  line.number = piece.line_count;
  line.text = text.substr(0, limits::line_bytes_max + 1);
  auto event = read_event(text, vocabulary, prepare);
  if (!event) {
    line.error = std::move(event).error();
    return;
  }
  line.event = &piece.events.emplace_back();
  line.event->event = *std::move(event);
  line.id_hash = EventTable::hash_of(line.event->event.id);
}

}  // namespace

std::shared_ptr<ReadPiece> read_piece(std::string text, bool is_first, const Vocabulary& vocabulary,
                                      const PrepareDraft& prepare) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  auto piece = std::make_shared<ReadPiece>();
  piece->text = std::move(text);
  std::string_view rest = piece->text;
  const auto lines = static_cast<std::size_t>(std::ranges::count(rest, '\n')) + 1;
  piece->lines.reserve(lines);
  piece->events.reserve(lines);  // they must not move: lines point to them
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++piece->line_count;
    if (is_first && piece->line_count == 1 && line.starts_with(byte_order_mark)) {
      line.remove_prefix(byte_order_mark.size());
    }
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool is_blank = line.find_first_not_of(" \t\r") == std::string_view::npos;
    if (is_blank && line.size() <= limits::line_bytes_max) continue;
    read_line(line, *piece, vocabulary, prepare);
  }
  return piece;
}

namespace {

/// Packs the records of a block that begins at `sequence`, and hashes them.
PackedChunk::Block pack_block(std::span<const std::string_view> records, Sequence sequence) {
  PackedChunk::Block block{.bytes = pack_records(records), .hash = {}};
  TreeEdge tree;
  for (const std::string_view record : records) {
    tree.append(leaf_hash(record), [](const TreeNode&) {});
  }
  check(tree.size() == block_records && sequence.value % block_records == 1,
        "a block is a whole subtree");
  block.hash = tree.head();
  return block;
}

}  // namespace

PackedChunk pack_chunk(const EventChunk& chunk, const Store& store, ProjectionList projections) {
  PackedChunk packed{.head = {}, .blocks = {}, .tail = {}, .rows = store.batch()};
  std::vector<std::string> records;  // of the open block
  std::vector<std::string_view> views;
  bool is_head = chunk.events.front()->sequence.value % block_records != 1;
  for (const LoggedEvent* event : chunk.events) {
    packed.rows.put(Column::ids, event->event.id, log_key(event->sequence));
    for (const Projection* projection : projections) put_rows(*projection, *event, packed.rows);
    records.push_back(encode_record(*event));
    if (event->sequence.value % block_records != 0) continue;
    if (is_head) {
      packed.head = std::move(records);
    } else {
      views.assign(records.begin(), records.end());
      packed.blocks.push_back(
          pack_block(views, {.value = event->sequence.value - block_records + 1}));
    }
    is_head = false;
    records.clear();
  }
  (is_head ? packed.head : packed.tail) = std::move(records);
  packed.rows.fit();
  return packed;
}

}  // namespace annals
