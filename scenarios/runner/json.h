// Writing JSON: just the escaping.
#pragma once
#include <string>
#include <string_view>

namespace scenarios {

/// The text in quotes, RFC 8259. Bytes that are not UTF-8 are replaced, so that the result always is.
std::string json_text(std::string_view text);

}  // namespace scenarios
