// Words of mail servers as patterns, and the small questions asked of a line.
#pragma once
#include <string>
#include <string_view>

namespace sim::automatic {

/// True if `text` holds the words of `pattern`, where '*' stands for anything in between: "ip * is blocked". Case counts; texts and
/// tables are lower case where case must not. Linear in the text for each word.
bool holds(std::string_view text, std::string_view pattern);
/// True if `text` begins with the words of `pattern`, '*' as in holds().
bool begins(std::string_view text, std::string_view pattern);
/// A view without white space at both ends (CR and LF are that, too).
std::string_view trimmed(std::string_view text);
/// At most that many octets of UTF-8, no character cut in two.
std::string_view cut_to(std::string_view text, std::size_t octets);
/// White space of any kind and length as one blank, none at the ends.
std::string swept(std::string_view text);

/// The first mail address in `text`, without brackets and quotes; "" if there is none. The rest of the line begins at `end`.
struct FoundAddress {
  std::string_view address;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_found() const { return !address.empty(); }
};
FoundAddress find_address(std::string_view text, std::size_t from = 0);

}  // namespace sim::automatic
