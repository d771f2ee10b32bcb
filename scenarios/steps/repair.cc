#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

const Shape& repair_shape() {
  static const Shape keys{"step 'repair'", "Ends faults. A text alone is the name.",
                          {optional("name", text(), "Faults of this name; default all."),
                           optional("host", host(), "Only at this host.")},
                          "name"};
  return keys;
}

sim::Result<void> play_repair(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  const Value map = long_form(value, "name");
  const std::string name = map.text_of("name");
  bool was_there = stage.end_world_faults(name);
  for (auto& server : stage.hosts()) {
    if (map.find("host") != nullptr && server->config().name != map.text_of("host")) continue;
    was_there = server->faults().remove(name) || was_there;
  }
  if (!was_there) return sim::Error{"there is no such fault to repair", "a fault is repaired by its name:", value.place};
  return {};
}

}  // namespace

Step repair() { return {"repair", object(repair_shape), "Ends faults.", "repair: sender not allowed", play_repair}; }

}  // namespace scenarios::steps
