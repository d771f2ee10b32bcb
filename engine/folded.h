// Text as the instance's database compares it: without regard to case. Accents stay.
#pragma once
#include <string>
#include <string_view>

struct sqlite3;

namespace engine {

/// Letters lowered: ASCII, Latin, Greek, Cyrillic, Armenian and full-width. No octet is added or lost; what is no UTF-8 stays as it is.
std::string folded(std::string_view text);

/// Makes `folded(x)` known to SQL as the function fold(x); fold(NULL) is ''.
void register_fold(sqlite3* database);

}  // namespace engine
