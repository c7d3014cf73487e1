#include "annals/bulk_load.h"

#include <algorithm>
#include <deque>
#include <future>
#include <optional>
#include <utility>
#include <vector>

#include "annals/base/big_endian.h"
#include "annals/base/check.h"
#include "annals/base/spares.h"
#include "annals/base/worker_pool.h"
#include "annals/codec/record.h"
#include "annals/codec/record_block.h"
#include "annals/event_table.h"
#include "annals/index/projections.h"
#include "annals/log/admission.h"
#include "annals/log/erased.h"
#include "annals/log/log_reader.h"
#include "annals/store/loading.h"

namespace annals {

struct BulkLoad::Impl {
  // Outlive all that is taken from them.
  Spares<ReadPiece> spare_pieces{};
  Spares<PackingRoom> spare_rooms{};

  /// Events that are being packed.
  struct Packing {
    std::shared_ptr<const EventChunk> chunk;
    std::future<PackedChunk> packed;
  };
  /// The block of the log that was read last.
  struct LastBlock {
    std::uint64_t number;
    RecordBlock block;
  };

  Target target;
  LoadOptions options;
  Snapshot before;  // the database as it was
  LogEnd end;       // of what has been admitted
  LogTail written;  // of what has been handed to `loading`
  LoadCounts counts{};
  std::uint64_t lines = 0;  // of the pieces that have been admitted
  std::uint64_t pieces = 0;
  EventTable ids{};
  std::uint64_t lookups = 0;   // of ids in the database as it was
  bool knows_all_ids = false;  // `ids` has those of before
  std::vector<std::string>
      open_records{};  // of the last block, which is not full; those of before too
  std::optional<LastBlock> last_block{};
  std::deque<TargetList> targets{};  // of what was packed last, in order
  std::size_t target_count = 0;
  EventChunk chunk{};  // what is admitted and not yet being packed
  std::optional<Loading> loading{};
  WorkerPool pool;  // ends before what its tasks use
  std::deque<std::future<std::shared_ptr<ReadPiece>>> reading{};
  std::deque<Packing> packing{};

  Impl(const Target& to, const LoadOptions& how)
      : target{to},
        options{how},
        before{to.store.snapshot()},
        end{.sequence = to.tail.last, .recorded = to.tail.recorded},
        written{to.tail},
        pool{how.threads} {}

