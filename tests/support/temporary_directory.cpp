#include "support/temporary_directory.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace annals::support {

TemporaryDirectory::TemporaryDirectory() {
  std::string name = std::filesystem::temp_directory_path() / "annals-test-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    throw std::system_error{errno, std::generic_category(), "cannot make " + name};
  }
  path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace annals::support
