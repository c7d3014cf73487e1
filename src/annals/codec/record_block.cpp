#include "annals/codec/record_block.h"

#include <zstd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "annals/base/bits.h"
#include "annals/base/check.h"
#include "annals/codec/number_column.h"
#include "annals/codec/shape_finder.h"

namespace annals {
namespace {

// DO NOT CHANGE THESE VALUES: they are on disk, in the first byte of a block.
enum class Form : std::uint8_t {
  plain = 0,  ///< the bytes of the columns as they are
  zstd = 1,   ///< as a frame of Zstandard (RFC 8878)
};

constexpr int zstd_level = 1;

/// Bytes of columns in one block: more than the records themselves they hardly are.
constexpr std::uint64_t column_bytes_max = std::uint64_t{2} * block_record_bytes_max;
/// No frame of Zstandard says more in a byte: at most 128 KiB in a block of at least 3.
constexpr std::uint64_t zstd_ratio_max = std::uint64_t{1} << 16U;

constexpr std::uint32_t columns_max = shape_columns_max;

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// The shapes that this thread has met.
class ShapesMet {
 public:
  struct Shape {
    RecordShape shape;
    std::uint64_t block;  // in which it was last met
    std::uint32_t code;   // 1 + its place in that block
  };

  /// The shape of `record`, whose parts are in `parts` then; null if it has none. It lives until
  /// `forget_many`.
  Shape* find(std::string_view record, RecordShape::Parts& parts);

  /// Begins anew if there are more shapes than it is worth to know.
  void forget_many() {
    constexpr std::size_t bytes_max = std::size_t{4} << 20U;
    if (bytes_ < bytes_max) return;
    by_signature_.clear();
    bytes_ = 0;
  }

 private:
  using Shapes = std::vector<std::unique_ptr<Shape>>;

  static Shape* to_front(Shapes& shapes, Shapes::iterator met) {
    std::rotate(shapes.begin(), met, met + 1);
    return shapes.front().get();
  }

  std::unordered_map<std::uint64_t, Shapes> by_signature_;  // those met last come first
  std::size_t bytes_ = 0;
};

ShapesMet::Shape* ShapesMet::find(std::string_view record, RecordShape::Parts& parts) {
  // To see that a record is of none of these takes about as long as to find its shape.
  constexpr std::ptrdiff_t tries_max = 32;
  const std::uint64_t signature = shape_signature(record);
  const auto known = by_signature_.find(signature);
  if (known != by_signature_.end()) {
    auto& shapes = known->second;
    const auto end = shapes.begin() + std::min(std::ssize(shapes), tries_max);
    const auto met = std::find_if(shapes.begin(), end, [&](const auto& each) {
      return each->shape.take_apart(record, parts);
    });
    if (met != end) return to_front(shapes, met);
  }
  auto shape = find_shape(record);
  if (!shape || !shape->take_apart(record, parts)) return nullptr;
  auto& shapes = by_signature_[signature];
  const auto met =
      std::ranges::find_if(shapes, [&](const auto& each) { return each->shape == *shape; });
  if (met != shapes.end()) return to_front(shapes, met);
  bytes_ += shape->bytes();
  shapes.push_back(
      std::make_unique<Shape>(Shape{.shape = *std::move(shape), .block = 0, .code = 0}));
  return to_front(shapes, shapes.end() - 1);
}

/// The columns of a block while it is packed. One a thread, so that its memory is used again.
class Packer {
 public:
  std::string pack(std::span<const std::string_view> records);

 private:
  void clear();
  void add(std::string_view record);
  void name_columns();
  void put_columns();
  std::string finish();

