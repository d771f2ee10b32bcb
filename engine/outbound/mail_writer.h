// From a row of the Email table to the bytes and the envelope that go over the wire (spec 6.6).
#pragma once
#include "engine/outbound/account.h"
#include "engine/outbound/handover.h"
#include "sim/client/smtp_client.h"

namespace engine::outbound {

/// Fields in the instance's order: Date, From, To, Cc, Message-ID, Subject, MIME, then those kept in the row. Bcc stands in the envelope only.
sim::client::OutgoingMail write_mail(Parts& parts, const EmailRecord& email, const Handover& handover, const Account& account);

}  // namespace engine::outbound
