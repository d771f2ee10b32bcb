#include "sim/auth/sasl_digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace sim::auth {
namespace {

using DigestBuffer = std::array<unsigned char, EVP_MAX_MD_SIZE>;

const unsigned char* octets_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string text_of_digest(const DigestBuffer& digest, unsigned size) { return {reinterpret_cast<const char*>(digest.data()), size}; }

std::string digest_of(const EVP_MD* kind, std::string_view text) {
  DigestBuffer out{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), out.data(), &size, kind, nullptr) != 1) return "";
  return text_of_digest(out, size);
}

std::string hmac_of(const EVP_MD* kind, std::string_view key, std::string_view text) {
  DigestBuffer out{};
  unsigned size = 0;
  if (HMAC(kind, key.data(), static_cast<int>(key.size()), octets_of(text), text.size(), out.data(), &size) == nullptr) return "";
  return text_of_digest(out, size);
}

std::string hex_of(std::string_view octets) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char each : octets) {
    const auto octet = static_cast<unsigned char>(each);
    out += digits[octet >> 4U];
    out += digits[octet & 15U];
  }
  return out;
}

}  // namespace

std::string md5_hex(std::string_view text) { return hex_of(digest_of(EVP_md5(), text)); }

std::string hmac_md5_hex(std::string_view key, std::string_view text) { return hex_of(hmac_of(EVP_md5(), key, text)); }

std::string sha256(std::string_view text) { return digest_of(EVP_sha256(), text); }

std::string hmac_sha256(std::string_view key, std::string_view text) { return hmac_of(EVP_sha256(), key, text); }

std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations) {
  std::array<unsigned char, 32> out{};
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), octets_of(salt), static_cast<int>(salt.size()), iterations,
                        EVP_sha256(), static_cast<int>(out.size()), out.data()) != 1)
    return "";
  return {reinterpret_cast<const char*>(out.data()), out.size()};
}

bool equal_secrets(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sim::auth
