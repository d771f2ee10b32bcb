// Who gets a notification: of its candidates and their delegates those whom no exclusion takes out; each inclusion and exclusion is traced
// and worded for the log (spec 6.2).
#pragma once
#include <string>
#include <vector>

#include "engine/outbound/mail_row.h"
#include "engine/outbound/occasion.h"

namespace engine::outbound {

struct Recipients {
  std::vector<std::string> to;      ///< addresses; user names of users without one
  std::vector<std::string> copied;  ///< plain addresses of the notification, as a mail script adds them
  std::vector<std::string> blind_copied;
  std::vector<std::string> sms;     ///< addresses of SMS devices: they get a mail of their own
  std::vector<std::string> log;     ///< rows for syslog_email, once it is known whether there is a mail
  bool is_empty() const { return to.empty() && copied.empty() && blind_copied.empty(); }
};
Recipients choose_recipients(Parts& parts, const Occasion& occasion);
/// Moves the addresses that mail scripts added (in Cc and Bcc of the mail) to the recipients, those that an exclusion takes out left out.
/// What users chose for themselves does not matter here (KB0788195).
void screen_scripted(Parts& parts, const Occasion& occasion, MailText& mail, Recipients& recipients);

}  // namespace engine::outbound
