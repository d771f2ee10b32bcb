// Finding a watermark in a mail (spec 3.3, 5).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace engine::inbound {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The last watermark that stands in a text: "Ref:" and a label that begins with `prefix`, without "Ref:". Mail programs break long lines and
/// quote them: a label is read across one line break and quote marks as long as its twenty random characters are not complete.
/// Labels without the random part count unless `restrictive`.
std::optional<std::string> last_watermark(std::string_view text, std::string_view prefix, bool restrictive);

}  // namespace engine::inbound