  ShapesMet met_;
  std::uint64_t block_ = 0;
  RecordShape::Parts parts_;
  std::vector<const RecordShape*> shapes_;
  std::vector<std::uint64_t> codes_;
  std::vector<std::string_view> raw_;
  std::array<std::vector<std::string_view>, columns_max> texts_;
  std::array<std::vector<std::uint64_t>, columns_max> numbers_;
  ColumnNames names_;
  std::vector<std::uint32_t> text_order_;  // the columns, by their names
  std::vector<std::uint32_t> number_order_;
  ColumnSink out_;
  std::unique_ptr<ZSTD_CCtx, FreeContext> zstd_{ZSTD_createCCtx()};
};

void Packer::clear() {
  met_.forget_many();
  ++block_;
  shapes_.clear();
  codes_.clear();
  raw_.clear();
  for (auto& column : texts_) column.clear();
  for (auto& column : numbers_) column.clear();
  out_.bytes.clear();
  out_.bits.clear();
}

void Packer::add(std::string_view record) {
  ShapesMet::Shape* const met = met_.find(record, parts_);
  if (met == nullptr) {
    codes_.push_back(0);
    raw_.push_back(record);
    return;
  }
  if (met->block != block_) {
    shapes_.push_back(&met->shape);
    met->block = block_;
    met->code = static_cast<std::uint32_t>(shapes_.size());
  }
  codes_.push_back(met->code);
  std::size_t text = 0;
  std::size_t number = 0;
  for (const RecordShape::Step& step : met->shape.steps()) {
    if (RecordShape::is_text(step.kind)) {
      texts_[step.argument].push_back(parts_.texts[text++]);
    } else if (step.kind == RecordShape::Kind::number) {
      numbers_[step.argument].push_back(parts_.numbers[number++]);
    }
  }
}

/// Numbers the columns that there are, in the order in which the shapes speak of them.
void Packer::name_columns() {
  constexpr std::uint32_t none = columns_max;
  names_.texts.assign(columns_max, none);
  names_.numbers.assign(columns_max, none);
  text_order_.clear();
  number_order_.clear();
  const auto name = [](auto& names, auto& order, std::uint32_t column) {
    if (names[column] != none) return;
    names[column] = static_cast<std::uint32_t>(order.size());
    order.push_back(column);
  };
  for (const RecordShape* shape : shapes_) {
    for (const RecordShape::Step& step : shape->steps()) {
      if (RecordShape::is_text(step.kind)) name(names_.texts, text_order_, step.argument);
      if (step.kind == RecordShape::Kind::number) {
        name(names_.numbers, number_order_, step.argument);
      }
    }
  }
}

void Packer::put_columns() {
  put_varint(out_.bytes, codes_.size());
  put_varint(out_.bytes, shapes_.size());
  put_shapes(out_, shapes_, names_);
  put_numbers(out_, codes_, Numbers::any);
  put_texts(out_, raw_);
  for (const std::uint32_t column : number_order_) {
    put_numbers(out_, numbers_[column], Numbers::moments);
  }
  for (const std::uint32_t column : text_order_) put_texts(out_, texts_[column]);
}

std::string Packer::finish() {
  std::string block;
  const std::size_t bound = ZSTD_compressBound(out_.bytes.size());
  std::string packed(bound, '\0');
  const std::size_t size = ZSTD_compressCCtx(zstd_.get(), packed.data(), bound, out_.bytes.data(),
                                             out_.bytes.size(), zstd_level);
  const bool is_packed = ZSTD_isError(size) == 0 && size < out_.bytes.size();
  const std::string_view bytes =
      is_packed ? std::string_view{packed}.substr(0, size) : std::string_view{out_.bytes};
  block.reserve(bytes.size() + out_.bits.size() + 16);
  block += static_cast<char>(is_packed ? Form::zstd : Form::plain);
  put_varint(block, out_.bytes.size());
  if (is_packed) put_varint(block, bytes.size());
  block += bytes;
  block += out_.bits;
  return block;
}

std::string Packer::pack(std::span<const std::string_view> records) {
  clear();
  for (const std::string_view record : records) add(record);
  name_columns();
  put_columns();
  return finish();
}

Error corrupt() {
  return {.code = ErrorCode::corrupt, .message = "a block of records is damaged"};
}

/// A column that has been read, and how far it has been given out.
template <typename Value>
struct Column {
  std::size_t count = 0;
  std::size_t given = 0;
  std::vector<Value> values;

