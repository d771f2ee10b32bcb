#include "engine/inbound/bodies.h"

#include "engine/inbound/attachments.h"
#include "engine/smime.h"

namespace engine::inbound {
namespace {

bool is_tnef(const sim::mail::Part& part) {
  return part.content_type == "application/ms-tnef" || part.content_type == "application/vnd.ms-tnef" ||
         email_key(part.file_name) == "winmail.dat";
}

/// The calendar's text under the body's own.
void append_text(std::string& body, const std::string& text) {
  if (!body.empty() && body.back() != '\n') body += '\n';
  body += text;
}

std::string as_html(std::string_view text) {
  std::string out = "<pre>";
  for (const char c : text) {
    if (c == '<') out += "&lt;";
    else if (c == '&') out += "&amp;";
    else out += c;
  }
  return out + "</pre>";
}

/// Calendar parts that are not attached: true if the bodies changed.
bool settle_calendar(Mail& mail, const sim::mail::Part& part) {
  if (mail.settings.attachments.calendar == CalendarBehavior::ignore) {
    mail.parts.store.log(mail.email.sys_id, "info", "A calendar part was ignored (glide.email.inbound.calendar_behavior)");
    return false;
  }
  const std::string text = mail.message.text_of(part);
  append_text(mail.email.body_text, text);
  if (!mail.email.body.empty()) append_text(mail.email.body, as_html(text));
  return true;
}

}  // namespace

void settle_bodies(Mail& mail) {
  const AttachmentPolicy& policy = mail.settings.attachments;
  bool has_changed = false;
  if (!policy.makes_missing_text && !mail.email.body.empty() && mail.message.text().empty() && !mail.email.body_text.empty()) {
    mail.email.body_text.clear();
    has_changed = true;
  }
  for (const sim::mail::Part& part : mail.message.parts()) {
    if (!part.is_attachment) continue;
    if (is_tnef(part)) {
      const std::string name = part.file_name.empty() ? "winmail.dat" : part.file_name;
      mail.parts.store.log(mail.email.sys_id, "warning",
                           fmt::format("The mail carries '{}' (application/ms-tnef): rich text of Outlook is inside it and is not read", name));
    }
    if (is_calendar(part) && policy.calendar != CalendarBehavior::attach) has_changed |= settle_calendar(mail, part);
  }
  if (sim::auth::smime_kind(mail.message) == sim::auth::SmimeKind::encrypted && !smime_of(mail.parts)->decrypts) {
    mail.parts.store.log(mail.email.sys_id, "warning",
                         "The mail is encrypted (S/MIME) and nothing here decrypts it (plugin com.glide.email.smime): its body is empty");
  }
  if (has_changed) mail.parts.store.update_bodies(mail.email);
}

}  // namespace engine::inbound
