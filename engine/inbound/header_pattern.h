// One entry of glide.pop3.ignore_headers (spec 2.2): name:value, `*` for the MIME subtype, parameters compared.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace engine::inbound {

struct HeaderPattern {
  std::string name, value;                                       ///< lower case
  std::vector<std::pair<std::string, std::string>> parameters;   ///< lower case
  /// True if a header of that name and (unfolded) value fits: the value before the first `;` (or `,`) is equal, a value `type/*` takes every
  /// subtype, and each parameter of the pattern is there with its value. Case does not matter.
  bool fits(std::string_view header_name, std::string_view header_value) const;
  std::string text() const;
};
/// Reads a comma separated list; entries without a colon are left out.
std::vector<HeaderPattern> parse_header_patterns(std::string_view list);

}  // namespace engine::inbound
