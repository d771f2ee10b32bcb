#include "engine/outbound/mail_writer.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/smime.h"
#include "sim/mail/message.h"

namespace engine::outbound {
namespace {

std::vector<std::pair<std::string, std::string>> kept_headers(std::string_view lines) {
  std::vector<std::pair<std::string, std::string>> out;
  while (!lines.empty()) {
    const auto end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) out.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  return out;
}

/// A header with octets beyond ASCII holds an address in UTF-8: everything else in it is encoded.
bool has_utf8_header(std::string_view raw) {
  const std::string_view header = raw.substr(0, raw.find("\r\n\r\n"));
  return std::any_of(header.begin(), header.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// Signs first and encrypts then, so that nobody outside sees who signed.
sim::Result<std::string> secured(Parts& parts, const EmailRecord& email, std::string raw, const std::vector<sim::mail::Address>& recipients) {
  const auto smime = smime_of(parts);
  if (!smime->signs && !smime->encrypts) return raw;
  sim::Random random = parts.world.random.stream("s/mime:" + email.sys_id);
  std::string done;
  if (smime->signs && smime->own() != nullptr) {
    auto made = sim::auth::signed_mail(raw, *smime->own(), {parts.world.clock.now(), smime->sends_certificate}, random);
    if (!made) return made.error();
    raw = *std::move(made);
    done = "signed";
  }
  if (smime->encrypts) {
    std::vector<sim::auth::Certificate> certificates;
    for (const sim::mail::Address& each : recipients) {
      if (const auto* certificate = smime->certificate_for(each.text())) certificates.push_back(*certificate);
    }
    auto made = sim::auth::encrypted_mail(raw, certificates, smime->cipher, random);
    if (!made) return made.error();
    raw = *std::move(made);
    const bool is_gcm = smime->cipher == sim::auth::ContentCipher::aes_256_gcm;
    done += fmt::format("{}encrypted with AES-256-{} for {} recipient(s)", done.empty() ? "" : " and ", is_gcm ? "GCM" : "CBC", certificates.size());
  }
  parts.world.trace.note(sim::EventKind::email_secured, email.message_id, {{"evidence", "the mail was " + done}, {"sys_email", email.sys_id}});
  return raw;
}

}  // namespace

sim::Result<sim::client::OutgoingMail> write_mail(Parts& parts, const MailToWrite& what) {
  const EmailRecord& email = what.email;
  const Handover& handover = what.handover;
  sim::mail::Draft draft;
  draft.style = sim::mail::Draft::Style::java_mail;
  draft.may_be_8bit = what.may_be_8bit && !smime_of(parts)->signs;  // RFC 8551, 3.1.3: a server on the way may recode what is not 7-bit
  draft.attachments = what.files.files;
  draft.from = email.from;
  draft.to = joined_addresses(handover.to);
  draft.cc = joined_addresses(handover.copied);
  draft.reply_to = email.reply_to;
  draft.subject = email.subject;
  draft.text = email.body_text;
  draft.html = email.body;
  draft.headers = kept_headers(email.headers);
  draft.message_id = email.message_id;
  draft.date = parts.world.clock.now();
  sim::client::OutgoingMail mail;
  // One stream for each mail: its boundaries are the same on both wires, in whatever order mails leave.
  sim::Random random = parts.world.random.stream("outgoing:" + email.sys_id);
  auto raw = secured(parts, email, sim::mail::build(draft, random, provider_domain(parts.config)), handover.everyone());
  if (!raw) return raw.error();
  mail.raw = *std::move(raw);
  if (auto from = sim::mail::Address::parse(what.sender)) mail.envelope.from = *from;
  mail.envelope.to = handover.everyone();
  mail.envelope.smtputf8 = has_utf8_header(mail.raw);
  return mail;
}

}  // namespace engine::outbound
