#include "unit/tools/input/archives.h"

#include <zlib.h>
#include <zstd.h>

#include <fstream>
#include <memory>
#include <stdexcept>

namespace annals::unit {

std::string gzipped(std::string_view text) {
  constexpr int gzip_with_window = 15 + 16;
  constexpr int memory_level = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_with_window, memory_level,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error{"zlib cannot begin"};
  }
  std::string packed(deflateBound(&stream, text.size()), '\0');
  std::string copy{text};
  stream.next_in = reinterpret_cast<unsigned char*>(copy.data());
  stream.avail_in = static_cast<unsigned>(copy.size());
  stream.next_out = reinterpret_cast<unsigned char*>(packed.data());
  stream.avail_out = static_cast<unsigned>(packed.size());
  const int code = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) throw std::runtime_error{"zlib cannot pack"};
  return packed;
}

std::string zstandard(std::string_view text) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx};
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t bytes =
      ZSTD_compress2(context.get(), packed.data(), packed.size(), text.data(), text.size());
  if (ZSTD_isError(bytes) != 0) throw std::runtime_error{"zstd cannot pack"};
  packed.resize(bytes);
  return packed;
}

std::string Files::write(std::string_view content) const {
  const std::filesystem::path path = directory_.path() / "input";
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error{"cannot write " + path.string()};
  return path.string();
}

}  // namespace annals::unit
