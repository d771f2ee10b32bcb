// Base64 (RFC 4648, 4) as SASL in SMTP, POP3 and IMAP uses it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace sim::auth {

std::string to_base64(std::string_view bytes);
/// Strict: padding is needed, nothing else than the alphabet is taken. Nothing for malformed text.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace sim::auth
