// S/MIME there and back (RFC 8551): what we write we read, and everything that is wrong with a mail has its name. Against a foreign
// program: tests/peers/openssl_cms_test.cc.
#include "sim/auth/smime.h"

#include <gtest/gtest.h>

#include "sim/auth/base64.h"
#include "tests/auth/keys.h"

namespace auth_tests {
namespace {

using namespace sim::auth;
using sim::mail::Message;

const std::string mail = "From: Yuki <yuki@corp.example>\r\nTo: acme@service-now.example\r\nSubject: Printer\r\nMessage-ID: <1@corp.example>\r\n"
                         "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt shows 0x6100.\r\n";

sim::Instant at(const char* time) { return *sim::parse_iso8601(time); }
const sim::Instant now = at("2026-01-05T09:00:00Z");

Keyring acme_keys() { return {{identity("acme")}, {{certificate("ca")}, {}}}; }
std::string signed_by(const Identity& who, std::string_view raw = mail, bool with_certificate = true) {
  sim::Random random(7, "signing");
  return *signed_mail(raw, who, {now, with_certificate}, random);
}
std::string encrypted_for(const std::vector<Certificate>& whom, ContentCipher cipher = ContentCipher::aes_256_cbc, std::string_view raw = mail) {
  sim::Random random(7, "encrypting");
  return *encrypted_mail(raw, whom, cipher, random);
}
OpenedMail opened(const std::string& raw, const Keyring& keys = acme_keys(), sim::Instant when = now) {
  return open_mail(Message(raw), keys, {true, true, when});
}
std::string with(std::string text, std::string_view old, std::string_view fresh) {
  const auto found = text.find(old);
  EXPECT_NE(found, std::string::npos) << old;
  return found == std::string::npos ? text : text.replace(found, old.size(), fresh);
}
SignatureState state_of(const std::string& raw, const Keyring& keys = acme_keys(), sim::Instant when = now) {
  return opened(raw, keys, when).signature.state;
}

TEST(SignedMail, IsReadableAsItStandsAndVerifies) {
  const std::string raw = signed_by(identity("yuki"));
  const Message message(raw);
  EXPECT_EQ(message.content_type(), "multipart/signed");
  EXPECT_EQ(message.content_type_parameter("micalg"), "sha-256");
  EXPECT_EQ(message.subject(), "Printer");
  EXPECT_EQ(message.text(), "It shows 0x6100.\n");
  const Verification verdict = opened(raw).signature;
  EXPECT_EQ(verdict.state, SignatureState::valid) << verdict.reason;
  EXPECT_EQ(verdict.signer, "yuki@corp.example");
}

TEST(SignedMail, WithAnEllipticKeyVerifiesToo) {
  const std::string raw = signed_by(identity("ken"), with(mail, "yuki@", "ken@"));
  EXPECT_EQ(opened(raw).signature.reason, "");
  EXPECT_EQ(state_of(raw), SignatureState::valid);
}

TEST(SignedMail, ThatWasChangedIsTampered) {
  const std::string raw = signed_by(identity("yuki"));
  EXPECT_EQ(state_of(with(raw, "0x6100", "0x6200")), SignatureState::tampered);
  EXPECT_EQ(state_of(with(raw, "charset=utf-8", "charset=ascii")), SignatureState::tampered) << "the part's header is signed too";
  EXPECT_EQ(state_of(with(raw, "Subject: Printer", "Subject: [EXT] Printer")), SignatureState::valid) << "the mail's own is not";
}

TEST(SignedMail, WithoutItsSignatureIsUnreadable) {
  const std::string raw = signed_by(identity("yuki"));
  const auto part = raw.find("Content-Type: application/pkcs7-signature");
  EXPECT_EQ(state_of(raw.substr(0, part) + "Content-Type: text/plain\r\n\r\nx\r\n"), SignatureState::unreadable);
  EXPECT_EQ(state_of(with(raw, "filename=\"smime.p7s\"\r\n\r\n", "filename=\"smime.p7s\"\r\n\r\nAAAA")), SignatureState::unreadable);
}

TEST(SignedMail, OfAnUnknownAuthorityIsUntrusted) {
  EXPECT_EQ(state_of(signed_by(*Identity::from_pem(key_file("yuki-self-signed.crt"), key_file("yuki.key")))), SignatureState::untrusted);
  EXPECT_EQ(state_of(signed_by(identity("yuki")), {{}, {}}), SignatureState::untrusted) << "nobody is trusted";
}

TEST(SignedMail, OfACertificateThatIsTrustedItselfNeedsNoAuthority) {
  const std::string raw = signed_by(*Identity::from_pem(key_file("yuki-self-signed.crt"), key_file("yuki.key")));
  EXPECT_EQ(state_of(raw, {{}, {{certificate("yuki-self-signed")}, {}}}), SignatureState::valid);
  EXPECT_EQ(state_of(signed_by(identity("yuki")), {{}, {{certificate("yuki")}, {}}}), SignatureState::valid);
}

TEST(SignedMail, WithACertificateOutOfItsTimeIsExpired) {
  const std::string raw = signed_by(*Identity::from_pem(key_file("yuki-expired.crt"), key_file("yuki.key")));
  EXPECT_EQ(state_of(raw), SignatureState::expired);
  EXPECT_EQ(state_of(raw, acme_keys(), at("2025-12-30T00:00:00Z")), SignatureState::valid);
  EXPECT_EQ(state_of(raw, acme_keys(), at("2024-12-30T00:00:00Z")), SignatureState::expired) << "not yet";
}

TEST(SignedMail, OfSomebodyElseIsAMismatch) {
  const std::string raw = signed_by(identity("yuki"), with(mail, "From: Yuki <yuki@", "From: Ken <ken@"));
  const Verification verdict = opened(raw).signature;
  EXPECT_EQ(verdict.state, SignatureState::address_mismatch);
  EXPECT_EQ(verdict.reason, "the certificate is for yuki@corp.example, the mail is from ken@corp.example");
  EXPECT_EQ(state_of("Sender: yuki@corp.example\r\n" + raw), SignatureState::valid) << "RFC 8550, 3: From or Sender";
}

TEST(SignedMail, WithoutItsCertificateNeedsAKnownOne) {
  const std::string raw = signed_by(identity("yuki"), mail, false);
  EXPECT_EQ(state_of(raw), SignatureState::no_certificate);
  EXPECT_EQ(state_of(raw, {{}, {{certificate("ca")}, {certificate("yuki")}}}), SignatureState::valid);
}

TEST(EncryptedMail, IsOpenedByEachOfItsRecipients) {
  for (const ContentCipher cipher : {ContentCipher::aes_256_cbc, ContentCipher::aes_256_gcm}) {
    const std::string raw = encrypted_for({certificate("acme"), certificate("ken")}, cipher);
    EXPECT_EQ(raw.find("0x6100"), std::string::npos);
    for (const char* who : {"acme", "ken"}) {
      const OpenedMail found = opened(raw, {{identity(who)}, {}});
      EXPECT_TRUE(found.is_encrypted);
      ASSERT_TRUE(found.raw) << who << ": " << found.trouble;
      EXPECT_EQ(Message(*found.raw).text(), "It shows 0x6100.\n");
      EXPECT_EQ(Message(*found.raw).message_id(), "1@corp.example");
      EXPECT_EQ(found.signature.state, SignatureState::none);
    }
  }
}

TEST(EncryptedMail, SaysWhatItIs) {
  EXPECT_EQ(Message(encrypted_for({certificate("acme")})).content_type_parameter("smime-type"), "enveloped-data");
  const Message gcm(encrypted_for({certificate("acme")}, ContentCipher::aes_256_gcm));
  EXPECT_EQ(gcm.content_type_parameter("smime-type"), "authEnveloped-data");
  EXPECT_EQ(cms_kind(gcm.content(gcm.parts().front())), CmsKind::auth_enveloped);
}

TEST(EncryptedMail, StaysClosedWithoutItsKey) {
  const std::string raw = encrypted_for({certificate("yuki")});
  EXPECT_EQ(opened(raw).trouble, "it is encrypted for others");
  EXPECT_EQ(opened(raw, {}).trouble, "there is no key to decrypt with");
  EXPECT_FALSE(opened(raw).raw);
  const OpenedMail left = open_mail(Message(raw), {{identity("yuki")}, {}}, {false, true, now});
  EXPECT_TRUE(left.is_encrypted && !left.raw && left.trouble.empty()) << "it was not asked to decrypt";
}

TEST(EncryptedMail, ThatWasChangedIsFoundOutByGcm) {
  std::string raw = encrypted_for({certificate("acme")}, ContentCipher::aes_256_gcm);
  const auto last = raw.find_last_not_of("=\r\n");
  raw[last - 40] = raw[last - 40] == 'A' ? 'B' : 'A';
  EXPECT_NE(opened(raw).trouble, "");
  EXPECT_FALSE(opened(raw).raw);
}

TEST(EncryptedMail, MayBeSignedInside) {
  const std::string raw = encrypted_for({certificate("acme")}, ContentCipher::aes_256_cbc, signed_by(identity("yuki")));
  const OpenedMail found = opened(raw);
  EXPECT_EQ(found.signature.state, SignatureState::valid) << found.signature.reason;
  EXPECT_EQ(Message(*found.raw).text(), "It shows 0x6100.\n");
}

TEST(EncryptedMail, BringsNoHeaderFieldsOfItsOwn) {
  const std::string hidden = "From: boss@corp.example\r\nSubject: Pay\r\nContent-Type: text/html\r\n\r\n<p>x</p>";
  sim::Random random(7, "encrypting");
  const std::string raw = encrypted_for({certificate("acme")});
  const auto der = encrypt(hidden, {certificate("acme")}, ContentCipher::aes_256_cbc, random);
  ASSERT_TRUE(der);
  // The smuggled fields stand in the envelope, the mail's own outside.
  const OpenedMail found = opened(raw.substr(0, raw.find("\r\n\r\n") + 4) + sim::auth::to_base64(*der));
  ASSERT_TRUE(found.raw) << found.trouble;
  const Message inner(*found.raw);
  EXPECT_EQ(inner.addresses("From").size(), 1U);
  EXPECT_EQ(inner.subject(), "Printer");
  EXPECT_EQ(inner.html(), "<p>x</p>");
}

TEST(EncryptedMail, HasTheSameBytesForTheSameSeed) {
  for (const char* who : {"acme", "ken"}) EXPECT_EQ(encrypted_for({certificate(who)}), encrypted_for({certificate(who)}));
  EXPECT_EQ(signed_by(identity("ken")), signed_by(identity("ken"))) << "an elliptic signature draws too";
  sim::Random other(8, "encrypting");
  EXPECT_NE(*encrypted_mail(mail, {certificate("acme")}, ContentCipher::aes_256_cbc, other), encrypted_for({certificate("acme")}));
}

TEST(EncryptedMail, MayGoToHundredRecipients) {
  const std::vector<Certificate> many(100, certificate("ken"));
  EXPECT_TRUE(opened(encrypted_for(many), {{identity("ken")}, {}}).raw);
}

TEST(OpeningMail, EndsAfterFourLayers) {
  std::string raw = mail;
  for (int layer = 0; layer < 6; ++layer) raw = encrypted_for({certificate("acme")}, ContentCipher::aes_256_cbc, raw);
  const OpenedMail found = opened(raw);
  ASSERT_TRUE(found.raw);
  EXPECT_EQ(smime_kind(Message(*found.raw)), SmimeKind::encrypted);
}

TEST(OpeningMail, LeavesOtherMailAlone) {
  for (const std::string& raw : {mail, with(mail, "text/plain; charset=utf-8", "multipart/signed; protocol=\"application/pgp-signature\"; boundary=x"),
                                 with(mail, "text/plain; charset=utf-8", "application/pkcs7-mime; smime-type=compressed-data"), std::string()}) {
    const OpenedMail found = opened(raw);
    EXPECT_TRUE(!found.is_encrypted && !found.raw && found.signature.state == SignatureState::none) << raw;
  }
}

}  // namespace
}  // namespace auth_tests
