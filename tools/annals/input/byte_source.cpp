#include "byte_source.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "../interrupt.h"
#include "annals/base/check.h"
#include "annals/event/limits.h"

namespace annals::cli {
namespace {

constexpr std::size_t chunk_bytes = 256 << 10;

Error refuse(std::string message) {
  return {.code = ErrorCode::invalid_input, .message = std::move(message)};
}

/// What turns the bytes of a file into the bytes that were packed.
class Unpacker {
 public:
  Unpacker() = default;
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;
  virtual ~Unpacker() = default;

  /// Takes bytes off the front of `packed` and puts what they unpack to into `out`, as much as
  /// fits.
  virtual Result<std::size_t> unpack(std::string_view& packed, std::vector<char>& out) = 0;

  /// Whether the bytes so far are whole archives.
  [[nodiscard]] virtual bool complete() const = 0;
};

class Plain final : public Unpacker {
 public:
  Result<std::size_t> unpack(std::string_view& packed, std::vector<char>& out) override {
    const std::size_t bytes = std::min(packed.size(), out.size());
    std::memcpy(out.data(), packed.data(), bytes);
    packed.remove_prefix(bytes);
    return bytes;
  }
  [[nodiscard]] bool complete() const override { return true; }
};

/// gzip, RFC 1952: one archive or several, one after the other.
class Gunzip final : public Unpacker {
 public:
  Gunzip() {
    constexpr int gzip_with_window = 15 + 16;
    check(inflateInit2(&stream_, gzip_with_window) == Z_OK, "zlib has memory to begin");
  }
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;
  ~Gunzip() override { inflateEnd(&stream_); }

  Result<std::size_t> unpack(std::string_view& packed, std::vector<char>& out) override {
    if (complete_ && packed.empty()) return std::size_t{0};
    if (complete_) inflateReset(&stream_);
    // zlib only reads what stands there, although its type does not say so.
    stream_.next_in =
        const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(packed.data()));
    stream_.avail_in = static_cast<unsigned>(packed.size());
    stream_.next_out = reinterpret_cast<unsigned char*>(out.data());
    stream_.avail_out = static_cast<unsigned>(out.size());
    const int code = inflate(&stream_, Z_NO_FLUSH);
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
      return refuse(fmt::format("the gzip archive is damaged: {}",
                                stream_.msg == nullptr ? "unknown" : stream_.msg));
    }
    complete_ = code == Z_STREAM_END;
    packed.remove_prefix(packed.size() - stream_.avail_in);
    return out.size() - stream_.avail_out;
  }
  [[nodiscard]] bool complete() const override { return complete_; }

 private:
  z_stream stream_{};
  bool complete_ = false;
};

/// Zstandard, RFC 8878: one frame or several.
class Unzstd final : public Unpacker {
 public:
  Unzstd() {
    check(stream_ != nullptr, "zstd has memory to begin");
    const std::size_t code =
        ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, limits::window_log_max);
    check(ZSTD_isError(code) == 0, "zstd takes the limit");
  }

  Result<std::size_t> unpack(std::string_view& packed, std::vector<char>& out) override {
    if (complete_ && packed.empty()) return std::size_t{0};
    ZSTD_inBuffer in{.src = packed.data(), .size = packed.size(), .pos = 0};
    ZSTD_outBuffer to{.dst = out.data(), .size = out.size(), .pos = 0};
    const std::size_t code = ZSTD_decompressStream(stream_.get(), &to, &in);
    if (ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge) {
      return refuse(fmt::format("the zstd archive needs a window of more than {} MiB to unpack",
                                (1 << limits::window_log_max) >> 20));
    }
    if (ZSTD_isError(code) != 0) {
      return refuse(fmt::format("the zstd archive is damaged: {}", ZSTD_getErrorName(code)));
    }
    complete_ = code == 0;
    packed.remove_prefix(in.pos);
    return to.pos;
  }
  [[nodiscard]] bool complete() const override { return complete_; }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_{ZSTD_createDStream()};
  bool complete_ = false;
};

