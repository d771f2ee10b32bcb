#include <fmt/format.h>

#include "scenarios/runner/match.h"
#include "scenarios/runner/stage.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& connection_selector_shape() {
  static const Shape keys{"connection", "The last result of `test-connection`. A text alone is an account that must have succeeded.",
                          {required("account", text(), "The account's name."),
                           optional("succeeds", boolean(), "Default true."),
                           optional("stage", match(), "Where it failed: resolve, oauth, connect, tls, greeting, hello, auth, ..."),
                           optional("cause", match(), "Why, in the words of the peer or of the network."),
                           optional("text", match(), "What the form shows.")},
                          "account"};
  return keys;
}

Finding check_connection(Stage& stage, const Value& value) {
  const Value& given = *value.find("connection");
  const bool is_short = given.is_scalar();
  const std::string account = is_short ? given.text : given.text_of("account");
  const engine::ConnectionResult* result = stage.instance() == nullptr ? nullptr : stage.instance()->connection_result(account);
  if (result == nullptr) {
    return unanswerable({fmt::format("account '{}' was not tested", account), fmt::format("play test-connection: {} before", account), given.place}, given.place);
  }
  Finding finding{.place = given.place};
  const bool wanted = is_short || given.text_of("succeeds", "true") == "true";
  const auto differs = [&](std::string_view key, const std::string& actual) {
    const Value* match_value = is_short ? nullptr : given.find(key);
    return match_value != nullptr && !matches(*match_value, actual);
  };
  finding.holds = result->succeeds == wanted && !differs("stage", result->stage) && !differs("cause", result->cause) && !differs("text", result->text);
  if (finding.holds) return finding;
  finding.what = fmt::format("the connection test of account '{}' {}, not as expected", account, result->succeeds ? "succeeded" : "failed");
  finding.details = {"stage: " + result->stage, "cause: " + result->cause, "text: " + result->text};
  return finding;
}

}  // namespace

Expectation connection() {
  return {"connection",
          {"expectation 'connection'", "What Test Connection came to.",
           {required("connection", object(connection_selector_shape), "Which account, and what."), optional("within", duration(), "Wait so long for it.")}},
          "Test Connection of an account succeeded, or failed at a stage with a cause.",
          "{connection: {account: SMTP, succeeds: false, stage: auth}}", check_connection};
}

}  // namespace scenarios::expectations
