#include <algorithm>

#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"
#include "scenarios/runner/story_keys.h"

namespace scenarios::expectations {
namespace {

constexpr std::size_t most_mails_shown = 4;

const Shape& smime_shape() {
  static const Shape keys{"delivered smime", "What the recipient's mail program finds in a mail that is signed or encrypted (RFC 8551).",
                          {optional("encrypted", boolean(), "It came encrypted, and the recipient's key opens it."),
                           optional("signature", match(),
                                    "`not signed`, `valid`, `tampered`, `unreadable`, `without certificate`, `untrusted`, `expired`, "
                                    "`of another address`."),
                           optional("signer", match(), "Address of the signer's certificate."),
                           optional("text", match(), "Plain-text body once it is opened.")}};
  return keys;
}

const Shape& delivered_selector_shape() {
  static const Shape keys{"delivered", "Mails that lie in a maildrop.",
                          {required("to", person_or_address(), "Whose maildrop."),
                           optional("folder", match(), "IMAP folder in which it lies: `Junk`; default INBOX, which POP3 serves."),
                           optional("subject", match(), "Decoded subject."),
                           optional("from", match(), "Address in From."),
                           optional("text", match(), "Plain-text body."),
                           optional("html", match(), "HTML body."),
                           optional("header", map_of(match()), "Header fields by name, decoded; one of several must match."),
                           optional("smime", object(smime_shape), "Its S/MIME."),
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

/// `to` is the person whose keys open it.
bool fits_smime(Stage& stage, const FoundMail& mail, const std::string& to, const Value& wanted) {
  const auto opened = sim::auth::open_mail(mail.message, keyring_of(stage.story(), to), {true, true, mail.stored->arrived});
  const sim::mail::Message inner(opened.raw.value_or(mail.message.raw()));
  return std::all_of(wanted.members.begin(), wanted.members.end(), [&](const Member& each) {
    if (each.key == "encrypted") return each.value.text == (opened.is_encrypted && opened.trouble.empty() ? "true" : "false");
    if (each.key == "signature") return matches(each.value, std::string(state_name(opened.signature.state)));
    if (each.key == "signer") return matches(each.value, text_or_nothing(opened.signature.signer));
    return matches(each.value, text_or_nothing(inner.text()));
  });
}

bool fits(Stage& stage, const FoundMail& mail, const std::string& to, const Member& wanted) {
  const sim::mail::Message& message = mail.message;
  const Value& value = wanted.value;
  if (wanted.key == "folder") return matches(value, mail.folder);
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
    for (const auto& one : mail.stored->envelope.to) recipients.push_back(one.text());
    return value.is_scalar() ? matches_any(value, recipients) : matches_list(value, recipients);
  }
  if (wanted.key == "smime") return fits_smime(stage, mail, to, value);
  if (wanted.key == "reverse_path") return matches(value, mail.stored->envelope.from.text());
  if (wanted.key == "attachments") return matches_list(value, file_names(message));
  const auto moment = sim::parse_duration(value.text);
  const auto arrived = mail.stored->arrived - stage.clock().start();
  if (wanted.key == "after") return moment && arrived >= *moment;
  if (wanted.key == "before") return moment && arrived <= *moment;
  return true;
}

std::string without_folds(std::string text) {
  std::replace(text.begin(), text.end(), '\t', ' ');
  return text;
}

/// What stands in the fields that were asked about: nobody can guess it from the subject.
void show_headers(const FoundMail& mail, const Value* wanted, Finding& finding) {
  if (wanted == nullptr) return;
  for (const Member& field : wanted->members) {
    const auto found = mail.message.all(field.key);
    if (found.empty()) finding.details.push_back(fmt::format("    it has no {}", field.key));
    for (const std::string& text : found)
      finding.details.push_back(fmt::format("    {}{}: {}", matches(field.value, text) ? "" : "differs: ", field.key, without_folds(text)));
  }
}

void show_nearest(const std::vector<FoundMail>& mails, Stage& stage, const Value* headers, Finding& finding) {
  if (mails.empty()) finding.details.push_back("the maildrop is empty");
  for (const FoundMail& mail : mails) {
    if (finding.mails.size() == most_mails_shown) break;
    finding.details.push_back(fmt::format("there: '{}' from {}, after {}{}", mail.message.subject(), mail.message.header("From").value_or("nobody"),
                                          sim::duration_text(mail.stored->arrived - stage.clock().start()),
                                          mail.folder == "INBOX" ? "" : ", in the folder " + mail.folder));
    show_headers(mail, headers, finding);
    finding.mails.push_back(mail.message.message_id());
  }
}

Finding check_delivered(Stage& stage, const Value& value) {
  const Value selector = long_form(*value.find("delivered"), "to");
  const auto mails = mails_of(stage, selector.text_of("to"));
  if (!mails) return unanswerable(mails.error(), selector.place);
  const auto found = std::count_if(mails->begin(), mails->end(), [&](const FoundMail& mail) {
    if (selector.find("folder") == nullptr && mail.folder != "INBOX") return false;
    return std::all_of(selector.members.begin(), selector.members.end(),
                       [&](const Member& wanted) { return fits(stage, mail, selector.text_of("to"), wanted); });
  });
  const auto wanted = number_at(value, "exactly");
  if (wanted ? found == *wanted : found > 0) return {};
  Finding finding{.holds = false, .place = selector.place};
  finding.what = fmt::format("{} mails in the maildrop of {} match {}, expected {}", found, selector.text_of("to"), selector.brief(),
                             wanted ? std::to_string(*wanted) : "at least one");
  show_nearest(*mails, stage, selector.find("header"), finding);
  return finding;
}

}  // namespace

Expectation delivered() {
  return {"delivered",
          {"expectation 'delivered'", "What lies in a maildrop.",
           {required("delivered", object(delivered_selector_shape), "Which mails."), optional("exactly", integer(), "How many; default at least one."),
            optional("within", duration(), "Wait so long for it.")}},
          "Looks into the maildrop of a person or an address.", "{delivered: {to: yuki, subject: /was opened$/}, exactly: 1}", check_delivered};
}

}  // namespace scenarios::expectations