std::unique_ptr<Unpacker> unpacker_for(std::string_view beginning) {
  constexpr std::string_view gzip_magic = "\x1f\x8b";
  constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd";
  if (beginning.starts_with(gzip_magic)) return std::make_unique<Gunzip>();
  if (beginning.starts_with(zstd_magic)) return std::make_unique<Unzstd>();
  return std::make_unique<Plain>();
}

}  // namespace

struct ByteSource::Impl {
  int file;
  std::uint64_t size;  // 0: not known
  std::uint64_t read = 0;
  bool at_end = false;  // a terminal would go on after Ctrl-D
  std::unique_ptr<Unpacker> unpacker{};
  std::vector<char> packed = std::vector<char>(chunk_bytes);
  std::string_view rest{};  // of `packed`, not yet unpacked
  std::vector<char> unpacked = std::vector<char>(chunk_bytes);
  std::string again{};       // what was put back
  std::size_t again_at = 0;  // so much of it has been read

  Impl(int opened, std::uint64_t bytes) : file{opened}, size{bytes} {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (file != STDIN_FILENO) close(file);
  }

  /// Reads until there are `wanted` bytes or the file ends.
  Status fill(std::size_t wanted) {
    std::size_t bytes = 0;
    while (bytes < wanted && !at_end) {
      wait_until_readable(file);
      if (interrupted()) return refuse("reading was interrupted");
      const auto got = ::read(file, packed.data() + bytes, packed.size() - bytes);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return refuse(fmt::format("cannot be read: {}", std::strerror(errno)));
      at_end = got == 0;
      bytes += static_cast<std::size_t>(got);
    }
    read += bytes;
    rest = {packed.data(), bytes};
    return Done{};
  }
};

ByteSource::ByteSource(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

Result<ByteSource> ByteSource::open(const std::string& path) {
  if (path == "-") return ByteSource{std::make_unique<Impl>(STDIN_FILENO, 0)};
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return refuse(fmt::format("cannot be opened: {}", std::strerror(errno)));
  auto impl = std::make_unique<Impl>(file, 0);
  struct stat about {};
  if (fstat(file, &about) != 0) return refuse("cannot be looked at");
  if (S_ISDIR(about.st_mode)) return refuse("is a directory; expected a file");
  impl->size = S_ISREG(about.st_mode) ? static_cast<std::uint64_t>(about.st_size) : 0;
  return ByteSource{std::move(impl)};
}

Result<std::string_view> ByteSource::read() {
  constexpr std::size_t magic_bytes = 4;
  Impl& impl = *impl_;
  if (impl.again_at < impl.again.size()) {
    const std::size_t begin = std::exchange(impl.again_at, impl.again_at + chunk_bytes);
    return std::string_view{impl.again}.substr(begin, chunk_bytes);
  }
  while (true) {
    const bool is_first = impl.unpacker == nullptr;
    if (impl.rest.empty()) {
      if (auto filled = impl.fill(is_first ? magic_bytes : 1); !filled) {
        return std::move(filled).error();
      }
    }
    if (is_first) impl.unpacker = unpacker_for(impl.rest);
    const bool at_end = impl.rest.empty();
    const auto bytes = impl.unpacker->unpack(impl.rest, impl.unpacked);
    if (!bytes) return bytes.error();
    if (*bytes > 0) return std::string_view{impl.unpacked.data(), *bytes};
    if (!at_end) continue;
    if (!is_first && !impl.unpacker->complete()) return refuse("the archive ends too early");
    return std::string_view{};
  }
}

void ByteSource::put_back(std::string bytes) {
  impl_->again = std::move(bytes);
  impl_->again_at = 0;
}

double ByteSource::share() const {
  if (impl_->size == 0) return -1;
  return static_cast<double>(impl_->read) / static_cast<double>(impl_->size);
}

}  // namespace annals::cli
