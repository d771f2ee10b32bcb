// What a notification's mail says: its subject and bodies with their ${names} filled in, by its content type; mail scripts run here (spec 6.6).
#pragma once
#include "engine/outbound/mail_row.h"
#include "engine/outbound/occasion.h"
#include "engine/outbound/recipients.h"

namespace engine::outbound {

/// The mail without its recipients. A mail script may add some: they stand in copied and blind_copied, not yet screened.
MailText notification_text(Parts& parts, const Occasion& occasion, const std::string& email_sys_id);
/// The same for SMS devices: the SMS alternate or the subject, at most 140 characters (D:notif).
MailText sms_text(Parts& parts, const Occasion& occasion, const MailText& mail);

}  // namespace engine::outbound
