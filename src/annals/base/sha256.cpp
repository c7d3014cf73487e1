#include "annals/base/sha256.h"

#include <openssl/evp.h>

#include <memory>

#include "annals/base/check.h"

namespace annals {

std::string Digest::hex() const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 0x0FU];
  }
  return text;
}

namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// Looking an algorithm up costs more than hashing a record, so each thread does it once.
EVP_MD_CTX& context_of_this_thread() {
  thread_local const Context context{EVP_MD_CTX_new()};
  check(context != nullptr, "OpenSSL has memory for a digest");
  return *context;
}

const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  check(fetched != nullptr, "OpenSSL has SHA-256");
  return fetched;
}

}  // namespace

Digest sha256(std::initializer_list<std::string_view> parts) {
  EVP_MD_CTX& context = context_of_this_thread();
  bool done = EVP_DigestInit_ex(&context, algorithm(), nullptr) == 1;
  for (const std::string_view part : parts) {
    done = done && EVP_DigestUpdate(&context, part.data(), part.size()) == 1;
  }
  Digest digest;
  done = done && EVP_DigestFinal_ex(&context, digest.bytes.data(), nullptr) == 1;
  check(done, "OpenSSL hashes what is in memory");
  return digest;
}

}  // namespace annals
