#include "engine/plugins.h"

#include <algorithm>

#include "engine/properties.h"

namespace engine {

const std::vector<PluginInfo>& plugin_table() {
  static const std::vector<PluginInfo> table{
      {"com.glide.email_filter", true, "Email Filters; without it the ignore properties decide.", "7.3"},
      {"com.glide.email.bounce_management", true, "Counts bounces and blocks addresses.", "15"},
      {"com.glide.email.oauth", true, "OAuth 2.0 for SMTP and IMAP accounts.", "9"},
      {"com.glide.email.smime", false, "Signs, encrypts, verifies and decrypts (C35).", "12"},
  };
  return table;
}

const PluginInfo* find_plugin(std::string_view name) {
  const auto& all = plugin_table();
  const auto found = std::find_if(all.begin(), all.end(), [&](const PluginInfo& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string_view nearest_plugin(std::string_view name) {
  std::vector<std::string_view> names;
  for (const PluginInfo& each : plugin_table()) names.push_back(each.name);
  return nearest(name, names);
}

}  // namespace engine
