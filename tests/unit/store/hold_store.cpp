// Opens the store at argv[1] for writing, puts argv[2] -> argv[3] into `meta`, says so, and holds
// the store until its standard input ends: the other process of the store tests.

#include <iostream>
#include <string>

#include "annals/store/store.h"

int main(int count, char** arguments) {
  using namespace annals;  // NOLINT(google-build-using-namespace)
  if (count != 4) return 2;
  auto store = Store::open(arguments[1], Access::write);
  if (!store) {
    std::cout << store.error().message << '\n';
    return 1;
  }
  Batch batch = store->batch();
  batch.put(Column::meta, arguments[2], arguments[3]);
  if (!store->commit(std::move(batch))) return 1;
  std::cout << "held" << std::endl;  // NOLINT(performance-avoid-endl): the other end is waiting
  for (std::string line; std::getline(std::cin, line);) {
  }
  return 0;
}
