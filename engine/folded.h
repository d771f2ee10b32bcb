// Text as the instance's database compares it: without regard to case. Accents stay.
#pragma once
#include <string>
#include <string_view>

namespace engine {

/// Letters lowered: ASCII, Latin, Greek, Cyrillic, Armenian and full-width. No octet is added or lost; what is no UTF-8 stays as it is.
/// SQL knows it as fold(x); fold(NULL) is ''.
std::string folded(std::string_view text);

}  // namespace engine
