// Names of folders as IMAP writes them: modified UTF-7 (RFC 3501, 5.1.3), levels parted by a slash.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace fakeservers::imap {

constexpr char hierarchy_separator = '/';
constexpr std::size_t most_name_octets = 255;
constexpr std::size_t most_folders = 1000;

/// The name in UTF-8; nothing if it is not well-formed modified UTF-7.
std::optional<std::string> folder_name_text(std::string_view name);
/// Whether a folder may be called so: well-formed, of bounded length, no empty level, no wildcards.
bool is_folder_name(std::string_view name);
/// RFC 3501, 6.3.8: `*` stands for anything, `%` for anything within a level. Case counts, but not of a first level INBOX.
bool matches_pattern(std::string_view name, std::string_view pattern);
/// The name without a last separator, with which a client says that it will have children (RFC 3501, 6.3.3).
std::string_view without_last_separator(std::string_view name);

}  // namespace fakeservers::imap
