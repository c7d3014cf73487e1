#include "annals/event/snapshot_id.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "annals/base/sha256.h"
#include "annals/base/text.h"
#include "annals/event/limits.h"

namespace annals {
namespace {

constexpr std::size_t name_bytes_max = 40;
constexpr std::size_t row_bytes_max = 80;
constexpr std::size_t slot_bytes_max = 60;
constexpr std::size_t known_bytes_max = 48;
constexpr std::size_t step_bytes_max = 16;
static_assert(name_bytes_max + row_bytes_max + slot_bytes_max + known_bytes_max + step_bytes_max +
                  4 <=
              limits::id_bytes_max);

constexpr std::array<std::string_view, 4> step_names{"", "gone", "end", "back"};

constexpr bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// `text` with control characters, the bytes of `reserved` and '%' as `%2F`.
std::string encoded(std::string_view text, std::string_view reserved) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t bytes = text[i] == '\xC2' ? 2 : 1;  // of a control character, if it is one
    const std::string_view piece = text.substr(i, bytes);
    const bool is_plain = text[i] != '%' && reserved.find(text[i]) == std::string_view::npos &&
                          !has_control_character(piece);
    if (is_plain) {
      out += text[i];
      continue;
    }
    for (const char byte : piece) out += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    i += piece.size() - 1;
  }
  return out;
}

/// `text` in at most `bytes_max` bytes: what is longer ends in a digest of all of it.
std::string shortened(std::string text, std::size_t bytes_max) {
  constexpr std::size_t digits = 24;
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max - digits - 1;
  while (is_continuation(text[end])) --end;
  const std::string digest = sha256({text}).hex().substr(0, digits);
  return text.substr(0, end) + "~" + digest;
}

/// Reads `/end-2`, or nothing at all.
bool read_step(std::string_view text, SnapshotId& id) {
  if (text.empty()) return true;
  text.remove_prefix(1);
  const std::size_t dash = text.find('-');
  const auto* const found = std::ranges::find(step_names, text.substr(0, dash));
  if (found == step_names.end() || found == step_names.begin()) return false;
  id.step = static_cast<SnapshotStep>(found - step_names.begin());
  if (dash == std::string_view::npos) return true;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + dash + 1, end, id.number);
  return read.ec == std::errc{} && read.ptr == end && id.number > 1;
}

}  // namespace

std::string to_text(const SnapshotId& id) {
  std::string text = fmt::format("{}/", id.name);
  if (!id.row.empty()) text += fmt::format("{}/{}", id.row, id.slot);
  text += "@" + id.known;
  if (id.step == SnapshotStep::says) return text;
  text += fmt::format("/{}", step_names.at(static_cast<std::size_t>(id.step)));
  if (id.number > 1) text += fmt::format("-{}", id.number);
  return text;
}

std::optional<SnapshotId> parse_snapshot_id(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::size_t at = text.rfind('@');
  if (slash == std::string_view::npos || at == std::string_view::npos || at < slash) return {};
  SnapshotId id{.name = std::string{text.substr(0, slash)}, .row = {}, .slot = {}, .known = {}};
  if (at > slash + 1) {
    const std::string_view place = text.substr(slash + 1, at - slash - 1);
    const std::size_t last = place.rfind('/');
    if (last == std::string_view::npos || last == 0) return {};
    id.row = place.substr(0, last);
    id.slot = place.substr(last + 1);
    if (id.slot.empty()) return {};
  }
  const std::string_view rest = text.substr(at + 1);
  const std::size_t end = std::min(rest.find('/'), rest.size());
  id.known = rest.substr(0, end);
  if (id.known.empty() || !read_step(rest.substr(end), id)) return {};
  return id;
}

std::string row_name(std::span<const std::string> key) {
  std::string row;
  for (const std::string& part : key) {
    row += (&part == key.data() ? "" : "|") + encoded(part, "|~");
  }
  // A row has a name though its key is empty.
  return row.empty() ? "%" : shortened(std::move(row), row_bytes_max);
}

std::string slot_name(std::string_view event, std::string_view item) {
  std::string slot{event};
  if (!item.empty()) slot += "=" + encoded(item, "/@~");
  return shortened(std::move(slot), slot_bytes_max);
}

Status check_snapshot_name(std::string_view name) {
  if (!name.empty() && name.size() <= name_bytes_max && is_utf8(name) &&
      !has_control_character(name) && name.find_first_of("/@") == std::string_view::npos) {
    return Done{};
  }
  return Error{.code = ErrorCode::invalid_input,
               .message = fmt::format("{} cannot name a snapshot; expected 1 to {} bytes without "
                                      "'/', '@' and control characters",
                                      in_quotes(name), name_bytes_max)};
}

}  // namespace annals