  [[nodiscard]] Status begin();
  [[nodiscard]] Status admit_piece();
  [[nodiscard]] Status admit_line(const std::shared_ptr<ReadPiece>& piece, ReadPiece::Line& line);
  [[nodiscard]] Status refuse(const ReadPiece::Line& line, const Error& error);
  using Read = Result<LoggedEvent> (Impl::*)(Sequence sequence);
  [[nodiscard]] Result<std::optional<LoggedEvent>> find(const std::string& id, std::uint64_t hash,
                                                        Read read_event);
  [[nodiscard]] Result<LoggedEvent> read(Sequence sequence);
  /// As `read`, but there may be no more of it than corrections need.
  [[nodiscard]] Result<LoggedEvent> read_target(Sequence sequence);
  void keep(TargetList list);
  [[nodiscard]] Result<std::string> record(Sequence sequence);
  [[nodiscard]] Status learn_ids();
  void send_chunk();
  [[nodiscard]] Status take_chunk();
  [[nodiscard]] Status take_record(std::string record);
  /// Takes the rows of events that have been written, by run of level 0.
  [[nodiscard]] Status take_rows(std::vector<Loading::Columns> by_run);
  void take_block(const PackedChunk::Block& block);
  void put_node(const TreeNode& node);
};

Status BulkLoad::Impl::begin() {
  auto begun = target.store.load(pool, target.projections.columns());
  if (!begun) return std::move(begun).error();
  loading.emplace(*std::move(begun));
  const LogReader log{before};
  const std::uint64_t last = target.tail.last.value;
  for (std::uint64_t i = last - last % block_records; i < last; ++i) {
    auto there = log.record({.value = i + 1});
    if (!there) return std::move(there).error();
    open_records.push_back(*std::move(there));
  }
  knows_all_ids = last == 0;
  return Done{};
}

/// Puts the ids of before into the table, so that none is looked for in the index any more.
Status BulkLoad::Impl::learn_ids() {
  Cursor cursor = before.scan(Column::ids, {});
  for (; cursor.valid(); cursor.next()) {
    std::string_view value = cursor.value();
    const auto sequence = take_big_endian(value);
    if (!sequence)
      return Error{.code = ErrorCode::corrupt, .message = "an id leads to no sequence"};
    ids.add(EventTable::hash_of(cursor.key()), {.value = *sequence});
  }
  knows_all_ids = true;
  return cursor.status();
}

Result<std::string> BulkLoad::Impl::record(Sequence sequence) {
  const std::uint64_t number = block_of(sequence);
  const std::uint64_t place = (sequence.value - 1) % block_records;
  if (last_block && last_block->number == number) return last_block->block.record(place);
  if (number == block_of(written.last.next()) && place < open_records.size()) {
    return open_records[place];
  }
  auto bytes = loading->find(Column::log, block_key(number));
  if (bytes && !*bytes) bytes = before.get(Column::log, block_key(number));
  if (!bytes) return std::move(bytes).error();
  if (!*bytes) return LogReader{before}.record(sequence);
  auto block = RecordBlock::open(**bytes);
  if (!block || block->size() != block_records) {
    return Error{.code = ErrorCode::corrupt, .message = "a block of the log cannot be read"};
  }
  last_block.emplace(LastBlock{.number = number, .block = *std::move(block)});
  return last_block->block.record(place);
}

Result<LoggedEvent> BulkLoad::Impl::read(Sequence sequence) {
  const auto among = [&](const EventChunk& events) -> const LoggedEvent* {
    if (events.events.empty()) return nullptr;
    const std::uint64_t first = events.events.front()->sequence.value;
    if (sequence.value < first || sequence.value - first >= events.events.size()) return nullptr;
    return events.events[sequence.value - first];
  };
  if (const LoggedEvent* const event = among(chunk)) return *event;
  for (const Packing& one : packing) {
    if (const LoggedEvent* const event = among(*one.chunk)) return *event;
  }
  const auto bytes = record(sequence);
  if (!bytes) return bytes.error();
  return decode_record(*bytes);
}

Result<LoggedEvent> BulkLoad::Impl::read_target(Sequence sequence) {
  const auto after = std::ranges::upper_bound(targets, sequence, {}, &TargetList::first);
  if (after == targets.begin()) return read(sequence);
  const TargetList& list = *(after - 1);
  return list.contains(sequence) ? list.event(sequence) : read(sequence);
}

void BulkLoad::Impl::keep(TargetList list) {
  target_count += list.size();
  targets.push_back(std::move(list));
  for (; target_count > options.targets_max; targets.pop_front()) {
    target_count -= targets.front().size();
  }
}

Result<std::optional<LoggedEvent>> BulkLoad::Impl::find(const std::string& id, std::uint64_t hash,
                                                        Read read_event) {
  // To read all ids takes as long as to look for one of so many of them, one by one.
  constexpr std::uint64_t read_per_lookup = 256;
  constexpr std::uint64_t learnt_max = std::uint64_t{1} << 25U;
  const std::uint64_t there = target.tail.last.value;
  if (!knows_all_ids && there <= learnt_max && ++lookups * read_per_lookup > there) {
    if (auto learnt = learn_ids(); !learnt) return std::move(learnt).error();
  }
  Result<std::optional<LoggedEvent>> found{std::nullopt};
  ids.for_each(hash, [&](Sequence sequence) {
    auto event = (this->*read_event)(sequence);
    if (!event) {
      found = std::move(event).error();
      return true;
    }
    if (event->event.id != id) return false;
    found = std::optional{*std::move(event)};
    return true;
  });
  if (!found || *found) return found;
  Result<std::optional<Sequence>> sequence{std::nullopt};
  if (!knows_all_ids) sequence = LogReader{before}.find(id);
  if (sequence && !*sequence && target.tail.has_erased) sequence = find_erased(before, id);
  if (!sequence) return sequence.error();
  if (!*sequence) return found;
  auto event = (this->*read_event)(**sequence);
  if (!event) return std::move(event).error();
  return std::optional{*std::move(event)};
}

Status BulkLoad::Impl::refuse(const ReadPiece::Line& line, const Error& error) {
  if (auto refused =
          options.refuse({.number = lines + line.number, .text = line.text, .error = error});
      !refused) {
    return refused;
  }
  ++counts.rejected;
  return Done{};
}

Status BulkLoad::Impl::admit_line(const std::shared_ptr<ReadPiece>& piece, ReadPiece::Line& line) {
  ++counts.read;
  if (line.event == nullptr) return refuse(line, *line.error);
  LoggedEvent& logged = *line.event;
  const auto find_event = [&](const std::string& id) {
    return find(id, line.id_hash, &Impl::read);
  };
  const auto find_target = [&](const std::string& id) {
    return find(id, EventTable::hash_of(id), &Impl::read_target);
  };
  const auto there =
      admit(logged, target.clock.now(), end, {.event = find_event, .target = find_target});
  if (!there) return refuse(line, there.error());
  if (*there) {
    ++counts.duplicates;
    return Done{};
  }
  ids.add(line.id_hash, logged.sequence);
  end = {.sequence = logged.sequence, .recorded = logged.recorded};
  ++counts.appended;
  if (counts.first == 0) counts.first = logged.sequence.value;
  counts.last = logged.sequence.value;
  if (chunk.pieces.empty() || chunk.pieces.back() != piece) chunk.pieces.push_back(piece);
  chunk.events.push_back(&logged);
  if (end.sequence.value % options.chunk_events != 0) return Done{};
  send_chunk();
  while (packing.size() > 2 * std::size_t{options.threads}) {
    if (auto taken = take_chunk(); !taken) return taken;
  }
  return Done{};
}

Status BulkLoad::Impl::admit_piece() {
  const std::shared_ptr<ReadPiece> piece = reading.front().get();
  reading.pop_front();
  constexpr std::size_t lines_ahead = 16;
  std::vector<ReadPiece::Line>& all = piece->lines;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i + lines_ahead < all.size()) ids.call_for(all[i + lines_ahead].id_hash);
    if (auto done = admit_line(piece, all[i]); !done) return done;
  }
  lines += piece->line_count;
  return Done{};
}

