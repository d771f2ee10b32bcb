#include <fmt/format.h>

#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& counts_shape() {
  static const Shape keys = [] {
    Shape counts{"mailboxes", "Rows of the Email table by mailbox; those not named do not matter.", {}};
    for (const char* name : {"inbox", "received", "junk", "outbox", "sent", "skipped", "failed"}) {
      counts.keys.push_back(optional(name, match(), "How many."));
    }
    return counts;
  }();
  return keys;
}

Finding check_mailboxes(Stage& stage, const Value& value) {
  std::map<std::string, int> counts;
  for (const Row& row : email_rows(stage)) ++counts[cell(row, "mailbox").value_or("")];
  Finding finding;
  for (const Member& member : value.find("mailboxes")->members) {
    const std::string actual = std::to_string(counts[member.key]);
    if (matches(member.value, actual)) continue;
    if (finding.holds) finding.place = member.place;
    finding.holds = false;
    finding.what = "the mailboxes do not hold what is expected";
    finding.details.push_back(fmt::format("{}: expected {}, actually {}", member.key, wanted_text(member.value), actual));
  }
  return finding;
}

}  // namespace

Expectation mailboxes() {
  return {"mailboxes",
          {"expectation 'mailboxes'", "How full the mailboxes are.",
           {required("mailboxes", object(counts_shape), "Counts."), optional("within", duration(), "Wait so long for it.")}},
          "Counts the Email table by mailbox.", "{mailboxes: {inbox: 0, junk: {at_least: 1}}}", check_mailboxes};
}

}  // namespace scenarios::expectations
