#include "engine/outbound/notification_text.h"

#include <fmt/format.h>

#include "engine/outbound/placeholders.h"
#include "engine/outbound/rules.h"
#include "engine/script/script.h"
#include "sim/mail/html_text.h"

namespace engine::outbound {
namespace {

constexpr std::size_t most_sms_characters = 140;

/// Runs the notification's mail scripts, each once, and keeps what they do to the mail.
class MailScripts {
 public:
  MailScripts(Parts& parts, const Occasion& occasion, const std::string& email) : parts_(parts), occasion_(occasion), email_(email) {}

  std::optional<std::string> print(std::string_view name) {
    if (const auto known = printed_.find(name); known != printed_.end()) return known->second;
    const auto script = occasion_.set.mail_scripts.find(name);
    if (script == occasion_.set.mail_scripts.end()) return std::nullopt;
    script::Job job;
    job.kind = script::Kind::mail;
    job.text = script->second;
    job.table = occasion_.notification.given.table.value_or("incident");
    job.current = occasion_.record ? &*occasion_.record : nullptr;
    job.event_name = occasion_.event.name;
    job.event_parm1 = occasion_.event.parm1;
    job.event_parm2 = occasion_.event.parm2;
    job.log_to = email_;
    const script::Outcome ran = script::run(parts_, job);
    if (ran.trouble) parts_.store.log(email_, "error", fmt::format("Mail script '{}' failed: {}", name, *ran.trouble));
    changes_.insert(changes_.end(), ran.mail_changes.begin(), ran.mail_changes.end());
    return printed_.emplace(std::string(name), ran.printed).first->second;
  }

  /// What scripts set wins over the notification's own.
  void change(MailText& mail) const {
    for (const auto& [what, value] : changes_) {
      if (what == "cc") mail.copied.push_back(value);
      if (what == "bcc") mail.blind_copied.push_back(value);
      if (what == "from") mail.from = one_line(value);
      if (what == "reply_to") mail.reply_to = one_line(value);
      if (what == "subject") mail.subject = one_line(value);
      if (what != "body") continue;
      if (!mail.html.empty()) mail.html = value;
      if (!mail.text.empty() || mail.html.empty()) mail.text = sim::mail::text_of_html(value);
    }
  }

 private:
  Parts& parts_;
  const Occasion& occasion_;
  const std::string& email_;
  std::map<std::string, std::string, std::less<>> printed_;
  script::Fields changes_;
};

/// The bodies that are given, filled in; nothing for one that the notification does not have.
struct Bodies {
  std::optional<std::string> html, text;
};

void fill_bodies(MailText& mail, const Bodies& given, Content content, const std::string& fallback) {
  const bool has_none = !given.html && !given.text;
  const std::string text = given.text ? *given.text : given.html ? sim::mail::text_of_html(*given.html) : fallback;
  switch (content) {
    case Content::text_only: mail.text = text; return;
    case Content::html_only: mail.html = given.html.value_or(html_escaped(text)); return;
    case Content::html_and_text:
      mail.html = given.html.value_or(html_escaped(text));
      mail.text = text;
      return;
    case Content::as_given:
      mail.html = has_none ? std::string() : given.html.value_or("");
      mail.text = text;
      return;
  }
}

}  // namespace

MailText notification_text(Parts& parts, const Occasion& occasion, const std::string& email_sys_id) {
  const NotificationConfig& given = occasion.notification.given;
  MailScripts scripts(parts, occasion, email_sys_id);
  const Matter subject{occasion.event, occasion.record, [&](std::string_view name) { return scripts.print(name); }};
  MailText mail;
  mail.from = given.from.value_or("");
  mail.reply_to = given.reply_to.value_or("");
  const char* fallback = occasion.record ? "${number}: ${short_description}" : "";
  mail.subject = one_line(fill(parts, given.subject.value_or(fallback), subject, Escape::none));
  Bodies bodies;
  const Content content = occasion.notification.content;
  if (given.html && content != Content::text_only) bodies.html = fill(parts, *given.html, subject, Escape::html);
  if (given.text && content != Content::html_only) bodies.text = fill(parts, *given.text, subject, Escape::none);
  if (!bodies.html && !bodies.text && given.html) bodies.html = fill(parts, *given.html, subject, Escape::html);
  if (!bodies.html && !bodies.text && given.text) bodies.text = fill(parts, *given.text, subject, Escape::none);
  fill_bodies(mail, bodies, content, bodies.html || bodies.text ? std::string() : fill(parts, fallback, subject, Escape::none));
  scripts.change(mail);
  mail.source = "Notification-" + occasion.notification.sys_id;
  mail.notification_type = "SMTP";
  if (occasion.record) {
    mail.table = occasion.record->table;
    mail.record = occasion.record->sys_id;
  }
  mail.weight = given.weight.value_or(0);
  mail.omit_watermark = given.omit_watermark.value_or(false);
  if (occasion.record && given.include_attachments.value_or(false)) mail.files = files_of_record(parts, occasion.record->sys_id);
  return mail;
}

MailText sms_text(Parts& parts, const Occasion& occasion, const MailText& mail) {
  MailText sms = mail;
  const Matter subject{occasion.event, occasion.record};
  const auto& alternate = occasion.notification.given.sms_alternate;
  const std::string text = alternate ? fill(parts, *alternate, subject, Escape::none) : mail.subject;
  sms.html.clear();
  sms.files.clear();
  sms.text = first_characters(text, most_sms_characters);
  sms.copied.clear();
  sms.blind_copied.clear();
  sms.notification_type = "SMS";
  sms.omit_watermark = true;  // it would take a quarter of the room, and no answer comes from a gateway
  return sms;
}

}  // namespace engine::outbound
