// Character references of HTML: &eacute; &#233; &#xE9;
#pragma once
#include <string>
#include <string_view>

namespace sim::mail::detail {

struct CharacterReference {
  unsigned code = 0;
  std::size_t size = 0;  ///< octets that it takes; 0 if there is none
};
/// The reference at the front of `text`, which begins with an ampersand. A number without a character is U+FFFD.
CharacterReference character_reference(std::string_view text);
void append_utf8(unsigned code, std::string& out);

}  // namespace sim::mail::detail
