#include "whole_file.h"

#include <fmt/core.h>

#include "byte_source.h"

namespace annals::cli {
namespace {

Error in_file(const std::string& path, const Error& error) {
  return {.code = error.code, .message = fmt::format("{}: {}", path, error.message)};
}

}  // namespace

Result<std::string> read_whole_file(const std::string& path, std::size_t bytes_max) {
  auto source = ByteSource::open(path);
  if (!source) return in_file(path, source.error());
  std::string text;
  while (true) {
    const auto bytes = source->read();
    if (!bytes) return in_file(path, bytes.error());
    if (bytes->empty()) return text;
    text += *bytes;
    if (text.size() > bytes_max) {
      return Error{.code = ErrorCode::invalid_input,
                   .message = fmt::format("{}: has more than {} MiB", path, bytes_max >> 20U)};
    }
  }
}

}  // namespace annals::cli
