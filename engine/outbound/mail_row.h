// Writes one outbound mail into the Email table: identity, sender, header lines, watermark; long recipient lists become several rows (spec 5, 6.4, 6.6).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "engine/outbound/attachments.h"
#include "engine/parts.h"

namespace engine::outbound {

/// A mail to be written, before it is anything in the database.
struct MailText {
  std::string from;              ///< as the notification wants it, "" for the account's
  std::string reply_to, subject, text, html;
  std::vector<std::string> to, copied, blind_copied;
  std::string in_reply_to;       ///< Message-ID of the mail that it answers, "" for none
  std::string source;            ///< X-ServiceNow-Source: Notification-<sys_id>, EmailClient
  std::string notification_type; ///< SMTP
  std::string table, record;     ///< the target; "" for none
  int weight = 0;
  bool omit_watermark = false;
  std::vector<FileLink> files;   ///< stored attachments that go with it
  bool is_by_script = false;     ///< a script's own row: its list is not split (spec 6.4)
};

/// Who a mail is before it is written: made first, so that the choice of its recipients is traced under its Message-ID.
struct MailIdentity {
  std::string sys_id, message_id;
};
MailIdentity new_identity(Parts& parts);

/// Inserts the row (more than one if there are more recipients than glide.email.smtp.max_recipients) and its watermark, traces email_queued.
/// The first has the given identity. Returns the sys_ids.
std::vector<std::string> write_rows(Parts& parts, const MailText& mail, const MailIdentity& first);
/// A new row with the same content for other recipients: what glide.smtp.send_partial makes of refused ones.
void write_copy(Parts& parts, const EmailRecord& original, const std::vector<std::string>& recipients);

/// "a, b" and back; blanks trimmed, empty items dropped.
std::string joined(const std::vector<std::string>& items);
std::vector<std::string> items_of(std::string_view list);

}  // namespace engine::outbound
