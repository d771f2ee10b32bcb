// Properties that belong together under one name, for a story's `property_sets`: values that nobody wants to type, such as the forward prefixes of
// every language. A story's own properties stand above them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace engine {

struct PropertySet {
  std::string_view name, meaning;
  std::vector<std::pair<std::string_view, std::string>> properties;
};
const std::vector<PropertySet>& property_sets();
const PropertySet* find_property_set(std::string_view name);

}  // namespace engine
