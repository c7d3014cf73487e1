#include "annals/index/projections.h"

#include <fmt/core.h>

#include <array>
#include <string>

#include "annals/base/big_endian.h"
#include "annals/index/correction_index.h"
#include "annals/index/history_index.h"
#include "annals/index/party_index.h"
#include "annals/index/timeline_index.h"
#include "annals/log/log_reader.h"

namespace annals {
namespace {

std::string checkpoint_key(const Projection& projection) {
  return fmt::format("projection/{}", projection.name);
}

void put_checkpoint(const Projection& projection, Sequence sequence, Batch& batch) {
  std::string value;
  put_big_endian(value, projection.version);
  put_big_endian(value, sequence.value);
  batch.put(Column::meta, checkpoint_key(projection), value);
}

}  // namespace

std::span<const Projection* const> all_projections() {
  static const std::array all{&timeline_projection, &correction_projection, &history_projection,
                              &party_projection};
  return all;
}

Result<Checkpoint> read_checkpoint(const Snapshot& snapshot, const Projection& projection) {
  const auto value = snapshot.get(Column::meta, checkpoint_key(projection));
  if (!value) return value.error();
  if (!*value) return Checkpoint{};
  std::string_view bytes = **value;
  const auto version = take_big_endian(bytes);
  const auto sequence = take_big_endian(bytes);
  if (!version || !sequence || !bytes.empty()) {
    return Error{
        .code = ErrorCode::corrupt,
        .message = fmt::format("the checkpoint of the index '{}' cannot be read", projection.name)};
  }
  return Checkpoint{.version = static_cast<std::uint32_t>(*version),
                    .sequence = {.value = *sequence}};
}

void apply_to_all(const LoggedEvent& event, Batch& batch) {
  for (const Projection* projection : all_projections()) projection->apply(event, batch);
}

void put_checkpoints(Sequence sequence, Batch& batch) {
  for (const Projection* projection : all_projections()) {
    put_checkpoint(*projection, sequence, batch);
  }
}

Result<std::vector<const Projection*>> outdated(const Snapshot& snapshot) {
  const auto last = LogReader{snapshot}.last();
  if (!last) return last.error();
  std::vector<const Projection*> behind;
  for (const Projection* projection : all_projections()) {
    const auto checkpoint = read_checkpoint(snapshot, *projection);
    if (!checkpoint) return checkpoint.error();
    if (checkpoint->version > projection->version) {
      return Error{
          .code = ErrorCode::unsupported,
          .message = fmt::format("the index '{}' has version {}, this annals reads {}; "
                                 "use a newer annals",
                                 projection->name, checkpoint->version, projection->version)};
    }
    if (checkpoint->version != projection->version || checkpoint->sequence != *last) {
      behind.push_back(projection);
    }
  }
  return behind;
}

Status rebuild(Store& store, std::span<const Projection* const> projections,
               const Progress& progress) {
  constexpr std::size_t batch_bytes_max = 8 << 20;
  const auto checkpoint = [&](Sequence sequence, Batch& batch) {
    for (const Projection* projection : projections) {
      put_checkpoint(*projection, sequence, batch);
    }
  };
  Batch batch = store.batch();
  for (const Projection* projection : projections) batch.clear(projection->column);
  checkpoint({}, batch);

  const Snapshot snapshot = store.snapshot();
  const LogReader log{snapshot};
  const auto last = log.last();
  if (!last) return last.error();
  const auto replay = [&](const LoggedEvent& event) -> Status {
    for (const Projection* projection : projections) projection->apply(event, batch);
    const bool is_last = event.sequence == *last;
    if (batch.bytes() < batch_bytes_max && !is_last) return Done{};
    checkpoint(event.sequence, batch);
    if (auto done = store.commit(std::move(batch)); !done) return done;
    batch = store.batch();
    if (is_last || progress(event.sequence.value, last->value)) return Done{};
    return Error{.code = ErrorCode::not_found, .message = "the rebuild was interrupted"};
  };
  if (auto done = log.for_each({.value = 1}, replay); !done) return done;
  if (*last == Sequence{}) {
    if (auto done = store.commit(std::move(batch)); !done) return done;
  }
  return store.flush();
}

}  // namespace annals
