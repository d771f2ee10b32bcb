#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

const Shape& restart_shape() {
  static const Shape keys{"step 'restart'", "Stops and starts. A name alone is the host.",
                          {optional("host", host_or_instance(), "The host."),
                           optional("instance", text(), "The instance, by name: killed, and opened again on its database."),
                           optional("down", duration(), "How long it is down; default no time at all.")},
                          "host"};
  return keys;
}

sim::Result<void> play_restart(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  const Value map = long_form(value, "host");
  const std::string name = map.text_of("host", "instance");
  if (auto stopped = stage.stop(name); !stopped) return stopped;
  if (const auto down = duration_at(map, "down")) stage.run_for(*down);
  return stage.start(name);
}

}  // namespace

Step restart() {
  return {"restart", object(restart_shape), "Stops and starts a host or the instance. What was not stored is gone.", "restart: {instance: acme, down: 10m}", play_restart};
}

}  // namespace scenarios::steps
