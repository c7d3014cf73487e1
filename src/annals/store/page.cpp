#include "annals/store/page.h"

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

#include "annals/base/big_endian.h"
#include "annals/base/bits.h"
#include "annals/base/check.h"
#include "annals/base/divisor.h"

namespace annals {
namespace {

constexpr RowShape no_shape{};

// DO NOT CHANGE THESE VALUES: they are on disk.
enum class Coding : std::uint8_t {
  plain = 0,     ///< each number less the least one
  stepwise = 1,  ///< of each group the first as above; then the step from the row before
  apart = 2,     ///< less the number of the first column in the same row
};

constexpr std::uint64_t rows_max = 1 << 16;

/// Of the texts of all groups, unpacked: rows of the greatest page there may be with the longest
/// keys have a tenth of it. A few bytes of a damaged page could ask for very much more.
constexpr std::size_t texts_bytes_max = std::size_t{1} << 28U;

/// Numbers as multiples of something above the least of them.
struct Scaled {
  std::uint64_t least = 0;
  std::uint64_t unit = 1;
  unsigned width = 0;
};

/// `signed_order`: the numbers are differences, of which those above 2^63 are negative.
Scaled scale_of(std::span<const std::uint64_t> numbers, bool signed_order) {
  const std::uint64_t flip = signed_order ? sign_bit : 0;
  Scaled scaled;
  if (numbers.empty()) return scaled;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const std::uint64_t number : numbers) least = std::min(least, number ^ flip);
  scaled.least = least ^ flip;
  std::uint64_t unit = 0;
  Divisor divisor{1};
  std::uint64_t greatest = 0;
  for (const std::uint64_t number : numbers) {
    const std::uint64_t rest = number - scaled.least;
    greatest = std::max(greatest, rest);
    // Most are multiples of what the others have in common.
    if (unit == 1 || rest == 0 || (unit != 0 && divisor.divides(rest))) continue;
    unit = std::gcd(unit, rest);
    divisor = Divisor{unit};
  }
  scaled.unit = std::max<std::uint64_t>(unit, 1);
  scaled.width = static_cast<unsigned>(std::bit_width(greatest / scaled.unit));
  return scaled;
}

void put_scaled(std::string& out, std::vector<std::uint64_t>& numbers, const Scaled& scaled) {
  put_varint(out, scaled.least);
  put_varint(out, scaled.unit);
  out += static_cast<char>(scaled.width);
  const Divisor unit{scaled.unit};
  for (std::uint64_t& number : numbers) number = unit.quotient(number - scaled.least);
  put_packed(out, numbers, scaled.width);
}

void put_numbers(std::string& out, std::vector<std::uint64_t> numbers) {
  const Scaled scaled = scale_of(numbers, false);
  put_scaled(out, numbers, scaled);
}

bool take_numbers(std::string_view& bytes, std::size_t count, std::vector<std::uint64_t>& numbers) {
  const auto least = take_varint(bytes);
  const auto unit = take_varint(bytes);
  if (!least || !unit || bytes.empty()) return false;
  const auto width = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  if (width > 64) return false;
  const auto packed = take_bytes(bytes, packed_bytes(count, width));
  if (!packed) return false;
  const PackedNumbers values{*packed, width};
  numbers.resize(count);
  for (std::size_t i = 0; i < count; ++i) numbers[i] = *least + values[i] * *unit;
  return true;
}

/// Texts, each once, in the order in which they came.
class Distinct {
 public:
  /// Room for as many as `texts`, all different.
  void make_room(std::size_t texts) { slots_.assign(std::bit_ceil(texts * 2), 0); }

