// From a row of the Email table to the bytes and the envelope that go over the wire (spec 6.6).
#pragma once
#include "engine/outbound/account.h"
#include "engine/outbound/attachments.h"
#include "engine/outbound/handover.h"
#include "sim/client/smtp_client.h"

namespace engine::outbound {

struct MailToWrite {
  const EmailRecord& email;
  const Handover& handover;
  const OutgoingFiles& files;
  const std::string& sender;    ///< plain_from(): of MAIL
  bool may_be_8bit = false;     ///< the server offers 8BITMIME and the instance uses it
};
/// Fields in the instance's order: Date, From, Reply-To, To, Cc, Message-ID, Subject, MIME, then those kept in the row. Bcc stands in the
/// envelope only. SMTPUTF8 is asked for only if an address needs it (RFC 6531, 3.4).
/// Signed and encrypted as the S/MIME plugin is to (spec 12); an error if that fails.
sim::Result<sim::client::OutgoingMail> write_mail(Parts& parts, const MailToWrite& mail);

}  // namespace engine::outbound
