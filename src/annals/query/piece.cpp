#include "annals/query/piece.h"

#include <string>
#include <variant>

namespace annals {
namespace {

/// Before a value: for a text how long it is, and in the lowest bits which alternative it is. Texts
/// are shorter than a record may be, and so than what 30 bits tell.
using ValueHead = std::uint32_t;
constexpr unsigned kind_bits = 2;
static_assert(std::variant_size_v<Value> <= 1U << kind_bits);

}  // namespace

Value PieceReader::value(Place place) const {
  const auto head = read<ValueHead>(place);
  const auto rest = static_cast<Place>(place + sizeof(ValueHead));
  constexpr std::uint32_t text_kind = 0;
  constexpr std::uint32_t number_kind = 1;
  constexpr std::uint32_t flag_kind = 2;
  switch (head & ((1U << kind_bits) - 1)) {
    case text_kind:
      return Value{std::in_place_index<text_kind>, text(rest, head >> kind_bits)};
    case number_kind:
      return read<double>(rest);
    case flag_kind:
      return read<bool>(rest);
    default:
      return None{};
  }
}

void PieceWriter::put_text(std::string_view text) {
  const auto those = std::as_bytes(std::span{text});
  bytes_.insert(bytes_.end(), those.begin(), those.end());
}

Place PieceWriter::value(const Value& value) {
  const auto [known, is_new] = values_.try_emplace(value, Place{0});
  if (!is_new) return known->second;
  known->second = end();
  const auto* const text = std::get_if<std::string>(&value);
  const std::size_t size = text != nullptr ? text->size() : 0;
  put(static_cast<ValueHead>(size << kind_bits | value.index()));
  if (text != nullptr) {
    put_text(*text);
  } else if (const auto* const number = std::get_if<double>(&value)) {
    put(*number);
  } else if (const auto* const flag = std::get_if<bool>(&value)) {
    put(*flag);
  }
  return known->second;
}

std::shared_ptr<PieceWriter::Unit[]> PieceWriter::copy()
    const {                                // NOLINT(modernize-avoid-c-arrays)
  auto memory = std::make_shared<Unit[]>(  // NOLINT(modernize-avoid-c-arrays)
      (bytes_.size() + sizeof(Unit) - 1) / sizeof(Unit));
  std::memcpy(memory.get(), bytes_.data(), bytes_.size());
  return memory;
}

}  // namespace annals
