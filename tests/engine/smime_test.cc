// The S/MIME plugin, both ways (spec 12, 6.2): what is signed, encrypted, opened, verified, and who is left out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/configure.h"
#include "sim/auth/smime.h"
#include "tests/auth/keys.h"
#include "tests/engine/inbound_world.h"
#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using auth_tests::certificate;
using auth_tests::identity;
using auth_tests::key_file;
using sim::auth::SignatureState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using enum sim::EventKind;

const std::string plain = "From: yuki@corp.example\r\nTo: acme@service-now.example\r\nSubject: Printer\r\nMessage-ID: <1@corp.example>\r\nMIME-Version: 1.0\r\n";
const std::string text = "Content-Type: text/plain; charset=utf-8\r\n\r\nIt shows 0x6100.\r\n";
const std::string with_file = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the log.\r\n--b\r\nContent-Type: text/plain; name=log.txt\r\n\r\nE1\r\n--b--\r\n";

InstanceConfig with_plugin(InstanceConfig config, std::vector<std::string> properties, bool has_key = true) {
  config.plugins = {{"com.glide.email.smime", true, {}}};
  for (std::string& name : properties) config.properties.push_back({std::move(name), "true", {}});
  config.smime.emplace();
  config.smime->authorities = {key_file("ca.crt")};
  if (has_key) config.smime->certificate = key_file("acme.crt"), config.smime->key = key_file("acme.key");
  return config;
}

class ReceivedSmime : public testing::Test {
 protected:
  std::string encrypted(const std::string& raw, const std::string& whom = "acme") {
    return *sim::auth::encrypted_mail(raw, {certificate(whom)}, sim::auth::ContentCipher::aes_256_gcm, random);
  }
  std::string signed_by(const std::string& who, const std::string& raw = plain + text) {
    return *sim::auth::signed_mail(raw, *sim::auth::Identity::from_pem(key_file(who + ".crt"), key_file("yuki.key")), {now, true}, random);
  }
  static std::vector<std::string> said(const InboundWorld& world) {
    std::vector<std::string> out;
    for (const sim::Event& event : world.trace.events()) {
      if (event.kind == email_secured) out.emplace_back(event.field("evidence"));
    }
    return out;
  }
  const sim::Instant now = *sim::parse_iso8601("2026-01-05T09:00:00Z");
  sim::Random random{9, "smime test"};
};

TEST_F(ReceivedSmime, IsDecryptedBeforeAnythingElse) {
  InboundWorld world(with_plugin(office(), {"email.inbound.smime.decrypt"}));
  world.instance->receive(encrypted(plain + with_file));
  EXPECT_EQ(world.standing(), "Received received processed") << "case-I29 with the key, conflict-C35";
  EXPECT_EQ(world.email("body_text"), "See the log.");
  EXPECT_EQ(world.email("content_type"), "multipart/mixed");
  EXPECT_EQ(world.value("SELECT group_concat(file_name) FROM sys_attachment"), "log.txt");
  EXPECT_THAT(said(world), ElementsAre("the mail was decrypted"));
}

TEST_F(ReceivedSmime, FindsTheWatermarkInsideTheEnvelope) {
  InboundWorld world(with_plugin(office(), {"email.inbound.smime.decrypt"}));
  world.instance->receive(plain + text);
  const std::string incident = world.value("SELECT sys_id FROM incident");
  world.instance->database().execute("INSERT INTO sys_watermark (number, source_table, source_id, email, sys_created_on) VALUES "
                                     "('MSG0000900_lRhI4zra325ws7oc8NwO', 'incident', '" + incident + "', '', 0)");
  const std::string reply = "From: yuki@corp.example\r\nTo: acme@service-now.example\r\nSubject: Printer\r\nMessage-ID: <2@corp.example>\r\nMIME-Version: 1.0\r\n";
  world.instance->receive(encrypted(reply + "Content-Type: text/plain\r\n\r\nStill.\r\nRef:MSG0000900_lRhI4zra325ws7oc8NwO\r\n"));
  EXPECT_EQ(world.email("receive_type"), "reply");
}

TEST_F(ReceivedSmime, ThatNoKeyOpensIsIgnored) {
  InboundWorld world(with_plugin(office(), {"email.inbound.smime.decrypt"}));
  world.instance->receive(encrypted(plain + text, "yuki"));
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
  EXPECT_EQ(world.email("body_text"), "");
  EXPECT_EQ(world.count("incident"), 0);
  EXPECT_EQ(world.decided(email_screened), std::vector<std::string>{"smime-undecryptable"});
  EXPECT_THAT(world.last(email_screened)->field("evidence"), HasSubstr("it is encrypted for others"));
}

