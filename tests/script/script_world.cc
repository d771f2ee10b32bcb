#include "tests/script/script_world.h"

#include <fmt/format.h>

namespace engine::tests {

InboundActionConfig scripted(std::string script, std::string name) {
  InboundActionConfig action;
  action.name = std::move(name);
  action.script = std::move(script);
  return action;
}

InstanceConfig office_with(std::vector<InboundActionConfig> actions) {
  InstanceConfig config = office();
  config.default_inbound_actions = false;
  config.inbound_actions = std::move(actions);
  return config;
}

std::string ScriptWorld::log() {
  return value("SELECT group_concat(level || ': ' || message, char(10)) FROM (SELECT level, message FROM syslog_email WHERE email = "
               "(SELECT sys_id FROM sys_email ORDER BY id DESC LIMIT 1) ORDER BY id)");
}

std::string ScriptWorld::printed(const std::string& script) {
  InstanceConfig change;
  change.inbound_actions = {scripted(script)};
  apply(change);
  receive({.id = fmt::format("printed-{}@x", ++mails_)});
  // Behind what the rules say and before what the action's end says.
  return value("SELECT message FROM syslog_email WHERE email = (SELECT sys_id FROM sys_email ORDER BY id DESC LIMIT 1) AND message LIKE '>%' "
               "ORDER BY id LIMIT 1");
}

}  // namespace engine::tests
