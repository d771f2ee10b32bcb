// An instance whose inbound actions are scripts: what the script tests play with.
#pragma once
#include <string>
#include <vector>

#include "tests/engine/inbound_world.h"

namespace engine::tests {

/// An active action on incident, for every type of mail, that runs the script.
InboundActionConfig scripted(std::string script, std::string name = "Scripted");
/// The office with these actions alone.
InstanceConfig office_with(std::vector<InboundActionConfig> actions);

class ScriptWorld : public InboundWorld {
 public:
  explicit ScriptWorld(std::string script) : InboundWorld(office_with({scripted(std::move(script))})) {}
  explicit ScriptWorld(std::vector<InboundActionConfig> actions) : InboundWorld(office_with(std::move(actions))) {}

  /// What the log of the newest mail says, one row a line: "info: made INC0000001".
  std::string log();
  /// What a script of its own prints, run on a new mail: the text of its first gs.info().
  std::string printed(const std::string& script);

 private:
  int mails_ = 0;
};

}  // namespace engine::tests
