#include "fakeservers/smtp_session.h"

#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

namespace fakeservers {
namespace {

TEST(SmtpSession, TakesAMailAndUnstuffsDots) {
  TestHost host;
  Dialogue(host.smtp())
      .server("220 mail.corp.example ESMTP")
      .client("EHLO client.example").until("250 HELP")
      .client("MAIL FROM:<a@client.example> SIZE=100 BODY=8BITMIME").server("250 2.1.0")
      .client("RCPT TO:<yuki@corp.example>").server("250 2.1.5")
      .client("DATA").server("354 ")
      .raw("Message-ID: <1@x>\r\n\r\n..dot\r\n.\r\n").server("250 2.6.0")
      .client("QUIT").server("221 2.0.0").closed();
  ASSERT_EQ(host.handler.taken.size(), 1U);
  EXPECT_EQ(host.handler.taken[0].raw, "Message-ID: <1@x>\r\n\r\n.dot\r\n");
  EXPECT_TRUE(host.handler.taken[0].envelope.body_8bit);
  const auto accepted = host.events(sim::EventKind::smtp_accepted);
  ASSERT_EQ(accepted.size(), 1U);
  EXPECT_EQ(accepted[0]->mail, "1@x");
  EXPECT_EQ(accepted[0]->field("to"), "yuki@corp.example");
}

TEST(SmtpSession, ListsWhatItOffers) {
  TestHost host;
  Dialogue(host.smtp()).server("220").client("EHLO x")
      .server("250-mail.corp.example").server("250-PIPELINING").server("250-SIZE 50000000").server("250-8BITMIME")
      .server("250-SMTPUTF8").server("250-ENHANCEDSTATUSCODES").server("250-STARTTLS").server("250 HELP").silent();
}

TEST(SmtpSession, KeepsTheOrderOfCommands) {
  TestHost host;
  Dialogue(host.smtp()).server("220")
      .client("MAIL FROM:<a@b.example>").server("503 5.5.1")
      .client("HELO").server("501")
      .client("EHLO").server("501")
      .client("HELO x").server("250 mail.corp.example")
      .client("RCPT TO:<yuki@corp.example>").server("503 5.5.1")
      .client("DATA").server("503 5.5.1")
      .client("MAIL FROM:<>").server("250 2.1.0")
      .client("MAIL FROM:<>").server("503 5.5.1")
      .client("DATA").server("503 5.5.1")
      .client("RSET").server("250 2.0.0")
      .client("RCPT TO:<yuki@corp.example>").server("503 5.5.1");
}

TEST(SmtpSession, RefusesDataWhenEveryRecipientWasRefused) {
  TestHost host;
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250 HELP")
      .raw("MAIL FROM:<a@b.example>\r\nRCPT TO:<no-one@corp.example>\r\nDATA\r\n")
      .server("250 2.1.0").server("550 5.1.1 no such user").server("554 5.5.1").open();
  const auto refused = host.events(sim::EventKind::smtp_refused);
  ASSERT_EQ(refused.size(), 2U);
  EXPECT_EQ(refused[0]->field("command"), "RCPT TO:<no-one@corp.example>");
  EXPECT_EQ(refused[0]->field("reply"), "550 5.1.1 no such user");
}

TEST(SmtpSession, ForgivesCarelessPaths) {
  TestHost host;
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250 HELP")
      .client("mail from: <a@b.example>").server("250")
      .client("rcpt to: yuki@corp.example").server("250")
      .client("RCPT TO:<@relay.example,@other.example:yuki@corp.example>").server("250")
      .client("RCPT TO:<\"a b>c\"@corp.example>").server("250")
      .client("RCPT TO:<Postmaster>").server("250");
}

TEST(SmtpSession, RefusesBadSyntaxWithAStatus) {
  TestHost host;
  host.options.most_errors = 100;
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250 HELP")
      .client("MAIL TO:<a@b>").server("501 5.5.4")
      .client("MAIL FROM:<a@@b>").server("501 5.1.7")
      .client("MAIL FROM:<a@b.example").server("501 5.5.4")
      .client("MAIL FROM:<a@b.example> SIZE=x").server("501 5.5.4")
      .client("MAIL FROM:<a@b.example> SIZE=99999999999").server("552 5.3.4")
      .client("MAIL FROM:<a@b.example> COLOUR=RED").server("555 5.5.4")
      .client("MAIL FROM:<\xe7\x94\xb0@b.example>").server("553 5.6.7")
      .client("MAIL FROM:<\xe7\x94\xb0@b.example> SMTPUTF8").server("250")
      .client("RCPT TO:<>").server("501 5.1.3")
      .client("RCPT TO:<yuki@corp.example> NOTIFY=NEVER").server("555 5.5.4")
      .client("DATA now").server("501 5.5.4")
      .client("BURP").server("500 5.5.1")
      .client("").server("500 5.5.1")
      .client("VRFY").server("501").client("VRFY yuki").server("252 2.5.0")
      .client("EXPN list").server("502").client("NOOP hello").server("250 2.0.0")
      .client("HELP").server("214 2.0.0 known here: HELO EHLO");
}

TEST(SmtpSession, ForgetsWhatWasSaidBeforeTls) {
  TestHost host;
  Dialogue talk(host.smtp());
  talk.server("220").client("EHLO x").until("250 HELP")
      .raw("STARTTLS\r\nMAIL FROM:<injected@b.example>\r\n").server("220 2.0.0").silent()
      .tls().silent()
      .client("MAIL FROM:<a@b.example>").server("503 5.5.1")
      .client("EHLO x").until("250 HELP")
      .client("STARTTLS").server("503 5.5.1");
}

TEST(SmtpSession, SwallowsAMessageOverItsSize) {
  TestHost host;
  host.options.most_message_octets = 1000;
  Dialogue talk(host.smtp());
  talk.raw(up_to_data).until("354");
  for (int i = 0; i < 1000; ++i) talk.raw(std::string(998, 'x') + "\r\n");
  talk.silent().raw(".\r\n").server("552 5.3.4").client("NOOP").server("250");
  EXPECT_TRUE(host.handler.taken.empty());
}

TEST(SmtpSession, TakesAMessageOfOneEndlessLine) {
  TestHost host;
  Dialogue talk(host.smtp());
  talk.raw(up_to_data).until("354");
  std::string sent;
  for (int i = 0; i < 300; ++i) {
    talk.raw(std::string(97, 'x'));
    sent += std::string(97, 'x');
  }
  talk.raw("\r\n.\r\n").server("250");
  ASSERT_EQ(host.handler.taken.size(), 1U);
  EXPECT_EQ(host.handler.taken[0].raw, sent + "\r\n");
}

TEST(SmtpSession, LimitsRecipientsLinesAndErrors) {
  TestHost host;
  host.options.most_recipients = 1;
  Dialogue(host.smtp()).server("220").client("EHLO x").until("250 HELP").client("MAIL FROM:<>").server("250")
      .client("RCPT TO:<a@corp.example>").server("250").client("RCPT TO:<b@corp.example>").server("452 4.5.3")
      .client("NOOP " + std::string(3000, 'x')).server("554 5.5.2").closed();
  Dialogue errors(host.smtp());
  errors.server("220");
  for (int i = 0; i < 9; ++i) errors.client("BURP").server("500");
  errors.client("BURP").server("421 4.5.0").closed();
}

TEST(SmtpSession, ClosesOnASlowClient) {
  TestHost host;
  Dialogue talk(host.smtp());
  EXPECT_EQ(talk.deadline(), std::chrono::minutes{5});
  talk.server("220").raw("EH").wake().server("421 4.4.2").closed();
  Dialogue slow(host.smtp());
  slow.raw(up_to_data).until("354");
  EXPECT_EQ(slow.deadline(), std::chrono::minutes{10});
  slow.raw("drip").wake().server("421 4.4.2").closed();
}

TEST(SmtpSession, AnswersAWebBrowserOnce) {
  TestHost host;
  Dialogue(host.smtp()).server("220").raw("GET / HTTP/1.1\r\nHost: x\r\n\r\n").server("502 5.7.0").silent().closed();
}

TEST(SmtpSession, WaitsForQuitAfterRefusingTheConnection) {
  struct Refusing : SmtpHandler {
    sim::mail::SmtpReply on_connect(const SmtpClientFacts&) override { return {554, {5, 7, 1}, "not you"}; }
    sim::mail::SmtpReply on_mail(const SmtpClientFacts&, const sim::mail::ReversePath&, std::size_t) override { return {}; }
    sim::mail::SmtpReply on_rcpt(const SmtpClientFacts&, const sim::mail::Envelope&, const sim::mail::Address&) override {
      return {};
    }
    sim::mail::SmtpReply on_message(const SmtpClientFacts&, const sim::mail::Envelope&, std::string) override { return {}; }
  } refusing;
  TestHost host;
  Dialogue(std::make_unique<SmtpSession>(host.options, sim::Peer{}, refusing, host.faults, host.trace))
      .server("554 5.7.1").client("EHLO x").server("503").client("QUIT").server("221").closed();
}

}  // namespace
}  // namespace fakeservers