  Value next() { return values[given++]; }
};

/// The columns of a block while it is opened.
struct Columns {
  Column<TextPlace> raw;
  std::array<Column<std::uint64_t>, columns_max> numbers;
  std::array<Column<TextPlace>, columns_max> texts;
  std::size_t texts_count = 0;
  std::size_t numbers_count = 0;

  /// Counts what records of these shapes have in each; `uses`: how many have a shape, the first
  /// of which is none. False if there is no such column.
  bool count(std::span<const RecordShape> shapes, std::span<const std::uint64_t> uses) {
    for (auto& column : numbers) column.count = column.given = 0;
    for (auto& column : texts) column.count = column.given = 0;
    raw.count = uses.front();
    raw.given = 0;
    texts_count = uses.front();
    numbers_count = 0;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      if (!count(shapes[i], uses[i + 1])) return false;
    }
    return true;
  }

  bool count(const RecordShape& shape, std::size_t uses) {
    for (const RecordShape::Step& step : shape.steps()) {
      const bool is_text = RecordShape::is_text(step.kind);
      if (!is_text && step.kind != RecordShape::Kind::number) continue;
      if (step.argument >= columns_max) return false;
      if (is_text) texts[step.argument].count += uses;
      if (!is_text) numbers[step.argument].count += uses;
    }
    texts_count += uses * shape.texts();
    numbers_count += uses * shape.numbers();
    return true;
  }

  bool take(ColumnSource& in, std::string& arena) {
    if (!take_texts(in, raw.count, block_record_bytes_max, arena, raw.values)) return false;
    for (auto& column : numbers) {
      if (!take_numbers(in, column.count, column.values)) return false;
    }
    return std::ranges::all_of(texts, [&](Column<TextPlace>& column) {
      return take_texts(in, column.count, block_record_bytes_max, arena, column.values);
    });
  }
};

/// Moves the texts and numbers of the next record of a shape to the end of `texts` and `numbers`;
/// returns the bytes that the record will have.
std::size_t give(Columns& columns, const RecordShape& shape, std::vector<TextPlace>& texts,
                 std::vector<std::uint64_t>& numbers) {
  std::size_t bytes = shape.words().size();
  for (const RecordShape::Step& step : shape.steps()) {
    if (RecordShape::is_text(step.kind)) {
      texts.push_back(columns.texts[step.argument].next());
      bytes += RecordShape::text_bytes(step.kind, texts.back().size);
    } else if (step.kind == RecordShape::Kind::number) {
      numbers.push_back(columns.numbers[step.argument].next());
    }
  }
  return bytes;
}

/// The bytes of the columns: those of the block, or what they were before they were compressed,
/// which is written to `plain`.
std::optional<ColumnSource> columns_of(std::string_view packed, std::string& plain) {
  if (packed.empty()) return std::nullopt;
  const auto form = static_cast<Form>(packed.front());
  packed.remove_prefix(1);
  const auto size = take_varint(packed);
  if (!size || *size > column_bytes_max) return std::nullopt;
  if (form == Form::plain) {
    const auto bytes = take_bytes(packed, *size);
    if (!bytes) return std::nullopt;
    return ColumnSource{.bytes = *bytes, .bits = packed};
  }
  if (form != Form::zstd) return std::nullopt;
  const auto frame_size = take_varint(packed);
  if (!frame_size) return std::nullopt;
  const auto frame = take_bytes(packed, *frame_size);
  if (!frame || *size > frame->size() * zstd_ratio_max) return std::nullopt;
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> zstd{ZSTD_createDCtx()};
  plain.resize(*size);
  const std::size_t got =
      ZSTD_decompressDCtx(zstd.get(), plain.data(), plain.size(), frame->data(), frame->size());
  if (ZSTD_isError(got) != 0 || got != plain.size()) return std::nullopt;
  return ColumnSource{.bytes = plain, .bits = packed};
}

}  // namespace

