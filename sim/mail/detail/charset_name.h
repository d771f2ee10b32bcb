// What mail calls charsets, and windows-1252.
#pragma once
#include <string>
#include <string_view>

namespace sim::mail::detail {

/// The converter for a declared charset: the superset that clients really send under that name. "" for a name that cannot be one.
std::string converter_name(std::string_view charset);
/// The character of an octet of windows-1252; its five holes are the control characters of ISO-8859-1.
unsigned windows_1252(unsigned octet);

}  // namespace sim::mail::detail