  /// The place of a text.
  std::uint64_t add(std::string_view text) {
    if (!ends_.empty() && text == this->text(last_)) return last_;
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = std::hash<std::string_view>{}(text)&mask;
    while (slots_[at] != 0 && this->text(slots_[at] - 1) != text) at = (at + 1) & mask;
    if (slots_[at] == 0) {
      bytes_ += text;
      ends_.push_back(bytes_.size());
      slots_[at] = static_cast<std::uint32_t>(ends_.size());
    }
    last_ = slots_[at] - 1;
    return last_;
  }

  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::string_view text(std::size_t place) const {
    const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
    return std::string_view{bytes_}.substr(begin, ends_[place] - begin);
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<std::uint32_t> slots_;  // 1 + the place; 0: free
  std::size_t last_ = 0;
};

/// Rows taken apart.
struct Parts {
  std::vector<std::uint64_t> shared;      // of each group's text, what it has of the one before
  std::vector<std::uint64_t> text_sizes;  // and how much of its own
  std::vector<std::uint64_t> group_rows;
  std::string texts;
  std::vector<std::size_t> group_starts;
  std::array<std::vector<std::uint64_t>, integers_max> integers;
  std::vector<std::uint64_t> codes;
  Distinct values;
};

void take_apart_keys(const RowShape& shape, std::span<const RowView> rows, Parts& parts) {
  std::string_view before;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t size = rows[i].key.size() - shape.key_integers * integer_bytes;
    const std::string_view text = rows[i].key.substr(0, size);
    for (std::size_t column = 0; column < shape.key_integers; ++column) {
      const char* const at = text.data() + size + column * integer_bytes;
      parts.integers[column].push_back(read_big_endian(at));
    }
    if (i > 0 && text == before) {
      ++parts.group_rows.back();
      continue;
    }
    const auto differs = std::ranges::mismatch(text, before).in1;
    const auto shared = static_cast<std::size_t>(differs - text.begin());
    parts.shared.push_back(shared);
    parts.text_sizes.push_back(text.size() - shared);
    parts.group_rows.push_back(1);
    parts.group_starts.push_back(i);
    parts.texts += text.substr(shared);
    before = text;
  }
}

void take_apart_values(const RowShape& shape, std::span<const RowView> rows, Parts& parts) {
  parts.values.make_room(rows.size());
  parts.codes.reserve(rows.size());
  std::string other;
  for (const RowView& row : rows) {
    for (std::size_t column = 0; column < shape.value_integers; ++column) {
      const char* const at = row.value.data() + shape.value_head + column * integer_bytes;
      parts.integers[shape.key_integers + column].push_back(read_big_endian(at));
    }
    if (shape.value_integers == 0) {
      parts.codes.push_back(parts.values.add(row.value));
      continue;
    }
    other = row.value.substr(0, shape.value_head);
    other += row.value.substr(shape.value_head + shape.value_integers * integer_bytes);
    parts.codes.push_back(parts.values.add(other));
  }
}

void put_integers(std::string& out, const Parts& parts, std::size_t column) {
  const std::vector<std::uint64_t>& numbers = parts.integers[column];
  std::vector<std::uint64_t> firsts;
  std::vector<std::uint64_t> steps;
  std::vector<std::uint64_t> apart;
  firsts.reserve(parts.group_starts.size());
  steps.reserve(numbers.size() - parts.group_starts.size());
  if (column > 0) apart.reserve(numbers.size());
  std::size_t group = 0;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool begins = group < parts.group_starts.size() && parts.group_starts[group] == i;
    if (begins) ++group;
    if (begins) firsts.push_back(numbers[i]);
    if (!begins) steps.push_back(numbers[i] - numbers[i - 1]);
    if (column > 0) apart.push_back(numbers[i] - parts.integers[0][i]);
  }
  const Scaled plain = scale_of(numbers, false);
  const Scaled first = scale_of(firsts, false);
  const Scaled step = scale_of(steps, true);
  const Scaled difference = scale_of(apart, true);
  const std::size_t plain_bits = numbers.size() * plain.width;
  const std::size_t step_bits = firsts.size() * first.width + steps.size() * step.width;
  const std::size_t apart_bits =
      column > 0 ? apart.size() * difference.width : std::numeric_limits<std::size_t>::max();
  if (apart_bits < plain_bits && apart_bits <= step_bits) {
    out += static_cast<char>(Coding::apart);
    put_scaled(out, apart, difference);
  } else if (step_bits < plain_bits) {
    out += static_cast<char>(Coding::stepwise);
    put_scaled(out, firsts, first);
    put_scaled(out, steps, step);
  } else {
    out += static_cast<char>(Coding::plain);
    std::vector<std::uint64_t> all = numbers;
    put_scaled(out, all, plain);
  }
}

Bounds bounds_of(const Parts& parts) {
  Bounds bounds;
  for (std::size_t column = 0; column < integers_max; ++column) {
    if (parts.integers[column].empty()) continue;
    const auto [least, greatest] = std::ranges::minmax(parts.integers[column]);
    bounds.least[column] = least;
    bounds.greatest[column] = greatest;
  }
  return bounds;
}

}  // namespace

