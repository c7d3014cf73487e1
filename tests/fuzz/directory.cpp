// The directory of a run: any bytes are read or refused; what was read is written the same.

#include "annals/store/directory.h"

#include <string>

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace annals;
  using fuzz::expect;
  const auto directory = Directory::decode(fuzz::view_of(data, size));
  if (!directory) return 0;
  const std::string bytes = directory->encode();
  const auto again = Directory::decode(bytes);
  expect(again && again->pages() == directory->pages(), "a directory that was written can be read");
  expect(again->encode() == bytes, "and is written the same each time");
  for (std::size_t page = 0; page < directory->pages(); ++page) {
    expect(directory->first_key(page) == again->first_key(page), "keys come back as they were");
    expect(directory->page_of(directory->first_key(page)) < directory->pages(),
           "a key is looked for within the run");
  }
  if (directory->pages() == 0) return 0;
  const auto may_matter = [](const Bounds& bounds) { return bounds.least[0] % 2 == 0; };
  const auto last = directory->last_page(directory->pages() - 1, may_matter);
  expect(!last || *last < directory->pages(), "a page that may matter is within the run");
  return 0;
}
