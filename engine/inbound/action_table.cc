#include "engine/inbound/action_table.h"

#include "engine/inbound/mail_fields.h"

namespace engine::inbound {
namespace {

Action compile(Parts& parts, const InboundActionConfig& given) {
  Action action;
  action.name = given.name;
  action.table = given.table.value_or("incident");
  action.type = given.type.value_or("none");
  action.order = given.order.value_or(100);
  action.stops = given.stop_processing.value_or(false);
  action.is_reply_email = given.action.value_or("record_action") == "reply_email";
  // A condition that cannot be read was refused when the configuration was written.
  const auto known = [&](std::string_view name) { return is_action_field(parts, action.table, name); };
  if (auto condition = Query::parse(given.condition.value_or(""), known)) action.condition = *condition;
  action.condition_script = given.condition_script.value_or("");
  action.roles = given.roles;
  // Of a user who is no longer there the restriction is lifted (spec 3.4).
  if (const auto user = parts.store.user_by_name(given.from.value_or(""))) action.from = user->sys_id;
  action.set = given.set;
  action.script = given.script.value_or("");
  action.reply_subject = given.reply_subject.value_or("Re: ${email.subject}");
  action.reply_text = given.reply_text.value_or("");
  action.reply_html = given.reply_html.value_or("");
  action.place = given.place;
  return action;
}

}  // namespace

bool is_action_field(Parts& parts, std::string_view table, std::string_view name) {
  constexpr std::string_view current = "current.";
  if (name.starts_with(current)) return parts.store.has_column(table, name.substr(current.size()));
  return is_mail_field(name);
}

std::vector<InboundActionConfig> default_actions() {
  const std::vector<std::pair<std::string, std::string>> create{{"caller_id", "${email.from_sys_id}"},
                                                                {"opened_by", "${email.from_sys_id}"},
                                                                {"short_description", "${email.subject}"},
                                                                {"description", "${email.body_text}"},
                                                                {"state", "1"}};
  std::vector<InboundActionConfig> actions(3);
  actions[0].name = "Create Incident";
  actions[0].type = "new";
  actions[0].set = create;
  actions[1].name = "Create Incident (Forwarded)";
  actions[1].type = "forward";
  actions[1].set = create;
  actions[2].name = "Update Incident (BP)";
  actions[2].type = "reply";
  actions[2].set = {{"comments", "reply from: ${email.origemail}\n\n${email.body_text}"}};
  return actions;
}

std::vector<Action> compile_actions(Parts& parts) {
  const InstanceConfig& config = parts.config;
  std::vector<InboundActionConfig> all = config.default_inbound_actions ? default_actions() : std::vector<InboundActionConfig>();
  for (const InboundActionConfig& each : config.inbound_actions) {
    // A story's action of a default one's name takes its place.
    std::erase_if(all, [&](const InboundActionConfig& known) { return known.name == each.name; });
    all.push_back(each);
  }
  std::vector<Action> actions;
  for (const InboundActionConfig& each : all) {
    if (each.active.value_or(true)) actions.push_back(compile(parts, each));
  }
  std::stable_sort(actions.begin(), actions.end(), [](const Action& a, const Action& b) { return a.order < b.order; });
  return actions;
}

}  // namespace engine::inbound
