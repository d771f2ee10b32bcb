// Writing JSON: just the escaping. And texts of others, made fit for a page.
#pragma once
#include <string>
#include <string_view>

namespace scenarios {

/// The text in quotes, RFC 8259. Bytes that are not UTF-8 are replaced, so that the result always is.
std::string json_text(std::string_view text);
/// The text with U+FFFD for each byte that is not UTF-8.
std::string as_utf8(std::string_view text);
/// For a terminal: UTF-8, with \xNN for control characters other than line ends and tabs.
std::string printable(std::string_view text);

}  // namespace scenarios