void BulkLoad::Impl::send_chunk() {
  if (chunk.events.empty()) return;
  auto sent = std::make_shared<const EventChunk>(std::exchange(chunk, {}));
  auto packed = pool.run([sent, this] {
    const auto room =
        spare_rooms.take([this] { return PackingRoom{.rows = target.store.batch()}; });
    return pack_chunk(*sent, target.projections.all(), target.store.layout().events_per_run, *room);
  });
  packing.push_back({.chunk = std::move(sent), .packed = std::move(packed)});
}

void BulkLoad::Impl::put_node(const TreeNode& node) {
  if (node.level < stored_level_min) return;
  loading->put(Column::tree, tree_key(node.level, node.index), node.hash.view());
}

/// A record of a block that did not come as a whole.
Status BulkLoad::Impl::take_record(std::string record) {
  written.tree.append(leaf_hash(record), [this](const TreeNode& node) { put_node(node); });
  written.last = written.last.next();
  open_records.push_back(std::move(record));
  if (open_records.size() < block_records) return Done{};
  const std::uint64_t block = block_of(written.last);
  const std::vector<std::string_view> records{open_records.begin(), open_records.end()};
  auto appended = loading->append(Column::log, block_key(block), pack_records(records));
  open_records.clear();
  // Those that were there before stood on their own.
  const std::uint64_t first = block * block_records + 1;
  for (std::uint64_t i = first; i <= target.tail.last.value; ++i) {
    loading->remove(Column::log, log_key({.value = i}));
  }
  return appended;
}

