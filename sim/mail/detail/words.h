// Header text: folding (RFC 5322, 2.2.3) and encoded words (RFC 2047).
#pragma once
#include <string>
#include <string_view>

namespace sim::mail::detail {

/// The value with its line ends taken out and trimmed.
std::string unfold(std::string_view value);
/// The value unfolded, its encoded words and undeclared bytes turned into valid UTF-8.
std::string decode_words(std::string_view value);
/// `text` (UTF-8) as ASCII: as it stands if it is that already, else as encoded words of at most 75 characters in `charset`
/// (in UTF-8 where `charset` cannot hold it). Line ends become spaces, so that no value can add a field of its own.
std::string encode_words(std::string_view text, std::string_view charset);
/// "Name: value" folded at white space to 78 columns where that is possible, with CRLF.
std::string field_line(std::string_view name, std::string_view value);
/// One line: CR, LF and NUL turned into spaces.
std::string single_line(std::string_view text);

std::string base64(std::string_view bytes);          ///< without line ends
std::string base64_lines(std::string_view bytes);    ///< lines of 76, CRLF
std::string quoted_printable(std::string_view text); ///< CRLF kept as line ends
std::string decode_base64(std::string_view text);            ///< skips what is no base64
std::string decode_quoted_printable(std::string_view text);  ///< bytes that are no escape stay
/// Undoes a Content-Transfer-Encoding; unknown ones and 7bit, 8bit, binary leave the bytes as they are, and so does one whose
/// reading would leave nothing.
std::string decode_transfer(std::string_view bytes, std::string_view encoding);

}  // namespace sim::mail::detail
