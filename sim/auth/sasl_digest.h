// The digests that SASL mechanisms and APOP are made of, on OpenSSL.
#pragma once
#include <string>
#include <string_view>

namespace sim::auth {

/// RFC 1321, as APOP shows it: lower-case hexadecimal digits.
std::string md5_hex(std::string_view text);
/// RFC 2104 with MD5: lower-case hexadecimal digits.
std::string hmac_md5_hex(std::string_view key, std::string_view text);
std::string sha256(std::string_view text);                             ///< 32 octets
std::string hmac_sha256(std::string_view key, std::string_view text);  ///< 32 octets
/// Hi() of RFC 5802, 2.2: PBKDF2 with HMAC-SHA-256, 32 octets.
std::string pbkdf2_sha256(std::string_view password, std::string_view salt, int iterations);
/// In a time that does not depend on where they differ.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace sim::auth