TEST_F(ReceivedSmime, IsLeftClosedWithoutThePlugin) {
  InstanceConfig config = with_plugin(office(), {"email.inbound.smime.decrypt", "email.inbound.smime.verify_sign"});
  config.plugins.front().active = false;
  InboundWorld world(config);
  world.instance->receive(encrypted(plain + text));
  EXPECT_EQ(world.standing(), "Received received processed") << "conflict-C35";
  EXPECT_EQ(world.email("body_text"), "");
  EXPECT_THAT(said(world), IsEmpty());
}

TEST_F(ReceivedSmime, WithAGoodSignatureIsReceived) {
  InboundWorld world(with_plugin(office(), {"email.inbound.smime.decrypt", "email.inbound.smime.verify_sign"}));
  world.instance->receive(encrypted(signed_by("yuki")));
  EXPECT_EQ(world.standing(), "Received received processed");
  EXPECT_EQ(world.email("body_text"), "It shows 0x6100.\n");
  EXPECT_THAT(said(world), ElementsAre("the mail was decrypted", "the signature of yuki@corp.example is valid"));
}

TEST_F(ReceivedSmime, WithABadSignatureIsIgnoredOrNot) {
  for (const bool ignores : {true, false}) {
    for (const char* who : {"yuki-expired", "yuki-self-signed"}) {
      InstanceConfig config = with_plugin(office(), {"email.inbound.smime.verify_sign"});
      config.properties.push_back({"email.inbound.smime.ignore_unverified_emails", ignores ? "true" : "false", {}});
      InboundWorld world(config);
      world.instance->receive(signed_by(who));
      EXPECT_EQ(world.standing(), ignores ? "Junk received-ignored ignored" : "Received received processed") << who;
      EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE message LIKE 'S/MIME: the signature of yuki@corp.example is %'"), "1");
    }
  }
}

TEST_F(ReceivedSmime, WithoutASignatureIsNotMissingOne) {
  InboundWorld world(with_plugin(office(), {"email.inbound.smime.verify_sign"}));
  world.instance->receive(plain + text);
  EXPECT_EQ(world.standing(), "Received received processed");
}

TEST_F(ReceivedSmime, TheRightKeyMayBeGivenLater) {
  InboundWorld world(with_plugin(office(), {"email.inbound.smime.decrypt"}, false));
  world.instance->receive(encrypted(plain + text));
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
  InstanceConfig change;
  change.smime = with_plugin({}, {}).smime;
  world.apply(change);
  std::string second = encrypted(plain + text);
  second.replace(second.find("<1@"), 3, "<2@");
  world.instance->receive(second);
  EXPECT_EQ(world.standing(), "Received received processed");
}

TEST(SmimeConfiguration, IsRefusedWithAKeyThatDoesNotFit) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  config.smime = SmimeConfig{.certificate = key_file("acme.crt"), .key = key_file("yuki.key"), .place = {"story.yaml", 9, 3}};
  const auto written = write_configuration(*world.parts, config);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().place.line, 9);
  EXPECT_THAT(written.error().what, HasSubstr("does not belong"));
}

class SentSmime : public testing::Test {
 protected:
  void begin(std::vector<std::string> properties, bool has_key = true) {
    InstanceConfig config = with_plugin(usual_config(), std::move(properties), has_key);
    for (UserConfig& user : config.users) {
      if (user.user_name == "yuki") user.certificate = key_file("yuki.crt");
    }
    world.configure(config);
  }
  void compose(const std::string& to, const std::string& cc = "") { ASSERT_TRUE(outbound::compose(*world.parts, {to, cc, "", "Hello", "Text", "", ""})); }
  sim::auth::OpenedMail opened(std::size_t which = 0) {
    const sim::mail::Message mail(world.provider.taken.at(which).raw);
    return sim::auth::open_mail(mail, {{identity("yuki")}, {{certificate("ca")}, {certificate("acme")}}}, {true, true, world.clock.now()});
  }
  OutboundWorld world;
};