Status BulkLoad::Impl::take_chunk() {
  Packing next = std::move(packing.front());
  PackedChunk packed = next.packed.get();
  packing.pop_front();
  for (std::string& one : packed.head) {
    if (auto taken = take_record(std::move(one)); !taken) return taken;
  }
  for (const PackedChunk::Block& block : packed.blocks) {
    check(open_records.empty(), "a block follows a block");
    const std::uint64_t number = written.last.value / block_records;
    if (auto done = loading->append(Column::log, block_key(number), block.bytes); !done)
      return done;
    written.tree.append(TreeNode{.level = stored_level_min, .index = number, .hash = block.hash},
                        [this](const TreeNode& node) { put_node(node); });
    written.last.value += block_records;
  }
  for (std::string& one : packed.tail) {
    if (auto taken = take_record(std::move(one)); !taken) return taken;
  }
  const LoggedEvent& last = *next.chunk->events.back();
  check(written.last == last.sequence, "what is written follows what was");
  written.recorded = last.recorded;
  keep(std::move(packed.targets));
  return take_rows(std::move(packed.rows));
}

Status BulkLoad::Impl::take_rows(std::vector<Loading::Columns> by_run) {
  const bool ends_run = last_in_runs(target.store.layout(), written.last) == written.last;
  for (std::size_t i = 0; i < by_run.size(); ++i) {
    loading->add(std::move(by_run[i]));
    const bool is_last = i + 1 == by_run.size();
    if (is_last && !ends_run) continue;
    if (auto cut = loading->cut(); !cut) return cut;
  }
  return Done{};
}

BulkLoad::BulkLoad(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
BulkLoad::BulkLoad(BulkLoad&&) noexcept = default;
BulkLoad& BulkLoad::operator=(BulkLoad&&) noexcept = default;
BulkLoad::~BulkLoad() = default;

Result<BulkLoad> BulkLoad::begin(const Target& target, const LoadOptions& options) {
  auto impl = std::make_unique<Impl>(target, options);
  if (auto begun = impl->begin(); !begun) return std::move(begun).error();
  return BulkLoad{std::move(impl)};
}

Status BulkLoad::add(std::string lines) {
  Impl& load = *impl_;
  const bool is_first = load.pieces++ == 0;
  load.reading.push_back(load.pool.run([text = std::move(lines), is_first, &load]() mutable {
    auto piece = load.spare_pieces.take([] { return ReadPiece{}; });
    read_piece(std::move(text),
               {.vocabulary = load.target.vocabulary,
                .prepare = load.options.prepare,
                .is_first = is_first},
               *piece);
    return piece;
  }));
  if (load.reading.size() <= 2 * std::size_t{load.options.threads}) return Done{};
  return load.admit_piece();
}

Status BulkLoad::finish() {
  Impl& load = *impl_;
  while (!load.reading.empty()) {
    if (auto done = load.admit_piece(); !done) return done;
  }
  load.send_chunk();
  while (!load.packing.empty()) {
    if (auto done = load.take_chunk(); !done) return done;
  }
  Sequence sequence{.value = load.written.last.value - load.open_records.size()};
  for (const std::string& one : load.open_records) {
    sequence = sequence.next();
    if (sequence <= load.target.tail.last) continue;  // stands there already
    load.loading->put(Column::log, log_key(sequence), one);
  }
  const Sequence in_runs = last_in_runs(load.target.store.layout(), load.written.last);
  if (in_runs > last_in_runs(load.target.store.layout(), load.target.tail.last)) {
    for (const Entry& entry : checkpoints(load.target.projections.all(), in_runs)) {
      load.loading->put(Column::meta, entry.key, entry.value);
    }
  }
  return load.loading->finish();
}

Status BulkLoad::commit() {
  Impl& load = *impl_;
  if (load.written.last == load.target.tail.last) return Done{};
  if (auto done = load.target.store.ingest(*std::exchange(load.loading, {})); !done) return done;
  load.target.tail = load.written;
  return Done{};
}

const LoadCounts& BulkLoad::counts() const {
  return impl_->counts;
}

}  // namespace annals
