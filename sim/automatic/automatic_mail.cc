#include "sim/automatic/automatic_mail.h"

#include "sim/automatic/feedback.h"
#include "sim/automatic/header_signs.h"
#include "sim/automatic/returned_mail.h"
#include "sim/mail/entity.h"

namespace sim::automatic {
namespace {

AutomaticMail auto_reply(const HeaderSigns& signs, std::string evidence) {
  AutomaticMail mail;
  mail.kind = Kind::auto_reply;
  mail.evidence = std::move(evidence);
  mail.original_message_id = signs.in_reply_to;
  return mail;
}

/// Vacation programs that say "auto-generated", or nothing but the null path: their text tells what they are.
AutomaticMail read_absence(const mail::Message& message, const HeaderSigns& signs) {
  const std::string text = folded(std::string_view(message.text()).substr(0, 4000));
  const std::string_view phrase = absence_phrase(text);
  return phrase.empty() ? AutomaticMail() : auto_reply(signs, "A machine sent it, and it says \"" + std::string(phrase) + "\".");
}

/// True if a part is a feedback report, whatever the whole calls itself.
bool holds_feedback(const mail::Message& message) {
  const auto& parts = message.entities().entities;
  return std::any_of(parts.begin(), parts.end(), [](const mail::Entity& part) { return part.type == "message/feedback-report"; });
}

}  // namespace

std::string_view kind_name(Kind kind) {
  static constexpr std::array<std::string_view, 6> names{"none", "bounce", "delay", "delivered", "auto-reply", "feedback-report"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view hardness_name(Hardness hardness) {
  static constexpr std::array<std::string_view, 3> names{"unknown", "soft", "hard"};
  return names[static_cast<std::size_t>(hardness)];
}

AutomaticMail recognise(const mail::Message& message) {
  const HeaderSigns signs = read_signs(message);
  if (signs.is_feedback || (signs.may_be_feedback && holds_feedback(message))) return read_feedback(message);
  const std::string_view phrase = signs.is_list_mail ? std::string_view() : auto_reply_phrase(signs.subject);
  if (signs.is_notice)
    if (AutomaticMail mail = read_notice(message.text()); mail.kind != Kind::none) return mail;
  // A vacation notice may come from the null path, too, so its own subject speaks first (RFC 3834, 3.3); DSNs carry auto-replied (5).
  const bool is_surely_reply = !phrase.empty() && !signs.is_delivery_report && signs.failed_recipients.empty() && !signs.has_bounce_subject;
  if (!is_surely_reply && signs.may_be_bounce() && !signs.is_receipt)
    if (AutomaticMail mail = read_returned(message, signs); mail.kind != Kind::none) return mail;
  // "Undelivered Mail Returned to Sender" that says no more is no person's answer either.
  if (signs.is_receipt || signs.is_delivery_report || (signs.has_bounce_subject && phrase.empty())) return {};
  if (!signs.reply_mark.empty()) return auto_reply(signs, "The header says so: " + signs.reply_mark + " (RFC 3834).");
  if (!phrase.empty()) return auto_reply(signs, "The subject begins as an automatic reply's: \"" + std::string(phrase) + "\".");
  if ((signs.is_generated || signs.has_null_path) && !signs.is_list_mail) return read_absence(message, signs);
  return {};
}

AutomaticMail recognise_text(std::string_view body_text) { return read_returned_text(body_text); }

}  // namespace sim::automatic
