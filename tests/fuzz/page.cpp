// A page: any bytes are opened or refused, any rows come back.

#include "annals/store/page.h"

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

// Those of the packed columns: schema/format.md, "Packed columns".
constexpr RowShape shapes[] = {
    {},
    {.key_integers = 0, .value_head = 0, .value_integers = 1},
    {.key_integers = 3, .value_head = 1, .value_integers = 1},
    {.key_integers = 1, .value_head = 0, .value_integers = 0},
    {.key_integers = 2, .value_head = 0, .value_integers = 1},
};

void check_open(const RowShape& shape, std::string_view bytes) {
  const auto page = Page::open(shape, std::string{bytes});
  if (!page) return;
  std::string key;
  std::string value;
  std::size_t group = 0;
  for (std::size_t row = 0; row < page->size(); ++row) page->read(row, group, key, value);
  if (page->size() > 0) {
    page->read(page->size() / 2, key, value);
    expect(page->lower_bound(key) <= page->size(), "a key is looked for within the page");
  }
}

void check_pack(const RowShape& shape, fuzz::Bytes& bytes) {
  constexpr std::size_t rows_max = 256;
  Rows rows;
  std::string key;
  while (!bytes.empty() && rows.size() < rows_max) {
    // A key begins like the one before: that is what pages are good at.
    key.resize(std::min<std::size_t>(key.size(), bytes.below(48)));
    key += bytes.take(bytes.below(40));
    rows.add(key, bytes.take(bytes.below(32)));
  }
  rows.sort();
  if (rows.empty()) return;
  std::vector<RowView> views;
  for (std::size_t i = 0; i < rows.size(); ++i) views.push_back(rows[i]);
  const PackedPage packed = pack(shape, views);
  const auto page = Page::open(shape, packed.bytes);
  expect(page && page->size() == rows.size(), "a page that was packed can be opened");
  std::string value;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    page->read(i, key, value);
    expect(key == rows[i].key && value == rows[i].value, "rows come back as they were");
    expect(page->lower_bound(key) == i, "a key is found where it is");
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes{fuzz::view_of(data, size)};
  const unsigned choice = bytes.byte();
  const RowShape& shape = shapes[choice / 2 % std::size(shapes)];
  if (choice % 2 == 0) {
    check_open(shape, bytes.rest());
  } else {
    check_pack(shape, bytes);
  }
  return 0;
}
