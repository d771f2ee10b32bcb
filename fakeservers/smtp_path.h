// The arguments of MAIL and RCPT (RFC 5321, 4.1.1.2 and 4.1.1.3), read leniently where real clients are careless.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fakeservers {

struct PathArgument {
  std::string_view path;  ///< without angle brackets and source route
  std::vector<std::pair<std::string, std::string_view>> parameters;  ///< names in upper case
};

/// Reads "FROM:<path> NAME=value ..." with keyword "FROM:"; space after the colon and missing brackets are forgiven.
std::optional<PathArgument> parse_path_argument(std::string_view argument, std::string_view keyword);
/// ASCII letters raised.
std::string upper(std::string_view text);

}  // namespace fakeservers
