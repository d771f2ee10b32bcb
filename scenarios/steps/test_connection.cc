#include <fmt/format.h>

#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

/// Longer than any session waits for its peer.
constexpr sim::Duration longest_test = std::chrono::minutes{30};

sim::Result<void> play_test_connection(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  engine::Instance* instance = stage.instance();
  if (instance == nullptr) return sim::Error{"the instance is down", "restart it before", value.place};
  if (auto begun = instance->test_connection(value.text); !begun) return sim::Error{begun.error().what, begun.error().advice, value.place};
  stage.run_until(stage.clock().now() + longest_test,
                  [&] { return stage.instance() == nullptr || stage.instance()->connection_result(value.text) != nullptr; });
  if (stage.instance() != nullptr && stage.instance()->connection_result(value.text) != nullptr) return {};
  return sim::Error{fmt::format("the connection test of account '{}' did not end", value.text), "", value.place};
}

}  // namespace

Step test_connection() {
  return {"test-connection", text(), "Presses Test Connection of an email account and waits for the result; `connection` looks at it.",
          "test-connection: SMTP", play_test_connection};
}

}  // namespace scenarios::steps
