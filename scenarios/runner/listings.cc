#include "scenarios/runner/listings.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/properties.h"
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

}  // namespace

std::string event_listing() {
  std::string out = "| event | told as | meaning |\n|---|---|---|\n";
  for (const sim::EventInfo& event : sim::event_table) {
    out += fmt::format("| `{}`{} | {} | {} |\n", event.name, event.level == sim::TraceLevel::dialogue ? " (dialogue)" : "", cell_text(event.sentence),
                       cell_text(event.meaning));
  }
  return out;
}

std::string property_listing() {
  std::string out = "| property | type | default | meaning | source |\n|---|---|---|---|---|\n";
  for (const engine::PropertyInfo& property : engine::property_table()) {
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", property.name, type_name(property.type), cell_text(property.default_value),
                       cell_text(property.meaning), cell_text(property.source));
  }
  return out;
}

}  // namespace scenarios
