#include "engine/inbound/smime_open.h"

#include "engine/inbound/rules.h"
#include "engine/smime.h"

namespace engine::inbound {
namespace {

using sim::auth::SignatureState;
using sim::auth::SmimeKind;

void note_finding(Mail& mail, std::string_view level, const std::string& evidence) {
  mail.parts.world.trace.note(sim::EventKind::email_secured, mail.email.key(), {{"evidence", evidence}, {"sys_email", mail.email.sys_id}});
  mail.parts.store.log(mail.email.sys_id, level, "S/MIME: " + evidence);
}

std::string signature_words(const sim::auth::Verification& found) {
  const std::string who = found.signer.empty() ? std::string("an unknown signer") : found.signer;
  if (!found.is_bad()) return fmt::format("the signature of {} is valid", who);
  return fmt::format("the signature of {} is {}: {}", who, sim::auth::state_name(found.state), found.reason);
}

}  // namespace

ReceivedMail open_received(Parts& parts, std::string raw) {
  ReceivedMail received{sim::mail::Message(std::move(raw)), {}};
  const auto smime = smime_of(parts);
  if ((!smime->decrypts && !smime->verifies) || sim::auth::smime_kind(received.message) == SmimeKind::none) return received;
  received.smime = open_mail(received.message, smime->keys, {smime->decrypts, smime->verifies, parts.world.clock.now()});
  if (received.smime.raw) received.message = sim::mail::Message(*std::move(received.smime.raw));
  return received;
}

void note_smime(Mail& mail) {
  const sim::auth::OpenedMail& found = mail.smime;
  const bool is_closed = sim::auth::smime_kind(mail.message) == SmimeKind::encrypted;
  if (found.is_encrypted && found.trouble.empty() && !is_closed) note_finding(mail, "info", "the mail was decrypted");
  if (found.signature.state != SignatureState::none) {
    note_finding(mail, found.signature.is_bad() ? "warning" : "info", signature_words(found.signature));
  }
}

std::optional<Decision> smime_undecryptable(Mail& mail) {
  if (!smime_of(mail.parts)->decrypts || sim::auth::smime_kind(mail.message) != SmimeKind::encrypted) return std::nullopt;
  const std::string why = mail.smime.trouble.empty() ? "" : ": " + mail.smime.trouble;
  return Decision{"the mail is encrypted (S/MIME) and no key of the instance opens it" + why,
                  mail.parts.cause_of_property("email.inbound.smime.decrypt").place, standing::junk,
                  "Email set to receive-ignored because it could not be decrypted."};
}

std::optional<Decision> smime_unverified(Mail& mail) {
  if (!mail.smime.signature.is_bad() || !smime_of(mail.parts)->ignores_unverified) return std::nullopt;
  return Decision{signature_words(mail.smime.signature), mail.parts.cause_of_property("email.inbound.smime.ignore_unverified_emails").place,
                  standing::junk, "Email set to receive-ignored because its signature could not be verified."};
}

}  // namespace engine::inbound
