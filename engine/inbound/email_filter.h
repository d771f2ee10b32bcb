// Email Filters (spec 7.3), compiled: the vendor's and the story's in the order in which they are asked.
#pragma once
#include <string>
#include <vector>

#include "engine/parts.h"
#include "engine/query.h"

namespace engine::inbound {

struct Rule;  // engine/inbound/rules.h

enum class FilterAction { none, mark_as_ignored, move_to_junk };

struct EmailFilter {
  std::string name;                        ///< "" for the ignore properties, where the plugin is off
  int order = 100;
  FilterAction action = FilterAction::none;
  std::vector<const Rule*> rules;          ///< of a vendor's filter, unless a condition took their place
  Query condition;
  std::string condition_script, action_script;
  sim::Place place;
};

/// The active filters, lower order first, of equal order the vendor's first. Without the plugin com.glide.email_filter the rules of the
/// ignore properties stand alone (spec 2.2).
std::vector<EmailFilter> compile_filters(Parts& parts);

}  // namespace engine::inbound
