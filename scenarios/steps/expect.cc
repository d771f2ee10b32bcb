#include "scenarios/runner/director.h"

namespace scenarios::steps {
namespace {

sim::Result<void> play_expect(Performance& performance, const Value& value) {
  Finding finding = evaluate(performance.stage, value);
  if (!finding.holds) performance.failures.push_back(std::move(finding));
  return {};
}

}  // namespace

Step expect() {
  return {"expect", expectation(), "Something must hold now, or `within` a time. One expectation a step; see below.",
          "expect: {email: {subject: Printer on 3F is broken}, is: {mailbox: received}}", play_expect};
}

}  // namespace scenarios::steps
