// Character sets: everything inside is valid UTF-8, whatever came in.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace sim::mail::detail {

/// True for well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes);
bool is_ascii(std::string_view bytes);
/// Bytes nobody declared: UTF-8 if they are that, else ISO-2022-JP if they carry its escapes, else windows-1252. NUL becomes U+FFFD.
std::string readable(std::string_view bytes);
/// Bytes declared to be in `charset`; what that charset does not hold becomes U+FFFD, an unknown charset counts as undeclared.
std::string to_utf8(std::string_view bytes, std::string_view charset);
/// UTF-8 text in `charset`; nothing if a character does not exist there or the charset is unknown.
std::optional<std::string> from_utf8(std::string_view text, std::string_view charset);

std::string lower(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);

}  // namespace sim::mail::detail
