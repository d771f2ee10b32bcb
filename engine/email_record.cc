#include "engine/email_record.h"

#include <algorithm>

namespace engine {

std::string_view mailbox_name(Mailbox mailbox) {
  switch (mailbox) {
    case Mailbox::inbox: return "Inbox";
    case Mailbox::received: return "Received";
    case Mailbox::junk: return "Junk";
    case Mailbox::outbox: return "Outbox";
    case Mailbox::sent: return "Sent";
    case Mailbox::skipped: return "Skipped";
    case Mailbox::failed: return "Failed";
  }
  return "";
}

Mailbox mailbox_of(std::string_view type, std::string_view state) {
  if (type == "received") return state == "ready" ? Mailbox::inbox : Mailbox::received;
  if (type == "received-ignored") return Mailbox::junk;
  if (type == "sent") return Mailbox::sent;
  if (type == "send-ignored") return Mailbox::skipped;
  if (type == "send-failed") return Mailbox::failed;
  // send-ready, the retry types, and the sys_id of the job that has claimed the mail (spec 1.2).
  return Mailbox::outbox;
}

const std::vector<EmailColumn>& email_text_columns() {
  static const std::vector<EmailColumn> columns{
      {"sys_id", &EmailRecord::sys_id},
      {"type", &EmailRecord::type},
      {"state", &EmailRecord::state},
      {"receive_type", &EmailRecord::receive_type},
      {"subject", &EmailRecord::subject},
      {"body", &EmailRecord::body},
      {"body_text", &EmailRecord::body_text},
      {"from", &EmailRecord::from},
      {"recipients", &EmailRecord::recipients},
      {"direct", &EmailRecord::direct},
      {"copied", &EmailRecord::copied},
      {"blind_copied", &EmailRecord::blind_copied},
      {"user", &EmailRecord::user},
      {"user_id", &EmailRecord::user_id},
      {"headers", &EmailRecord::headers},
      {"message_id", &EmailRecord::message_id},
      {"uid", &EmailRecord::uid},
      {"reply_to", &EmailRecord::reply_to},
      {"importance", &EmailRecord::importance},
      {"content_type", &EmailRecord::content_type},
      {"error_string", &EmailRecord::error_string},
      {"target_table", &EmailRecord::target_table},
      {"instance", &EmailRecord::instance},
      {"notification_type", &EmailRecord::notification_type}};
  return columns;
}

std::string EmailRecord::* email_text_column(std::string_view name) {
  const auto& all = email_text_columns();
  const auto found = std::find_if(all.begin(), all.end(), [&](const EmailColumn& each) { return each.name == name; });
  return found == all.end() ? nullptr : found->member;
}

}  // namespace engine