TEST_F(SentSmime, IsSignedWithOrWithoutTheCertificate) {
  begin({"email.outbound.smime.signing.enabled"});
  compose("ken@corp.example");
  world.send();
  world.set("email.outbound.smime.signing.send_public_cert", "false");
  compose("ken@corp.example");
  world.send();
  ASSERT_EQ(world.provider.taken.size(), 2U);
  for (const std::size_t which : {0U, 1U}) {
    EXPECT_EQ(opened(which).signature.state, SignatureState::valid) << opened(which).signature.reason;
    EXPECT_EQ(opened(which).signature.signer, "acme@service-now.example");
  }
  const sim::mail::Message bare(world.provider.taken[1].raw);
  EXPECT_EQ(sim::auth::open_mail(bare, {{}, {{certificate("ca")}, {}}}, {true, true, world.clock.now()}).signature.state, SignatureState::no_certificate);
  EXPECT_EQ(bare.text(), "Text\n\nRef:" + world.value("SELECT number FROM sys_watermark ORDER BY number DESC LIMIT 1") + "\n");
}

TEST_F(SentSmime, IsEncryptedForThoseWhoHaveACertificate) {
  begin({"email.outbound.smime.encryption.enabled", "email.outbound.smime.signing.enabled"});
  world.set("email.outbound.smime.encryption.algo", "AES-GCM");
  compose("yuki@corp.example,ken@corp.example", "lena@corp.example");
  world.send();
  ASSERT_EQ(world.provider.taken.size(), 1U);
  EXPECT_EQ(world.provider.taken[0].envelope.to.size(), 1U);
  EXPECT_EQ(world.provider.taken[0].envelope.to[0].text(), "yuki@corp.example");
  const sim::mail::Message mail(world.provider.taken[0].raw);
  EXPECT_EQ(mail.content_type_parameter("smime-type"), "authEnveloped-data");
  EXPECT_FALSE(mail.header("Cc")) << "only those with a certificate are named";
  EXPECT_EQ(opened().signature.state, SignatureState::valid);
  EXPECT_THAT(sim::mail::Message(*opened().raw).text(), HasSubstr("Text"));
  EXPECT_EQ(world.email("mailbox || '|' || recipients"), "Sent|yuki@corp.example,ken@corp.example,lena@corp.example") << "spec 6.2";
  EXPECT_THAT(world.decided(recipient_excluded), ElementsAre("smime-no-certificate", "smime-no-certificate"));
}

TEST_F(SentSmime, IsSkippedIfNobodyHasACertificate) {
  begin({"email.outbound.smime.encryption.enabled"});
  compose("ken@corp.example");
  world.send();
  EXPECT_THAT(world.provider.taken, IsEmpty());
  EXPECT_EQ(world.email("mailbox || '|' || type"), "Skipped|send-ignored");
  EXPECT_THAT(world.email("error_string"), HasSubstr("no certificate for ken@corp.example"));
  EXPECT_THAT(world.decided(email_skipped), ElementsAre("smime-no-certificate"));
}

TEST_F(SentSmime, FailsWithoutAKeyToSignWith) {
  begin({"email.outbound.smime.signing.enabled"}, false);
  compose("ken@corp.example");
  world.send();
  EXPECT_THAT(world.provider.taken, IsEmpty());
  EXPECT_EQ(world.email("mailbox"), "Failed");
  EXPECT_THAT(world.decided(email_failed), ElementsAre("smime-no-key"));
}

TEST_F(SentSmime, GoesToTheTestAddressOnlyIfThatHasACertificate) {
  begin({"email.outbound.smime.encryption.enabled"});
  world.set("glide.email.test.user", "qa@corp.example");
  compose("yuki@corp.example");
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Skipped");
}

TEST_F(SentSmime, HasTheSameBytesEachTime) {
  std::vector<std::string> mails;
  for (int time = 0; time < 2; ++time) {
    OutboundWorld other;
    InstanceConfig config = with_plugin(usual_config(), {"email.outbound.smime.encryption.enabled", "email.outbound.smime.signing.enabled"});
    config.smime->certificates = {key_file("ken.crt")};
    other.configure(config);
    ASSERT_TRUE(outbound::compose(*other.parts, {"ken@corp.example", "", "", "Hello", "Text", "", ""}));
    other.send();
    ASSERT_EQ(other.provider.taken.size(), 1U) << "a certificate of nobody among the users counts for its own address";
    mails.push_back(other.provider.taken[0].raw);
  }
  EXPECT_EQ(mails[0], mails[1]);
}

}  // namespace
}  // namespace engine::tests