PackedPage pack(const RowShape& shape, std::span<const RowView> rows) {
  check(!rows.empty() && rows.size() <= rows_max, "a page has rows, but not too many");
  const bool is_shaped =
      std::ranges::all_of(rows, [&](const RowView& row) { return row.has(shape); });
  const RowShape& used = is_shaped ? shape : no_shape;
  Parts parts;
  for (std::size_t column = 0; column < used.integers(); ++column) {
    parts.integers[column].reserve(rows.size());
  }
  take_apart_keys(used, rows, parts);
  take_apart_values(used, rows, parts);

  PackedPage page{.bytes = {}, .bounds = bounds_of(parts), .is_shaped = is_shaped};
  std::string& out = page.bytes;
  out += static_cast<char>(is_shaped ? 1 : 0);
  put_varint(out, rows.size());
  put_varint(out, parts.group_rows.size());
  put_numbers(out, parts.group_rows);
  put_numbers(out, parts.shared);
  put_numbers(out, parts.text_sizes);
  out += parts.texts;
  for (std::size_t column = 0; column < used.integers(); ++column) put_integers(out, parts, column);
  put_varint(out, parts.values.size());
  std::vector<std::uint64_t> sizes;
  sizes.reserve(parts.values.size());
  for (std::size_t i = 0; i < parts.values.size(); ++i) {
    sizes.push_back(parts.values.text(i).size());
  }
  put_numbers(out, std::move(sizes));
  if (parts.values.size() < rows.size()) put_numbers(out, std::move(parts.codes));
  out += parts.values.bytes();
  return page;
}

bool Page::read_groups(std::string_view& bytes) {
  const auto count = take_varint(bytes);
  std::vector<std::uint64_t> rows;
  std::vector<std::uint64_t> shared;
  std::vector<std::uint64_t> sizes;
  if (!count || *count == 0 || *count > rows_ || !take_numbers(bytes, *count, rows) ||
      !take_numbers(bytes, *count, shared) || !take_numbers(bytes, *count, sizes)) {
    return false;
  }
  std::size_t row = 0;
  groups_.reserve(*count);
  for (std::size_t i = 0; i < *count; ++i) {
    const auto own = take_bytes(bytes, sizes[i]);
    const std::size_t before = groups_.empty() ? 0 : groups_.back().size;
    if (!own || shared[i] > before || rows[i] == 0 || rows[i] > rows_ - row) return false;
    if (texts_.size() + shared[i] + own->size() > texts_bytes_max) return false;
    const Group group{.at = static_cast<std::uint32_t>(texts_.size()),
                      .size = static_cast<std::uint32_t>(shared[i] + own->size()),
                      .row = static_cast<std::uint32_t>(row)};
    if (shared[i] > 0) texts_.append(texts_, groups_.back().at, shared[i]);
    texts_ += *own;
    groups_.push_back(group);
    row += rows[i];
  }
  return row == rows_;
}

bool Page::read_integers(std::string_view& bytes) {
  for (std::size_t column = 0; column < shape_.integers(); ++column) {
    if (bytes.empty()) return false;
    const auto kind = static_cast<Coding>(bytes.front());
    bytes.remove_prefix(1);
    std::vector<std::uint64_t>& numbers = integers_[column];
    if (kind == Coding::plain) {
      if (!take_numbers(bytes, rows_, numbers)) return false;
    } else if (kind == Coding::apart && column > 0) {
      if (!take_numbers(bytes, rows_, numbers)) return false;
      for (std::size_t i = 0; i < rows_; ++i) numbers[i] += integers_[0][i];
    } else if (kind == Coding::stepwise) {
      std::vector<std::uint64_t> firsts;
      std::vector<std::uint64_t> steps;
      if (!take_numbers(bytes, groups_.size(), firsts) ||
          !take_numbers(bytes, rows_ - groups_.size(), steps)) {
        return false;
      }
      numbers.reserve(rows_);
      for (std::size_t group = 0; group < groups_.size(); ++group) {
        const std::size_t end = group + 1 < groups_.size() ? groups_[group + 1].row : rows_;
        numbers.push_back(firsts[group]);
        while (numbers.size() < end) {
          numbers.push_back(numbers.back() + steps[numbers.size() - group - 1]);
        }
      }
    } else {
      return false;
    }
  }
  return true;
}

