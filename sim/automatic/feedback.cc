#include "sim/automatic/feedback.h"

#include "sim/automatic/failure.h"
#include "sim/automatic/phrase.h"
#include "sim/automatic/report.h"
#include "sim/automatic/report_flat.h"
#include "sim/mail/detail/charset.h"

namespace sim::automatic {
namespace {

constexpr std::size_t most_text = 256 * 1024;

/// The value of a line "name: value" anywhere in the text, in any case; "" if there is none.
std::string line_value(std::string_view text, std::string_view lower_text, std::string_view name) {
  for (std::size_t at = lower_text.find(name); at != std::string_view::npos; at = lower_text.find(name, at + 1)) {
    if (at != 0 && lower_text[at - 1] != '\n') continue;
    const std::size_t from = at + name.size();
    return swept(text.substr(from, std::min(text.find('\n', from), text.size()) - from));
  }
  return "";
}

FailedRecipient complainant(std::string_view address, const std::string& type) {
  FailedRecipient recipient;
  recipient.address = address;
  recipient.diagnostic = "feedback type " + (type.empty() ? "abuse" : type);
  recipient.reason = reason_name(Reason::feedback);
  recipient.hardness = Hardness::soft;
  return recipient;
}

/// Every `"name":"value"` in JSON text, escaped quotes of an inner document taken out before. Bounded by the text.
std::vector<std::string> json_values(std::string_view json, std::string_view name) {
  std::vector<std::string> values;
  const std::string key = "\"" + std::string(name) + "\"";
  for (std::size_t at = json.find(key); at != std::string_view::npos && values.size() < 100; at = json.find(key, at + 1)) {
    const std::size_t open = json.find_first_not_of(": \t", at + key.size());
    if (open == std::string_view::npos || json[open] != '"') continue;
    const std::size_t close = json.find('"', open + 1);
    if (close == std::string_view::npos) break;
    values.emplace_back(json.substr(open + 1, close - open - 1));
  }
  return values;
}

std::string first_of(const std::vector<std::string>& values) { return values.empty() ? "" : values.front(); }

/// SNS folds long lines with "!" and puts the real document, escaped, into the member "Message".
std::string plain_json(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && i < most_text; ++i) {
    if (text[i] == '!' && i + 1 < text.size() && (text[i + 1] == '\n' || text[i + 1] == '\r')) {
      i = std::min(text.find('\n', i), text.size() - 1);
      if (i + 1 < text.size() && text[i + 1] == ' ') ++i;
    } else if (text[i] == '\\' && i + 1 < text.size()) {
      out += text[++i] == 'n' ? ' ' : text[i];
    } else if (text[i] != '\r' && text[i] != '\n') {
      out += text[i];
    }
  }
  return out;
}

void add_bounced(const std::string& json, AutomaticMail& mail) {
  const std::size_t list = json.find("\"bouncedRecipients\"");
  if (list == std::string::npos) return;
  const std::string_view entries = std::string_view(json).substr(list, json.find(']', list) - list);
  const auto addresses = json_values(entries, "emailAddress");
  const auto statuses = json_values(entries, "status");
  const auto words = json_values(entries, "diagnosticCode");
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    Failure failure;
    failure.address = failure.fields.recipient = addresses[i];
    failure.fields.action = "failed";
    if (i < statuses.size()) failure.fields.status = statuses[i];
    if (i < words.size()) failure.fields.diagnostic = words[i].substr(std::min(words[i].find(';') + 1, words[i].size()));
    mail.recipients.push_back(judge(failure));
  }
}

}  // namespace

AutomaticMail read_feedback(const mail::Message& message) {
  AutomaticMail mail;
  mail.kind = Kind::feedback_report;
  const std::string text = flattened(message);
  const std::string lower = mail::detail::lower(text);
  const std::string type = line_value(text, lower, "feedback-type:");
  mail.evidence = "It is a feedback report (RFC 5965)" + (type.empty() ? "" : " of type " + type) + ".";
  const Report report = read_report(message);
  std::string address;
  for (const std::string_view name : {"original-rcpt-to:", "redacted-address:", "x-hmxmroriginalrecipient:", "removal-recipient:"})
    if (address.empty()) address = find_address(line_value(text, lower, name)).address;
  if (address.empty()) address = find_address(field_of(report.original, "To")).address;
  mail.recipients.push_back(complainant(address, type));
  const std::string id = field_of(report.original, "Message-ID");
  mail.original_message_id = trimmed(id.size() > 2 && id.front() == '<' ? std::string_view(id).substr(1, id.find('>') - 1) : id);
  return mail;
}

AutomaticMail read_notice(std::string_view text) {
  const std::string json = plain_json(text.substr(0, most_text));
  const std::string type = first_of(json_values(json, "notificationType"));
  AutomaticMail mail;
  if (type == "Bounce") {
    mail.kind = Kind::bounce;
    add_bounced(json, mail);
  } else if (type == "Complaint") {
    mail.kind = Kind::feedback_report;
    const std::size_t list = json.find("\"complainedRecipients\"");
    const std::string_view entries = std::string_view(json).substr(std::min(list, json.size()));
    mail.recipients.push_back(complainant(first_of(json_values(entries, "emailAddress")), first_of(json_values(json,
        "complaintFeedbackType"))));
  } else if (type == "Delivery") {
    mail.kind = Kind::delivered;
    Failure delivered;
    const std::size_t list = json.rfind("\"recipients\"");
    if (list != std::string::npos) delivered.address = find_address(std::string_view(json).substr(list)).address;
    delivered.fields.diagnostic = first_of(json_values(json, "smtpResponse"));
    mail.recipients.push_back(judge(delivered));
  }
  if (mail.kind == Kind::none) return mail;
  mail.evidence = "It is a notification of Amazon SES of type " + type + ".";
  mail.original_message_id = first_of(json_values(json, "messageId"));
  return mail;
}

}  // namespace sim::automatic
