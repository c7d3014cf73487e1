#include "cli/packed.h"

#include <zlib.h>
#include <zstd.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace annals::cli_test {

std::string gzip(std::string_view text) {
  constexpr int gzip_with_window = 15 + 16;
  constexpr int memory_usual = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_with_window, memory_usual,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error{"zlib cannot begin"};
  }
  std::vector<unsigned char> in{text.begin(), text.end()};
  std::vector<unsigned char> out(deflateBound(&stream, in.size()));
  stream.next_in = in.data();
  stream.avail_in = static_cast<unsigned>(in.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<unsigned>(out.size());
  const int code = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (code != Z_STREAM_END) throw std::runtime_error{"zlib cannot pack"};
  return {out.begin(), out.end()};
}

std::string zstd(std::string_view text) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx};
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::size_t bytes =
      ZSTD_compress2(context.get(), out.data(), out.size(), text.data(), text.size());
  if (ZSTD_isError(bytes) != 0) throw std::runtime_error{ZSTD_getErrorName(bytes)};
  out.resize(bytes);
  return out;
}

}  // namespace annals::cli_test
