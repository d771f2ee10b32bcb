// What a returned mail is, and what only looks like one.
#include "tests/automatic/letters.h"

namespace {

using letters::from_daemon;
using letters::recognised;
using letters::verdict;
using sim::automatic::Kind;

const std::string report_header = std::string(from_daemon) +
    "Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n";

std::string report_body(std::string_view fields) {
  return "--b\nContent-Type: text/plain\n\nThis is the mail system at host mx.corp.example.\n\n--b\nContent-Type: message/delivery-status\n\n"
         "Reporting-MTA: dns; mx.corp.example\n\n" + std::string(fields) +
         "\n--b\nContent-Type: message/rfc822\n\nFrom: desk@corp.example\nTo: yuki@far.example\nMessage-ID: <m1@corp.example>\n\nHello\n--b--\n";
}

TEST(DeliveryReport, TellsRecipientStatusAndTheMailItReturns) {
  const auto mail = recognised(report_header, report_body(
      "Final-Recipient: rfc822; yuki@far.example\nAction: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.far.example\n"
      "Diagnostic-Code: smtp; 550 5.1.1 <yuki@far.example>: Recipient address rejected: User unknown\n"));
  EXPECT_EQ(mail.kind, Kind::bounce);
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.1.1 userunknown hard");
  EXPECT_EQ(mail.recipients[0].code, 550);
  EXPECT_EQ(mail.original_message_id, "m1@corp.example");
  EXPECT_NE(mail.evidence.find("5.1.1"), std::string::npos);
}

TEST(DeliveryReport, IsABounceThoughItSaysAutoReplied) {
  const auto mail = recognised(report_header + "Auto-Submitted: auto-replied\n", report_body(
      "Final-Recipient: rfc822; yuki@far.example\nAction: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full\n"));
  EXPECT_EQ(mail.kind, Kind::bounce);
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.2.2 mailboxfull soft");
}

TEST(DeliveryReport, IsADelayWhileTheServerGoesOnTrying) {
  const auto mail = recognised(report_header, report_body(
      "Final-Recipient: rfc822; yuki@far.example\nAction: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; connect to mx: Connection timed out\n"));
  EXPECT_EQ(mail.kind, Kind::delay);
  EXPECT_EQ(verdict(mail), "yuki@far.example 4.4.1 expired soft");
}

TEST(DeliveryReport, OfSuccessIsADelivery) {
  const auto mail = recognised(report_header, report_body("Final-Recipient: rfc822; yuki@far.example\nAction: delivered\nStatus: 2.0.0\n"));
  EXPECT_EQ(mail.kind, Kind::delivered);
  ASSERT_EQ(mail.recipients.size(), 1U);
  EXPECT_EQ(mail.recipients[0].address, "yuki@far.example");
}

TEST(DeliveryReport, NamesOnlyThoseWhomItDidNotReach) {
  const auto mail = recognised(report_header, report_body(
      "Final-Recipient: rfc822; ken@far.example\nAction: relayed\nStatus: 2.0.0\n\n"
      "Final-Recipient: rfc822; yuki@far.example\nAction: failed\nStatus: 5.1.2\nDiagnostic-Code: smtp; 550 Host unknown\n\n"
      "Final-Recipient: rfc822; mai@far.example\nAction: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Relaying denied\n"));
  ASSERT_EQ(mail.recipients.size(), 2U);
  EXPECT_EQ(verdict(mail, 0), "yuki@far.example 5.1.2 hostunknown hard");
  EXPECT_EQ(verdict(mail, 1), "mai@far.example 5.7.1 norelaying soft");
}

TEST(DeliveryReport, IsReadWithoutBlankLinesBetweenRecipients) {
  const auto mail = recognised(report_header, report_body(
      "Action: failed\nFinal-Recipient: rfc822;ken@far.example\nStatus: 5.1.1\n"
      "Final-Recipient: rfc822;yuki@far.example\nAction: failed\nStatus: 5.2.2\n"));
  ASSERT_EQ(mail.recipients.size(), 2U);
  EXPECT_EQ(mail.recipients[1].status, "5.2.2");
}

TEST(DeliveryReport, IsReadThoughItsMimeIsBroken) {
  const auto mail = recognised(std::string(from_daemon) + "Subject: Undeliverable: Hello\nContent-Type: multipart/report; boundary=\"other\"\n",
                               report_body("Final-Recipient: rfc822; yuki@far.example\nAction: failed\nStatus: 5.1.1\n"));
  EXPECT_EQ(mail.kind, Kind::bounce);
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.1.1 userunknown hard");
}

TEST(DeliveryReport, InsideAnotherReportIsFound) {
  const std::string inner = report_header + "\n" + report_body("Final-Recipient: rfc822; yuki@far.example\nAction: failed\nStatus: 5.1.1\n");
  const auto mail = recognised(std::string(from_daemon) + "Subject: Mail Delivery Subsystem\nMIME-Version: 1.0\n"
                               "Content-Type: multipart/mixed; boundary=\"outer\"\n",
                               "--outer\nContent-Type: text/plain\n\nSee below.\n\n--outer\nContent-Type: message/rfc822\n\n" + inner + "\n--outer--\n");
  EXPECT_EQ(mail.kind, Kind::bounce);
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.1.1 userunknown hard");
}

constexpr std::string_view from_yuki = "Return-Path: <yuki@far.example>\nFrom: Yuki <yuki@far.example>\nTo: desk@corp.example\n";

TEST(NotABounce, AMailAboutBounces) {
  const auto mail = recognised(std::string(from_yuki) + "Subject: Undeliverable mails since Monday\n",
                               "We get \"550 5.1.1 User unknown\" for many of our customers. Can you look at the mail server mx.corp.example?\n");
  EXPECT_EQ(mail.kind, Kind::none);
  EXPECT_EQ(mail.evidence, "");
}

TEST(NotABounce, AQuestionWithOnePastedIn) {
  const auto mail = recognised(std::string(from_yuki) + "Subject: Undeliverable: what shall I do?\n",
                               "This is the mail system at host mx.corp.example.\n\n<ken@far.example>: host mx.far.example said: 550 5.1.1 User unknown\n");
  EXPECT_EQ(mail.kind, Kind::none);
}

TEST(NotABounce, AReplyThatQuotesOne) {
  const auto mail = recognised(std::string(from_yuki) + "Subject: Re: Undelivered Mail Returned to Sender\nIn-Reply-To: <b1@mx.corp.example>\n",
                               "What is this?\n\n> This is the mail system at host mx.corp.example.\n>\n"
                               "> <yuki@far.example>: host mx.far.example[192.0.2.1] said: 550 5.1.1 User unknown\n");
  EXPECT_EQ(mail.kind, Kind::none);
}

TEST(NotABounce, APostmasterWhoWritesByHand) {
  const auto mail = recognised("From: Postmaster <postmaster@far.example>\nTo: desk@corp.example\nSubject: Maintenance on Sunday\n",
                               "Our server mx.far.example will be down on Sunday. Write to help@far.example with questions.\n");
  EXPECT_EQ(mail.kind, Kind::none);
}

TEST(NotABounce, AMailingList) {
  const auto mail = recognised("Return-Path: <users-bounces@lists.example>\nFrom: Ken <ken@far.example>\nTo: users@lists.example\n"
                               "Subject: [users] Automatic reply settings\nList-Id: <users.lists.example>\nPrecedence: list\n",
                               "How do I set 550 5.1.1 User unknown for old addresses?\n");
  EXPECT_EQ(mail.kind, Kind::none);
}

TEST(NotABounce, AReadReceipt) {
  const auto mail = recognised(std::string(from_yuki) + "Subject: Read: Hello\nMIME-Version: 1.0\n"
                               "Content-Type: multipart/report; report-type=disposition-notification; boundary=\"b\"\n",
                               "--b\nContent-Type: text/plain\n\nRead.\n--b\nContent-Type: message/disposition-notification\n\n"
                               "Final-Recipient: rfc822; yuki@far.example\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n");
  EXPECT_EQ(mail.kind, Kind::none);
}

TEST(BounceText, IsReadWithoutAHeader) {
  const auto mail = sim::automatic::recognise_text(
      "This is the mail system at host mx.corp.example.\n\n<yuki@far.example>: host mx.far.example[192.0.2.1] said: 452 4.2.2\n"
      "    Over quota (in reply to RCPT TO command)\n");
  EXPECT_EQ(mail.kind, Kind::bounce);
  EXPECT_EQ(verdict(mail), "yuki@far.example 4.2.2 mailboxfull soft");
  EXPECT_EQ(mail.recipients[0].code, 452);
}

TEST(BounceText, ThatNamesNoFailureIsNone) { EXPECT_EQ(sim::automatic::recognise_text("Hello\n").kind, Kind::none); }

}  // namespace
