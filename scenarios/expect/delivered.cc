#include <algorithm>

#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& selector_shape() {
  static const Shape keys{"delivered", "Mails that lie in a maildrop.",
                          {required("to", person_or_address(), "Whose maildrop."),
                           optional("subject", match(), "Decoded subject."),
                           optional("from", match(), "Address in From."),
                           optional("text", match(), "Plain-text body."),
                           optional("html", match(), "HTML body."),
                           optional("header", map_of(match()), "Header fields by name, decoded; one of several must match."),
                           optional("recipients", match(), "Envelope recipients it came with."),
                           optional("reverse_path", match(), "Reverse path it came with; empty for a bounce."),
                           optional("attachments", list_of(match()), "File names, in order or as {set: ..}."),
                           optional("after", duration(), "Arrived no earlier than this from the story's start."),
                           optional("before", duration(), "Arrived no later than this from the story's start.")},
                          "to"};
  return keys;
}

std::vector<std::string> file_names(const sim::mail::Message& message) {
  std::vector<std::string> names;
  for (const auto& part : message.parts()) {
    if (part.is_attachment) names.push_back(part.file_name);
  }
  return names;
}

std::optional<std::string> text_or_nothing(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

bool fits_headers(const FoundMail& mail, const Value& headers) {
  return std::all_of(headers.members.begin(), headers.members.end(),
                     [&](const Member& wanted) { return matches_any(wanted.value, mail.message.all(wanted.key)); });
}

bool fits(Stage& stage, const FoundMail& mail, const Member& wanted) {
  const sim::mail::Message& message = mail.message;
  const Value& value = wanted.value;
  if (wanted.key == "subject") return matches(value, message.header("Subject"));
  if (wanted.key == "from") {
    const auto from = message.from();
    return matches(value, from ? std::optional(from->address.text()) : std::nullopt);
  }
  if (wanted.key == "text") return matches(value, text_or_nothing(message.text()));
  if (wanted.key == "html") return matches(value, text_or_nothing(message.html()));
  if (wanted.key == "header") return fits_headers(mail, value);
  if (wanted.key == "recipients") {
    std::vector<std::string> recipients;
    for (const auto& to : mail.stored->envelope.to) recipients.push_back(to.text());
    return value.is_scalar() ? matches_any(value, recipients) : matches_list(value, recipients);
  }
  if (wanted.key == "reverse_path") return matches(value, mail.stored->envelope.from.text());
  if (wanted.key == "attachments") return matches_list(value, file_names(message));
  const auto moment = sim::parse_duration(value.text);
  const auto arrived = mail.stored->arrived - stage.clock().start();
  if (wanted.key == "after") return moment && arrived >= *moment;
  if (wanted.key == "before") return moment && arrived <= *moment;
  return true;
}

void show_nearest(const std::vector<FoundMail>& mails, Stage& stage, Finding& finding) {
  if (mails.empty()) finding.details.push_back("the maildrop is empty");
  for (const FoundMail& mail : mails) {
    if (finding.details.size() == 4) break;
    finding.details.push_back(fmt::format("there: '{}' from {}, after {}", mail.message.subject(), mail.message.header("From").value_or("nobody"),
                                          sim::duration_text(mail.stored->arrived - stage.clock().start())));
    finding.mails.push_back(mail.message.message_id());
  }
}

Finding check(Stage& stage, const Value& value) {
  const Value selector = long_form(*value.find("delivered"), "to");
  const auto mails = mails_of(stage, selector.text_of("to"));
  if (!mails) return unanswerable(mails.error(), selector.place);
  const auto found = std::count_if(mails->begin(), mails->end(), [&](const FoundMail& mail) {
    return std::all_of(selector.members.begin(), selector.members.end(), [&](const Member& wanted) { return fits(stage, mail, wanted); });
  });
  const auto wanted = number_at(value, "exactly");
  if (wanted ? found == *wanted : found > 0) return {};
  Finding finding{.holds = false, .place = selector.place};
  finding.what = fmt::format("{} mails in the maildrop of {} match {}, expected {}", found, selector.text_of("to"), selector.brief(),
                             wanted ? std::to_string(*wanted) : "at least one");
  show_nearest(*mails, stage, finding);
  return finding;
}

}  // namespace

Expectation delivered() {
  return {"delivered",
          {"expectation 'delivered'", "What lies in a maildrop.",
           {required("delivered", object(selector_shape), "Which mails."), optional("exactly", integer(), "How many; default at least one."),
            optional("within", duration(), "Wait so long for it.")}},
          "Looks into the maildrop of a person or an address.", "{delivered: {to: yuki, subject: /was opened$/}, exactly: 1}", check};
}

}  // namespace scenarios::expectations
