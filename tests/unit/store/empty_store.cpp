#include "unit/store/empty_store.h"

#include "support/must.h"
#include "support/temporary_directory.h"
#include "support/test_database.h"

namespace annals::unit {
namespace {

using support::must;

/// An empty store that nobody has open.
class Original {
 public:
  Original() { must(Store::create(path(), {}, support::small_runs)); }
  [[nodiscard]] std::filesystem::path path() const { return directory_.path() / "db"; }

 private:
  support::TemporaryDirectory directory_;
};

}  // namespace

Store open_empty_store(const std::filesystem::path& path) {
  static const Original original;
  std::filesystem::copy(original.path(), path, std::filesystem::copy_options::recursive);
  return must(Store::open(path, Access::write));
}

}  // namespace annals::unit
