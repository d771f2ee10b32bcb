#include "engine/email_record.h"

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

}  // namespace engine