bool Page::read_values(std::string_view& bytes) {
  const auto count = take_varint(bytes);
  std::vector<std::uint64_t> sizes;
  std::vector<std::uint64_t> codes;
  if (!count || *count == 0 || *count > rows_ || !take_numbers(bytes, *count, sizes)) return false;
  if (*count < rows_ && !take_numbers(bytes, rows_, codes)) return false;
  value_ends_.reserve(*count);
  std::uint64_t end = 0;
  for (const std::uint64_t size : sizes) {
    if (size > bytes.size() - end || size < shape_.value_head) return false;
    end += size;
    value_ends_.push_back(static_cast<std::uint32_t>(end));
  }
  value_codes_.reserve(rows_);
  for (std::size_t i = 0; i < rows_; ++i) {
    const std::uint64_t code = codes.empty() ? i : codes[i];
    if (code >= *count) return false;
    value_codes_.push_back(static_cast<std::uint32_t>(code));
  }
  values_ = bytes.substr(0, end);
  bytes.remove_prefix(end);
  return true;
}

std::optional<Page> Page::open(const RowShape& shape, std::string stored) {
  std::string_view bytes = stored;
  if (bytes.empty() || bytes.front() > 1) return std::nullopt;
  Page page;
  page.is_shaped_ = bytes.front() == 1;
  page.shape_ = page.is_shaped_ ? shape : no_shape;
  bytes.remove_prefix(1);
  const auto rows = take_varint(bytes);
  if (!rows || *rows == 0 || *rows > rows_max) return std::nullopt;
  page.rows_ = *rows;
  if (!page.read_groups(bytes) || !page.read_integers(bytes) || !page.read_values(bytes) ||
      !bytes.empty()) {
    return std::nullopt;
  }
  return page;
}

std::size_t Page::group_of(std::size_t row) const {
  const auto after = std::ranges::upper_bound(groups_, row, {}, &Group::row);
  return static_cast<std::size_t>(after - groups_.begin()) - 1;
}

void Page::read(std::size_t row, std::string& key, std::string& value) const {
  std::size_t group = group_of(row);
  read(row, group, key, value);
}

void Page::read(std::size_t row, std::size_t& group, std::string& key, std::string& value) const {
  const auto begin_of = [this](std::size_t each) {
    return each < groups_.size() ? groups_[each].row : rows_;
  };
  if (row >= begin_of(group + 1)) ++group;
  if (group >= groups_.size() || row < begin_of(group) || row >= begin_of(group + 1)) {
    group = group_of(row);
  }
  key.assign(text(groups_[group]));
  for (std::size_t column = 0; column < shape_.key_integers; ++column) {
    put_big_endian(key, integers_[column][row]);
  }
  const std::size_t code = value_codes_[row];
  const std::size_t begin = code == 0 ? 0 : value_ends_[code - 1];
  const std::string_view other = std::string_view{values_}.substr(begin, value_ends_[code] - begin);
  value.assign(other.substr(0, shape_.value_head));
  for (std::size_t column = shape_.key_integers; column < shape_.integers(); ++column) {
    put_big_endian(value, integers_[column][row]);
  }
  value += other.substr(shape_.value_head);
}

bool Page::is_before(std::size_t row, std::string_view key) const {
  const std::string_view own = text(groups_[group_of(row)]);
  const int order = own.compare(key.substr(0, own.size()));
  if (order != 0) return order < 0;
  key.remove_prefix(std::min(own.size(), key.size()));
  for (std::size_t column = 0; column < shape_.key_integers; ++column) {
    const std::uint64_t number = integers_[column][row];
    if (key.size() < integer_bytes) {
      std::string bytes;
      put_big_endian(bytes, number);
      return std::string_view{bytes}.substr(0, key.size()) < key;
    }
    const std::uint64_t sought = *take_big_endian(key);
    if (number != sought) return number < sought;
  }
  return !key.empty();
}

std::size_t Page::lower_bound(std::string_view key) const {
  std::size_t low = 0;
  std::size_t high = rows_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (is_before(middle, key)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::size_t Page::bytes() const {
  std::size_t bytes = sizeof(Page) + texts_.size() + values_.size() +
                      groups_.size() * sizeof(Group) +
                      (value_ends_.size() + value_codes_.size()) * sizeof(std::uint32_t);
  for (const auto& column : integers_) bytes += column.size() * sizeof(std::uint64_t);
  return bytes;
}

}  // namespace annals
