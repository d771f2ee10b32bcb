// Inbound actions of a configuration: checked, and written as the instance keeps them (sysevent_in_email_action).
#include <fmt/ranges.h>

#include "engine/configure.h"
#include "engine/inbound/action_table.h"
#include "engine/store_state.h"

namespace engine {
namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

sim::Result<void> check_columns(Parts& parts, const InboundActionConfig& action, const std::string& table, const std::string& what) {
  for (const auto& [name, value] : action.set) {
    if (is_journal(name) || table.empty() || parts.store.has_column(table, name)) continue;
    return sim::Error{fmt::format("{}: table '{}' has no column '{}'", what, table, name), "add it to the table's columns",
                      action.place};
  }
  return {};
}

/// A change of an action may leave its table unsaid.
std::string table_of(const Parts& parts, const InboundActionConfig& action) {
  if (action.table) return *action.table;
  for (const InboundActionConfig& known : parts.config.inbound_actions) {
    if (known.name == action.name) return known.table.value_or("incident");
  }
  return "incident";
}

sim::Result<void> check(Parts& parts, const InboundActionConfig& action) {
  const std::string what = fmt::format("inbound action '{}'", action.name);
  const std::string table = table_of(parts, action);
  if (!table.empty() && !parts.store.has_column(table, "number")) {
    return sim::Error{fmt::format("{}: there is no table '{}'", what, table), "declare it under tables, or use incident", action.place};
  }
  if (!is_one_of(action.type.value_or("none"), {"new", "reply", "forward", "none"})) {
    return sim::Error{fmt::format("{}: type '{}' is unknown", what, *action.type), "one of new, reply, forward, none", action.place};
  }
  if (!is_one_of(action.action.value_or("record_action"), {"record_action", "reply_email"})) {
    return sim::Error{fmt::format("{}: action '{}' is unknown", what, *action.action), "one of record_action, reply_email", action.place};
  }
  const auto condition = Query::parse(action.condition.value_or(""), [&](std::string_view name) {
    return inbound::is_action_field(parts, table, name);
  });
  if (!condition) {
    return sim::Error{fmt::format("{}: condition: {}", what, condition.error().what), condition.error().advice, action.place};
  }
  return check_columns(parts, action, table, what);
}

std::string user_id(Parts& parts, const std::optional<std::string>& user_name) {
  const auto user = parts.store.user_by_name(user_name.value_or(""));
  return user ? user->sys_id : std::string();
}

void write(Parts& parts, const InboundActionConfig& action) {
  parts.database.prepare("INSERT OR IGNORE INTO sysevent_in_email_action (sys_id, name, \"table\") VALUES (?, ?, 'incident')")
      .run(parts.store.new_sys_id(), action.name);
  const auto text = [](std::string value) { return value.empty() ? std::nullopt : std::optional(std::move(value)); };
  parts.database
      .prepare("UPDATE sysevent_in_email_action SET \"table\" = coalesce(?, \"table\"), action = coalesce(?, action), "
               "type = coalesce(?, type), \"order\" = coalesce(?, \"order\"), "
               "active = coalesce(?, active), stop_processing = coalesce(?, stop_processing), "
               "filter_condition = coalesce(?, filter_condition), required_roles = coalesce(?, required_roles), "
               "\"from\" = coalesce(?, \"from\"), script = coalesce(?, script) WHERE name = ?")
      .run(action.table, action.action, action.type, action.order, action.active, action.stop_processing,
           action.condition, text(fmt::format("{}", fmt::join(action.roles, ","))), text(user_id(parts, action.from)), action.script,
           action.name);
}

}  // namespace

sim::Result<void> write_inbound_actions(Parts& parts, const InstanceConfig& change) {
  if (parts.config.default_inbound_actions) {
    for (const InboundActionConfig& each : inbound::default_actions()) {
      const bool is_known = parts.database.prepare("SELECT 1 FROM sysevent_in_email_action WHERE name = ?").bind_all(each.name).step();
      if (!is_known) write(parts, each);
    }
  }
  for (const InboundActionConfig& each : change.inbound_actions) {
    if (const auto fits = check(parts, each); !fits) return fits.error();
    write(parts, each);
  }
  return {};
}

}  // namespace engine
