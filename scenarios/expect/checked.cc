#include <algorithm>

#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& checked_shape() {
  static const Shape keys{"checked",
                          "What a receiving server found about who sent a mail (event sender.checked). A host alone is `at`.",
                          {optional("at", host(), "By this host."),
                           optional("subject", match(), "Of the mail with this subject, also if it was refused at RCPT."),
                           optional("method", match_of({"iprev", "spf", "spf-helo", "dkim", "arc", "dmarc"}), "What was checked."),
                           optional("result", match_of({"pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror"}),
                                    "What was found."),
                           optional("evidence", match(), "Why.")},
                          "at"};
  return keys;
}

/// A subject is looked up where the mail was made: the trace keeps it there.
std::string subject_of_mail(const sim::Trace& trace, const std::string& mail) {
  for (const sim::Event& event : trace.events()) {
    if (event.mail == mail && event.kind == sim::EventKind::mail_composed) return std::string(event.field("subject"));
  }
  return {};
}

bool fits_check(const sim::Trace& trace, const sim::Event& event, const Value& wanted) {
  return std::all_of(wanted.members.begin(), wanted.members.end(), [&](const Member& each) {
    if (each.key == "at") return event.field("host") == each.value.text;
    if (each.key == "subject") return matches(each.value, subject_of_mail(trace, event.mail));
    return matches(each.value, std::string(event.field(each.key)));
  });
}

Finding check_checked(Stage& stage, const Value& value) {
  const Value wanted = long_form(*value.find("checked"), "at");
  long long count = 0;
  Finding finding{.holds = false, .place = wanted.place};
  for (const sim::Event& event : stage.trace().events()) {
    if (event.kind != sim::EventKind::sender_checked) continue;
    if (fits_check(stage.trace(), event, wanted)) ++count;
    if (finding.details.size() < 8) finding.details.push_back("found: " + event.sentence());
  }
  const auto exactly = number_at(value, "exactly");
  if (exactly ? count == *exactly : count > 0) return {};
  if (finding.details.empty()) finding.details.push_back("no server asked who sent a mail: policies: {spf: check} makes it");
  finding.what = fmt::format("{} findings match {}, expected {}", count, wanted.brief(), exactly ? std::to_string(*exactly) : "at least one");
  return finding;
}

}  // namespace

Expectation checked() {
  return {"checked",
          {"expectation 'checked'",
           "A finding about who sent a mail.",
           {required("checked", object(checked_shape), "Which."), optional("exactly", integer(), "How many; default at least one."),
            optional("within", duration(), "Wait so long for it.")}},
          "A server checked SPF, DKIM, DMARC, ARC or the client's name, and found this.",
          "{checked: {at: mail.corp.example, method: spf, result: fail, evidence: {contains: is not permitted}}}",
          check_checked};
}

}  // namespace scenarios::expectations