std::string pack_records(std::span<const std::string_view> records) {
  check(!records.empty() && records.size() <= block_records_max, "a block has some records");
  std::size_t bytes = 0;
  for (const std::string_view record : records) bytes += record.size();
  check(bytes <= block_record_bytes_max, "the records of a block are not too long together");
  thread_local Packer packer;
  return packer.pack(records);
}

std::size_t RecordBlock::bytes() const {
  std::size_t bytes = sizeof(*this) + arena_.capacity() + records_.size() * sizeof(Record) +
                      texts_.size() * sizeof(TextPlace) + numbers_.size() * sizeof(std::uint64_t);
  for (const RecordShape& shape : shapes_) bytes += shape.bytes();
  return bytes;
}

Result<RecordBlock> RecordBlock::open(std::string_view packed) {
  std::string plain;
  const auto columns = columns_of(packed, plain);
  RecordBlock block;
  if (!columns || !block.read(*columns)) return corrupt();
  return block;
}

bool RecordBlock::read(ColumnSource in) {
  const auto records = take_varint(in.bytes);
  const auto shapes = take_varint(in.bytes);
  if (!records || *records == 0 || *records > block_records_max) return false;
  if (!shapes || *shapes > *records || !take_shapes(in, *shapes, shapes_)) return false;
  std::vector<std::uint64_t> codes;
  if (!take_numbers(in, *records, codes)) return false;
  std::size_t least_bytes = 0;
  for (const std::uint64_t code : codes) {
    if (code > shapes_.size()) return false;
    if (code > 0) least_bytes += shapes_[code - 1].least_bytes();
    records_.push_back(
        {.shape = static_cast<std::uint32_t>(code), .first_text = 0, .first_number = 0, .size = 0});
  }
  if (least_bytes > block_record_bytes_max) return false;
  return read_columns(in) && in.bytes.empty() && in.bits.empty();
}

bool RecordBlock::read_columns(ColumnSource& in) {
  thread_local Columns columns;
  std::vector<std::uint64_t> uses(shapes_.size() + 1);
  for (const Record& record : records_) ++uses[record.shape];
  if (!columns.count(shapes_, uses) || !columns.take(in, arena_)) return false;
  texts_.reserve(columns.texts_count);
  numbers_.reserve(columns.numbers_count);
  std::size_t all_bytes = 0;
  for (Record& record : records_) {
    record.first_text = static_cast<std::uint32_t>(texts_.size());
    record.first_number = static_cast<std::uint32_t>(numbers_.size());
    std::size_t bytes = 0;
    if (record.shape == 0) {
      texts_.push_back(columns.raw.next());
      bytes = texts_.back().size;
    } else {
      bytes = give(columns, shapes_[record.shape - 1], texts_, numbers_);
    }
    all_bytes += bytes;
    if (all_bytes > block_record_bytes_max) return false;
    record.size = static_cast<std::uint32_t>(bytes);
  }
  return true;
}

std::string RecordBlock::record(std::size_t index) const {
  check(index < records_.size(), "a block is asked for a record that it holds");
  const Record& record = records_[index];
  const std::string_view arena = arena_;
  if (record.shape == 0) {
    const TextPlace& place = texts_[record.first_text];
    return std::string{arena.substr(place.at, place.size)};
  }
  const RecordShape& shape = shapes_[record.shape - 1];
  thread_local std::vector<std::string_view> texts;
  texts.clear();
  for (std::size_t i = 0; i < shape.texts(); ++i) {
    const TextPlace& place = texts_[record.first_text + i];
    texts.emplace_back(arena.data() + place.at, place.size);
  }
  std::string bytes(record.size, '\0');
  shape.rebuild(texts, std::span{numbers_}.subspan(record.first_number), bytes);
  return bytes;
}

}  // namespace annals
