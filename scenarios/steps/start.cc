#include "scenarios/runner/decode.h"
#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

const Shape& start_shape() {
  static const Shape keys{"step 'start'", "Brings a host or the instance up again. A name alone is the host.",
                          {optional("host", host_or_instance(), "The host."), optional("instance", text(), "The instance, by name.")}, "host"};
  return keys;
}

sim::Result<void> play_start(Performance& performance, const Value& value) {
  return performance.stage.start(long_form(value, "host").text_of("host", "instance"));
}

}  // namespace

Step start() { return {"start", object(start_shape), "Brings a host or the instance up again.", "start: {host: mail.corp.example}", play_start}; }

}  // namespace scenarios::steps
