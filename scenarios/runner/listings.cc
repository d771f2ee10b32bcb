#include "scenarios/runner/listings.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/plugins.h"
#include "engine/profile.h"
#include "engine/properties.h"
#include "engine/property_sets.h"
#include "sim/event_table.h"

namespace scenarios {
namespace {

std::string_view type_name(engine::PropertyType type) {
  switch (type) {
    case engine::PropertyType::boolean: return "true or false";
    case engine::PropertyType::integer: return "integer";
    case engine::PropertyType::text: return "text";
    case engine::PropertyType::list: return "list";
  }
  return {};
}

/// A table cell: the bar would end it.
std::string cell_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string property_set_listing() {
  std::string out = "| property set | meaning | properties |\n|---|---|---|\n";
  for (const engine::PropertySet& each : engine::property_sets()) {
    out += fmt::format("| `{}` | {} |", each.name, cell_text(each.meaning));
    for (const auto& [name, value] : each.properties) out += fmt::format(" `{}`", name);
    out += " |\n";
  }
  return out;
}

}  // namespace

std::string event_listing() {
  std::string out = "| event | told as | meaning |\n|---|---|---|\n";
  for (const sim::EventInfo& event : sim::event_table) {
    const auto level = sim::trace_level_names[static_cast<std::size_t>(event.level)];
    const std::string deeper = event.level == sim::TraceLevel::decisions ? "" : fmt::format(" ({})", level);
    out += fmt::format("| `{}`{} | {} | {} |\n", event.name, deeper, cell_text(event.sentence), cell_text(event.meaning));
  }
  return out;
}

std::string property_listing() {
  std::string out = "| property | type | default | range | meaning | source |\n|---|---|---|---|---|---|\n";
  for (const engine::PropertyInfo& property : engine::property_table()) {
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", property.name, type_name(property.type), cell_text(property.default_value),
                       engine::range_text(property), cell_text(property.meaning), cell_text(property.source));
  }
  out += "\n| plugin | active at first | meaning | source |\n|---|---|---|---|\n";
  for (const engine::PluginInfo& plugin : engine::plugin_table()) {
    out += fmt::format("| `{}` | {} | {} | {} |\n", plugin.name, plugin.is_active, cell_text(plugin.meaning), cell_text(plugin.source));
  }
  return out + "\n" + property_set_listing();
}

std::string profile_listing() {
  std::string out = "| profile | meaning |\n|---|---|\n";
  for (const engine::Profile& profile : engine::profiles()) out += fmt::format("| `{}` | {} |\n", profile.name, cell_text(profile.meaning));
  out += "\n| switch | conflict | readings |";
  for (const engine::Profile& profile : engine::profiles()) out += fmt::format(" {} |", profile.name);
  out += " meaning |\n|---|---|---|";
  for (std::size_t i = 0; i <= engine::profiles().size(); ++i) out += "---|";
  out += '\n';
  for (const engine::Switch& each : engine::switches()) {
    out += fmt::format("| `{}` | {} | {} |", each.name, each.conflict, fmt::join(each.readings, ", "));
    for (const engine::Profile& profile : engine::profiles()) out += fmt::format(" {} |", each.readings[each.get(profile)]);
    out += fmt::format(" {} |\n", cell_text(each.meaning));
  }
  return out;
}

}  // namespace scenarios
