#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

const Shape& stop_shape() {
  static const Shape keys{"step 'stop'", "Takes a host or the instance down. A name alone is the host.",
                          {optional("host", host_or_instance(), "Its ports close and its connections break; queue and maildrops stay."),
                           optional("instance", text(), "The instance, by name: it ends as if killed; its database stays.")},
                          "host"};
  return keys;
}

sim::Result<void> play_stop(Performance& performance, const Value& value) {
  return performance.stage.stop(long_form(value, "host").text_of("host", "instance"));
}

}  // namespace

Step stop() { return {"stop", object(stop_shape), "Takes a host or the instance down until `start`.", "stop: {host: mail.corp.example}", play_stop}; }

}  // namespace scenarios::steps
