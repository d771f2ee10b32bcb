// DKIM's canonical forms of header fields and bodies (RFC 6376, 3.4): what signer and verifier hash. Line ends are CRLF.
#pragma once
#include <string>
#include <string_view>

namespace sim::sender {

/// "name:value" of a field whose value may be folded, without its line end.
std::string relaxed_header(std::string_view name, std::string_view value);
std::string relaxed_body(std::string_view body);
std::string simple_body(std::string_view body);

}  // namespace sim::sender
