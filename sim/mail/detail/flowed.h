// format=flowed (RFC 3676): lines that end in a blank go on in the next one.
#pragma once
#include <string>
#include <string_view>

namespace sim::mail::detail {

/// The text with its flowed lines joined: one line a paragraph, quote marks and the signature's line kept. `deletes_space` is DelSp=yes.
std::string unflowed(std::string_view text, bool deletes_space);

}  // namespace sim::mail::detail
