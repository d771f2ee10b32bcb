#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& refused_selector_shape() {
  static const Shape keys{"refused", "A refusal that an SMTP server spoke. A host alone is `at`.",
                          {optional("at", host(), "By this host."),
                           optional("command", text(), "At this command: MAIL, RCPT, DATA, END-OF-DATA, ..."),
                           optional("code", integer(), "Reply code."),
                           optional("status", match(), "Enhanced status code: `5.1.1`."),
                           optional("text", match(), "The whole reply.")},
                          "at"};
  return keys;
}

/// The command's name without its argument: "RCPT" of "RCPT TO:<a@b>".
std::string verb_of(std::string_view command) { return lower(command.substr(0, command.find(' '))); }

bool fits(const sim::Event& event, const Value& wanted) {
  const std::string spoken(event.field("reply"));
  const auto reply = reply_of(spoken);
  if (const auto at = text_at(wanted, "at"); at && event.field("host") != *at) return false;
  if (const auto command = text_at(wanted, "command"); command && verb_of(event.field("command")) != lower(*command)) return false;
  if (const auto code = number_at(wanted, "code"); code && reply.code != *code) return false;
  if (const Value* status = wanted.find("status"); status != nullptr && !matches(*status, reply.status.text())) return false;
  const Value* text = wanted.find("text");
  return text == nullptr || matches(*text, spoken);
}

Finding check_refused(Stage& stage, const Value& value) {
  const Value wanted = long_form(*value.find("refused"), "at");
  long long count = 0;
  Finding finding{.holds = false, .place = wanted.place};
  for (const sim::Event& event : stage.trace().events()) {
    if (event.kind != sim::EventKind::smtp_refused) continue;
    if (fits(event, wanted)) ++count;
    if (finding.details.size() < 5) finding.details.push_back("spoken: " + event.sentence());
  }
  const auto exactly = number_at(value, "exactly");
  if (exactly ? count == *exactly : count > 0) return {};
  if (finding.details.empty()) finding.details.push_back("no server refused anything");
  finding.what = fmt::format("{} refusals match {}, expected {}", count, wanted.brief(), exactly ? std::to_string(*exactly) : "at least one");
  return finding;
}

}  // namespace

Expectation refused() {
  return {"refused",
          {"expectation 'refused'", "A reply of 4xx or 5xx to a command of a mail transaction.",
           {required("refused", object(refused_selector_shape), "Which."), optional("exactly", integer(), "How many; default at least one."),
            optional("within", duration(), "Wait so long for it.")}},
          "A server refused, with this code, at this command.", "{refused: {at: mail.corp.example, command: RCPT, code: 550, status: 5.1.1}}", check_refused};
}

}  // namespace scenarios::expectations
