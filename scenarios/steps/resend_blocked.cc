#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

sim::Result<void> play_resend_blocked(Performance& performance, const Value& value) {
  engine::Instance* instance = performance.stage.instance();
  if (instance == nullptr) return sim::Error{"the instance is down", "restart it before", value.place};
  const auto count = instance->resend_blocked();
  if (!count) return sim::Error{count.error().what, count.error().advice, value.place};
  if (*count == 0) return sim::Error{"no mail was held back for recipients that may get mail again", "unblock the address before", value.place};
  return {};
}

}  // namespace

Step resend_blocked() {
  return {"resend-blocked", choice({"all"}), "Resend All Blocked Emails: what bounce management held back goes to the Outbox if a recipient was unblocked.",
          "resend-blocked: all", play_resend_blocked};
}

}  // namespace scenarios::steps
