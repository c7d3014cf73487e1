// The directory of a run: any bytes are read or refused; what was read is written the same.

#include "annals/store/directory.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fuzz.h"

namespace {

using namespace annals;
using fuzz::expect;

void read_list(std::string_view bytes) {
  const auto count = static_cast<std::uint64_t>(bytes.empty() ? 0 : bytes.front());
  const auto list = PageList::decode(bytes.substr(std::min<std::size_t>(1, bytes.size())), count);
  if (!list) return;
  std::string written;
  list->encode(written);
  const auto again = PageList::decode(written, count);
  expect(again && again->size() == list->size(), "a list that was written can be read");
  for (std::size_t page = 0; page < list->size(); ++page) {
    expect(list->first_key(page) == again->first_key(page), "keys come back as they were");
    expect(list->place_of(list->first_key(page)) < list->size(), "a key has its place in the list");
  }
}

void read_directory(std::string_view bytes) {
  const auto directory = Directory::decode(Column::timeline, {}, bytes);
  if (!directory) return;
  const std::string written = directory->encode();
  const auto again = Directory::decode(Column::timeline, {}, written);
  expect(again && again->pages() == directory->pages(), "a directory that was written can be read");
  expect(again->encode() == written, "and is written the same each time");
  if (directory->pages() == 0) return;
  // The same bytes for every section: most are refused, and what is not is within the run.
  const ReadValue read = [&](std::string_view) -> Result<std::optional<std::string>> {
    return std::optional{std::string{bytes}};
  };
  const auto page = directory->page_of("key", read);
  expect(!page || *page < directory->pages(), "a key is looked for within the run");
  const auto may_matter = [](const Bounds& bounds) { return bounds.least[0] % 2 == 0; };
  const auto last = directory->last_page(directory->pages() - 1, may_matter, read);
  expect(!last || !*last || **last < directory->pages(), "a page that may matter is in the run");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  read_list(fuzz::view_of(data, size));
  read_directory(fuzz::view_of(data, size));
  return 0;
}
