// What the S/MIME plugin does with received mail before anything else is decided: decrypt and verify (spec 12).
#pragma once
#include <string>

#include "engine/inbound/mail.h"

namespace engine::inbound {

/// A received mail as the pipeline takes it: decrypted and unwrapped, if it was to be and could be.
struct ReceivedMail {
  sim::mail::Message message;
  sim::auth::OpenedMail smime;
};
ReceivedMail open_received(Parts& parts, std::string raw);
/// Trace and log of what was found, once the mail is a row.
void note_smime(Mail& mail);

}  // namespace engine::inbound
