// The plugins whose presence changes what the instance does with mail: one table with what each does and whether a new instance has it.
#pragma once
#include <string_view>
#include <vector>

namespace engine {

struct PluginInfo {
  std::string_view name;
  bool is_active;              ///< on a new instance
  std::string_view meaning;
  std::string_view source;     ///< the spec's mark
};
const std::vector<PluginInfo>& plugin_table();
const PluginInfo* find_plugin(std::string_view name);
/// The known name closest to `name`, "" if none is near.
std::string_view nearest_plugin(std::string_view name);

}  // namespace engine
