// What the first octets of a file say that it is, against what its name and type say.
#pragma once
#include <string>
#include <string_view>

namespace engine::inbound {

/// The extension that files of that type commonly have ("png"), "" if unknown.
std::string_view extension_of_type(std::string_view type);
/// The lower-case extension of a file name, without the dot; "" if there is none.
std::string extension_of_name(std::string_view name);
/// Why the content contradicts the declared type or the extension; "" if it does not, or if nothing is known of them.
std::string contradiction(std::string_view content, std::string_view type, std::string_view name);

}  // namespace engine::inbound
