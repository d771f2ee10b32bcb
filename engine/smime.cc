#include "engine/smime.h"

#include "engine/configure.h"

namespace engine {
namespace {

using sim::auth::Certificate;
using sim::auth::Identity;

constexpr std::string_view plugin = "com.glide.email.smime";

/// A user's certificate counts for the user's address of now, another for the addresses that stand in it.
void read_recipients(Parts& parts, Smime& smime) {
  Statement row = parts.database.prepare(
      "SELECT c.certificate, coalesce(u.email_key, '') FROM sys_certificate c LEFT JOIN sys_user u ON u.sys_id = c.\"user\" "
      "WHERE c.type = 'recipient' ORDER BY c.id");
  while (row.step()) {
    const auto certificate = Certificate::from_pem(row.text(0));
    if (!certificate) continue;
    smime.keys.trust.known.push_back(*certificate);
    if (const std::string key = row.text(1); !key.empty()) {
      smime.recipients.insert_or_assign(key, *certificate);
      continue;
    }
    for (const std::string& address : certificate->addresses()) smime.recipients.insert_or_assign(email_key(address), *certificate);
  }
}

Smime compile_smime(Parts& parts) {
  Smime made;
  made.made_at = parts.properties.changes();
  if (!parts.has_plugin(plugin)) return made;
  const Properties& properties = parts.properties;
  made.signs = properties.flag("email.outbound.smime.signing.enabled");
  made.sends_certificate = properties.flag("email.outbound.smime.signing.send_public_cert");
  made.encrypts = properties.flag("email.outbound.smime.encryption.enabled");
  const bool is_gcm = email_key(properties.text("email.outbound.smime.encryption.algo")) == "aes-gcm";
  made.cipher = is_gcm ? sim::auth::ContentCipher::aes_256_gcm : sim::auth::ContentCipher::aes_256_cbc;
  made.decrypts = properties.flag("email.inbound.smime.decrypt");
  made.verifies = properties.flag("email.inbound.smime.verify_sign");
  made.ignores_unverified = properties.flag("email.inbound.smime.ignore_unverified_emails");
  Statement own = parts.database.prepare("SELECT certificate, private_key FROM sys_certificate WHERE type = 'own' ORDER BY id");
  while (own.step()) {
    if (auto identity = Identity::from_pem(own.text(0), own.text(1))) made.keys.identities.push_back(*std::move(identity));
  }
  Statement trusted = parts.database.prepare("SELECT certificate FROM sys_certificate WHERE type = 'trust' ORDER BY id");
  while (trusted.step()) {
    if (const auto anchor = Certificate::from_pem(trusted.text(0))) made.keys.trust.anchors.push_back(*anchor);
  }
  read_recipients(parts, made);
  return made;
}

struct CertificateRow {
  std::string_view type;
  const Certificate& certificate;
  std::string private_key = {}, user = {};
};

void insert_certificate(Parts& parts, const CertificateRow& row) {
  parts.database
      .prepare("INSERT INTO sys_certificate (sys_id, name, type, certificate, private_key, \"user\", valid_to) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(parts.store.new_sys_id(), row.certificate.subject(), row.type, row.certificate.pem(), row.private_key, row.user,
           std::int64_t{row.certificate.expires().time_since_epoch().count()});
}

sim::Error placed(sim::Error error, const sim::Place& place) {
  error.place = place;
  return error;
}

sim::Result<void> write_all(Parts& parts, std::string_view type, const std::vector<std::string>& texts, const sim::Place& place) {
  for (const std::string& text : texts) {
    const auto found = Certificate::all_from_pem(text);
    if (!found) return placed(found.error(), place);
    for (const Certificate& each : *found) insert_certificate(parts, {type, each});
  }
  return {};
}

/// What the instance has of its own; a change of it replaces all.
sim::Result<void> write_own(Parts& parts, const SmimeConfig& smime) {
  parts.database.execute("DELETE FROM sys_certificate WHERE \"user\" = ''");
  if (smime.certificate || smime.key) {
    const auto own = Identity::from_pem(smime.certificate.value_or(""), smime.key.value_or(""));
    if (!own) return placed(own.error(), smime.place);
    insert_certificate(parts, {"own", own->certificate(), own->key_pem()});
  }
  if (auto written = write_all(parts, "trust", smime.authorities, smime.place); !written) return written;
  return write_all(parts, "recipient", smime.certificates, smime.place);
}

}  // namespace

const Certificate* Smime::certificate_for(std::string_view address) const {
  const auto found = recipients.find(email_key(address));
  return found == recipients.end() ? nullptr : &found->second;
}

std::shared_ptr<const Smime> smime_of(Parts& parts) {
  if (!parts.smime || parts.smime->made_at != parts.properties.changes()) {
    parts.smime = std::make_shared<const Smime>(compile_smime(parts));
  }
  return parts.smime;
}

sim::Result<void> write_certificates(Parts& parts, const InstanceConfig& change) {
  if (change.smime) {
    if (auto written = write_own(parts, *change.smime); !written) return written;
  }
  for (const UserConfig& each : change.users) {
    if (!each.certificate) continue;
    const auto certificate = Certificate::from_pem(*each.certificate);
    if (!certificate) return placed(certificate.error(), each.place);
    const auto user = parts.store.user_by_name(each.user_name);
    if (!user) continue;
    parts.database.prepare("DELETE FROM sys_certificate WHERE \"user\" = ?").run(user->sys_id);
    insert_certificate(parts, {"recipient", *certificate, "", user->sys_id});
  }
  return {};
}

}  // namespace engine
