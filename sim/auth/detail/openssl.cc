#include "sim/auth/detail/openssl.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rand.h>

#include <climits>

namespace sim::auth::detail {
namespace {

/// Key transport to one recipient draws some 250 octets, a signature with an elliptic key less than 100; the generator has no more than it was fed.
constexpr std::size_t octets_of_one = 4096;

OSSL_LIB_CTX* seeded_library() {
  OSSL_LIB_CTX* made = OSSL_LIB_CTX_new();
  if (made != nullptr) RAND_set_DRBG_type(made, "TEST-RAND", nullptr, nullptr, nullptr);
  return made;
}

void feed(EVP_RAND_CTX* generator, std::string& octets) {
  if (generator == nullptr) return;
  unsigned strength = 256;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_octet_string(OSSL_RAND_PARAM_TEST_ENTROPY, octets.data(), octets.size()),
                                   OSSL_PARAM_construct_uint(OSSL_RAND_PARAM_STRENGTH, &strength), OSSL_PARAM_construct_end()};
  EVP_RAND_instantiate(generator, 0, 0, nullptr, 0, parameters);  // also sets it back to the first octet
}

}  // namespace

OSSL_LIB_CTX* library() {
  static OSSL_LIB_CTX* const context = seeded_library();
  return context;
}

void draw_from(Random& random, std::size_t recipients) {
  std::string octets;
  octets.reserve(octets_of_one * (recipients + 1));
  while (octets.size() < octets_of_one * (recipients + 1)) {
    const std::uint64_t number = random.next();
    for (int shift = 0; shift < 64; shift += 8) octets += static_cast<char>((number >> shift) & 0xff);
  }
  feed(RAND_get0_public(library()), octets);
  feed(RAND_get0_private(library()), octets);
}

Owned<BIO> reading(std::string_view bytes) {
  if (bytes.size() > INT_MAX) bytes = bytes.substr(0, INT_MAX);
  return Owned<BIO>(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

Owned<BIO> writing() { return Owned<BIO>(BIO_new(BIO_s_mem())); }

std::string written(const Owned<BIO>& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size <= 0 ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

std::string last_error() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  std::string text = reason == nullptr ? "unknown error" : reason;
  ERR_clear_error();
  return text;
}

}  // namespace sim::auth::detail
