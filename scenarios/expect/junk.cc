#include <fmt/format.h>

#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& junk_selector_shape() {
  static const Shape keys{"labelled mails", "Mails of the junk client. A text alone is the label.",
                          {required("label", match(), "ham, spam, gtube, spoofed_sender, eicar, malformed_mime, auto_reply, bounce.")}, "label"};
  return keys;
}

Finding check_junk(Stage& stage, const Value& value) {
  const Value& selector = *value.find("junk");
  const Value& label = selector.find("label") == nullptr ? selector : *selector.find("label");
  std::map<std::string, std::string> mailbox_of;
  for (const Row& row : email_rows(stage)) {
    mailbox_of[without_brackets(cell(row, "message_id").value_or(""))] = cell(row, "mailbox").value_or("");
  }
  std::size_t sent = 0;
  Finding finding{.place = selector.place};
  for (const LabelledMail& mail : stage.junk()) {
    if (!matches(label, mail.label)) continue;
    ++sent;
    const auto found = mailbox_of.find(mail.message_id);
    const std::string where = found == mailbox_of.end() ? "nowhere" : found->second;
    if (matches(*value.find("in"), where)) continue;
    finding.holds = false;
    if (finding.mails.size() < 3) finding.mails.push_back(mail.message_id);
    if (finding.details.size() < 8) finding.details.push_back(fmt::format("{} ({}) is in {}", mail.message_id, mail.label, where));
  }
  if (sent == 0) return {.holds = false, .place = selector.place, .what = fmt::format("no mail with the label {} was sent", wanted_text(label))};
  if (!finding.holds) finding.what = fmt::format("not all mails labelled {} are in {}", wanted_text(label), wanted_text(*value.find("in")));
  return finding;
}

}  // namespace

Expectation junk() {
  return {"junk",
          {"expectation 'junk'", "Where labelled mails ended.",
           {required("junk", object(junk_selector_shape), "Which labels."), required("in", match(), "The mailbox that each is in."),
            optional("within", duration(), "Wait so long for it.")}},
          "Every mail of the junk client with that label is in this mailbox.", "{junk: {label: gtube}, in: junk}", check_junk};
}

}  // namespace scenarios::expectations
