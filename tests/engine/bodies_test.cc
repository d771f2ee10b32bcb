// The bodies of received mails as the row keeps them: HTML, calendars, rich text, encryption, nothing at all (spec 3.5, 10.1, 12).
#include <gtest/gtest.h>

#include "tests/engine/inbound_world.h"

namespace {

using engine::tests::InboundWorld;

const std::string front = "From: yuki@corp.example\r\nTo: acme@service-now.example\r\nSubject: Printer\r\nMIME-Version: 1.0\r\n";
const std::string invitation = "BEGIN:VCALENDAR\r\nSUMMARY:Repair\r\nEND:VCALENDAR\r\n";

std::string multipart(const std::string& type, const std::string& boundary, const std::vector<std::string>& parts) {
  std::string out = "Content-Type: multipart/" + type + "; boundary=" + boundary + "\r\n\r\n";
  for (const std::string& part : parts) out += "--" + boundary + "\r\n" + part + "\r\n";
  return out + "--" + boundary + "--\r\n";
}

class Bodies : public testing::Test {
 protected:
  void receive(const std::string& rest) { world.instance->receive(front + "Message-ID: <" + std::to_string(++sent) + "@corp.example>\r\n" + rest); }
  std::string description() { return world.value("SELECT description FROM incident ORDER BY id DESC LIMIT 1"); }
  std::string logged(const std::string& text) { return world.value("SELECT count(*) FROM syslog_email WHERE message LIKE '%" + text + "%'"); }
  std::string files() { return world.value("SELECT coalesce(group_concat(file_name, '|'), '') FROM sys_attachment"); }
  InboundWorld world;
  int sent = 0;
};

TEST_F(Bodies, OfHtmlAloneGetAText) {
  receive("Content-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>T&uuml;r offen</p><p>bitte</p>");
  EXPECT_EQ(world.email("body_text"), "Tür offen\n\nbitte");
  EXPECT_EQ(description(), "Tür offen\n\nbitte");
  world.set("glide.email.inbound.generate.missing.text.part", "false");
  receive("Content-Type: text/html\r\n\r\n<p>x</p>");
  EXPECT_EQ(world.email("body_text || '|' || body"), "|<p>x</p>");
}

TEST_F(Bodies, AreFoundInNestedMultiparts) {
  const std::string alternative = multipart("alternative", "alt", {"Content-Type: text/plain\r\n\r\nplain", "Content-Type: text/html\r\n\r\n<p>rich</p>"});
  const std::string related = multipart("related", "rel", {alternative, "Content-Type: image/gif\r\nContent-ID: <g>\r\n\r\nGIF89a"});
  receive(multipart("mixed", "mix", {related, "Content-Type: text/plain; name=log.txt\r\n\r\nlog"}));
  EXPECT_EQ(world.email("body_text || '|' || body"), "plain|<p>rich</p>");
  EXPECT_EQ(files(), "attachment1.gif|log.txt");
}

TEST_F(Bodies, MayBeEmptyOrMissing) {
  receive("\r\n");
  EXPECT_EQ(world.standing(), "Received received processed");
  EXPECT_EQ(description(), "");
  receive("");
  EXPECT_EQ(world.standing(), "Received received processed") << "a header and nothing else, not even the empty line";
}

TEST_F(Bodies, OfCalendarsAreAttachedByDefault) {
  receive(multipart("alternative", "b", {"\r\nCome!", "Content-Type: text/calendar; method=REQUEST\r\n\r\n" + invitation}));
  EXPECT_EQ(world.email("body_text"), "Come!");
  EXPECT_EQ(files(), "attachment1.ics");
}

TEST_F(Bodies, OfCalendarsAreIgnoredOrInlinedAsTheyShould) {
  const std::string mail = multipart("mixed", "b", {"\r\nCome!", "Content-Type: text/calendar; method=REQUEST\r\n\r\n" + invitation});
  world.set("glide.email.inbound.calendar_behavior", "Ignore");
  receive(mail);
  EXPECT_EQ(files(), "");
  EXPECT_EQ(world.email("body_text"), "Come!");
  EXPECT_EQ(logged("calendar part was ignored"), "1");
  world.set("glide.email.inbound.calendar_behavior", "Inline");
  receive(mail);
  EXPECT_EQ(files(), "");
  EXPECT_EQ(world.email("body_text").find("Come!\nBEGIN:VCALENDAR\nSUMMARY:Repair\n"), 0U);
}

TEST_F(Bodies, OfRichTextStayInWinmailDat) {
  receive(multipart("mixed", "b", {"\r\n", "Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+Ig==\r\n"}));
  EXPECT_EQ(description(), "") << "I27: an empty record";
  EXPECT_EQ(files(), "winmail.dat");
  EXPECT_EQ(logged("winmail.dat"), "1");
}

TEST_F(Bodies, OfEncryptedMailAreStripped) {
  receive("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n");
  EXPECT_EQ(world.email("body_text || body"), "");
  EXPECT_EQ(world.standing(), "Received received processed");
  EXPECT_EQ(logged("encrypted (S/MIME)"), "1");
}

TEST(EncryptedMail, IsIgnoredWhereThePluginShouldDecryptIt) {
  engine::InstanceConfig config = engine::tests::office();
  config.plugins = {{"com.glide.email.smime", true, {}}};
  config.properties = {{"email.inbound.smime.decrypt", "true", {}}};
  InboundWorld world(config);
  world.instance->receive(front + "Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nMIIB\r\n");
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored") << "case-I29, conflict-C35";
  EXPECT_EQ(world.decided(sim::EventKind::email_screened), std::vector<std::string>{"smime-undecryptable"});
  world.instance->receive(front + "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nMIIB\r\n");
  EXPECT_EQ(world.standing(), "Received received processed") << "signed is not encrypted";
}

TEST_F(Bodies, WhoseMessagesInsideAreAttachmentsNamedAfterTheirSubject) {
  receive(multipart("mixed", "b", {"\r\nsee below", "Content-Type: message/rfc822\r\n\r\nSubject: Old printer\r\n\r\nFrom: nobody\r\n"}));
  EXPECT_EQ(world.email("body_text"), "see below");
  EXPECT_EQ(files(), "Old printer.eml");
}

TEST_F(Bodies, ThatAreTooLongAreCutAndIgnored) {
  world.set("glide.email.inbound.max_body_chars", "10");
  receive("Content-Type: text/plain; charset=utf-8\r\n\r\näöüäöüäöüäöü");
  EXPECT_EQ(world.email("body_text"), "äöüäöüäöüä");
  EXPECT_EQ(world.standing(), "Junk received-ignored ignored");
}

TEST(LongBodySwitch, RunsTheActionsOnWhatIsLeft) {
  engine::InstanceConfig config = engine::tests::office();
  config.switches = {{"long-body", "cut-and-processed", {}}};
  config.properties = {{"glide.email.inbound.max_body_chars", "4", {}}};
  InboundWorld world(config);
  world.instance->receive(front + "\r\n123456789");
  EXPECT_EQ(world.standing(), "Received received processed") << "conflict-C29";
  EXPECT_EQ(world.value("SELECT description FROM incident"), "1234");
}

TEST_F(Bodies, HaveTheWatermarkThatASoftLineBreakCut) {
  receive("\r\nfirst");
  const std::string incident = world.value("SELECT sys_id FROM incident");
  world.instance->database().execute("INSERT INTO sys_watermark (number, source_table, source_id, email, sys_created_on) VALUES "
                                     "('MSG0000900_lRhI4zra325ws7oc8NwO', 'incident', '" + incident + "', '', 0)");
  receive("Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nyes\r\nRef:MSG0000900_lRhI4zra=\r\n325ws7oc8NwO\r\n");
  EXPECT_EQ(world.email("receive_type"), "reply");
  receive("Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nyes\r\nRef:MSG0000900_lRhI4zra \r\n325ws7oc8NwO\r\n");
  EXPECT_EQ(world.email("receive_type"), "reply");
}

}  // namespace
