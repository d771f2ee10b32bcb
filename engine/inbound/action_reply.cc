// The action type Reply Email (spec 3.4): an answer to whoever wrote.
#include "engine/inbound/action_run.h"
#include "engine/inbound/variables.h"
#include "engine/outbound/mail_row.h"
#include "engine/outbound/placeholders.h"
#include "engine/template.h"
#include "sim/mail/html_text.h"

namespace engine::inbound {
namespace {

/// The record that the mail is about by now: matched, or made by an action before this one.
std::optional<Record> record_of(Mail& mail) {
  return mail.parts.store.find_record(mail.email.target_table, mail.email.instance);
}

}  // namespace

ActionRan run_reply_email(Mail& mail, const Action& action) {
  const std::optional<Record> record = record_of(mail);
  const Variables variables(mail);
  const auto look_up = [&](std::string_view name) -> std::optional<std::string> {
    constexpr std::string_view current = "current.";
    if (name.starts_with(current) && record) return record->field(name.substr(current.size()));
    return variables.value(name);
  };
  const auto look_up_html = [&](std::string_view name) -> std::optional<std::string> {
    const auto value = look_up(name);
    return value ? std::optional(outbound::html_escaped(*value)) : std::nullopt;
  };
  if (!mail.from) {
    note_skipped(mail, action, "action-no-sender", "there is nobody to reply to", action.place);
    return {};
  }
  outbound::MailText answer;
  answer.subject = outbound::one_line(fill(action.reply_subject, look_up));
  answer.html = fill(action.reply_html, look_up_html);
  answer.text = action.reply_text.empty() ? sim::mail::text_of_html(answer.html) : fill(action.reply_text, look_up);
  answer.to = {mail.sender()};
  answer.in_reply_to = mail.email.message_id;
  answer.source = "InboundAction-" + action.name;
  answer.notification_type = "SMTP";
  if (record) {
    answer.table = record->table;
    answer.record = record->sys_id;
  }
  const outbound::MailIdentity identity = outbound::new_identity(mail.parts);
  mail.parts.world.trace.descend(identity.message_id, mail.email.key());
  outbound::write_rows(mail.parts, answer, identity);
  note_ran(mail, action, record.value_or(Record{}), fmt::format("replied to {}", mail.sender()));
  return {action.stops, std::nullopt};
}

}  // namespace engine::inbound
