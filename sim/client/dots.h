// Dot-stuffing (RFC 5321, 4.5.2; RFC 1939, 3): how a message is put on the wire of SMTP and POP3.
#pragma once
#include <string>
#include <string_view>

namespace sim::client {

/// Appends the message with a dot more before each line that begins with one, a final line end if it lacks one, and the
/// line with a single dot that ends it.
void append_stuffed(std::string& out, std::string_view raw);

}  // namespace sim::client
