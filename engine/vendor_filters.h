// The Email Filters that a new instance has (spec 7.3). A story's filter of the same name changes one of them.
#pragma once
#include <string_view>
#include <vector>

namespace engine {

struct VendorFilter {
  std::string_view name;
  int order;
  std::string_view action;                 ///< move_to_junk, mark_as_ignored
  std::vector<std::string_view> rules;     ///< inbound rules of stage `filtering`: it matches where one of them decides
  std::string_view meaning;
};
const std::vector<VendorFilter>& vendor_filters();
const VendorFilter* find_vendor_filter(std::string_view name);

}  // namespace engine
