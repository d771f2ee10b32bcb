#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

const Shape& wait_shape() {
  static const Shape keys{"step 'wait'", "Lets virtual time pass. A duration alone is `for`.",
                          {optional("for", duration(), "This long."),
                           optional("until", choice({"idle"}), "Until nothing is in motion: no connection, queue, job or mail still to be read or sent."),
                           optional("at_most", duration(), "With `until`: how long to wait; then the story fails. Default 2d.")},
                          "for"};
  return keys;
}

sim::Result<void> play_wait(Performance& performance, const Value& value) {
  const Value map = long_form(value, "for");
  if (const auto time = duration_at(map, "for")) performance.stage.run_for(*time);
  if (map.find("until") == nullptr) return {};
  return performance.stage.run_until_idle(duration_at(map, "at_most").value_or(std::chrono::hours{48}));
}

}  // namespace

Step wait() { return {"wait", object(wait_shape), "Lets virtual time pass.", "wait: {until: idle}", play_wait}; }

}  // namespace scenarios::steps
