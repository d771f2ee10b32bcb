// Returned mail in the words of mail servers that write text, not RFC 3464 reports.
#include "tests/automatic/letters.h"

namespace {

using letters::from_daemon;
using letters::recognised;
using letters::verdict;
using sim::automatic::Kind;

/// From the daemon, with that subject.
sim::automatic::AutomaticMail returned(const std::string& subject, std::string_view body, const std::string& more = "") {
  return recognised(std::string(from_daemon) + "Subject: " + subject + "\n" + more, body);
}

TEST(Postfix, NamesEachRecipientInBrackets) {
  const auto mail = returned("Undelivered Mail Returned to Sender",
                             "This is the mail system at host mx.corp.example.\n\n                   The mail system\n\n"
                             "<yuki@far.example>: host mx.far.example[192.0.2.1] said: 550 5.1.1\n    <yuki@far.example>: Recipient address rejected: User\n"
                             "    unknown in virtual mailbox table (in reply to RCPT TO command)\n\n"
                             "<ken@far.example> (expanded from <team@corp.example>): host mx.far.example said: 552\n    5.2.2 Mailbox full\n");
  EXPECT_EQ(mail.kind, Kind::bounce);
  ASSERT_EQ(mail.recipients.size(), 2U);
  EXPECT_EQ(verdict(mail, 0), "yuki@far.example 5.1.1 userunknown hard");
  EXPECT_EQ(verdict(mail, 1), "ken@far.example 5.2.2 mailboxfull soft");
}

TEST(Postfix, SendsTranscriptsOfFailedSessions) {
  const auto mail = returned("Postfix SMTP server: errors from mx.far.example[192.0.2.1]",
                             "Transcript of session follows.\n\n Out: 220 mx.corp.example ESMTP Postfix\n In:  EHLO mx.far.example\n"
                             " In:  MAIL FROM:<desk@corp.example>\n Out: 250 2.1.0 Ok\n In:  RCPT TO:<yuki@far.example>\n"
                             " Out: 550 5.1.1 <yuki@far.example>: Recipient address rejected: User unknown\n\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.1.1 userunknown hard");
}

TEST(Exim, NamesRecipientsWithTwoBlanks) {
  const auto mail = returned("Mail delivery failed: returning message to sender",
                             "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n"
                             "recipients. This is a permanent error. The following address(es) failed:\n\n  yuki@far.example\n"
                             "    SMTP error from remote mail server after RCPT TO:<yuki@far.example>:\n    host mx.far.example [192.0.2.1]: 550 5.1.1 No such user\n\n"
                             "------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: <m1@corp.example>\n",
                             "X-Failed-Recipients: yuki@far.example\nAuto-Submitted: auto-replied\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.1.1 userunknown hard");
  EXPECT_EQ(mail.original_message_id, "m1@corp.example");
}

TEST(Exim, FindsNoRoute) {
  const auto mail = returned("Mail delivery failed: returning message to sender",
                             "This message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n"
                             "  yuki@nowhere.example\n    Unrouteable address\n");
  EXPECT_EQ(verdict(mail), "yuki@nowhere.example 5.0.912 hostunknown hard");
}

TEST(Exim, NamesWhoseAliasItWas) {
  const auto mail = returned("Mail delivery failed: returning message to sender",
                             "This message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n"
                             "  an undisclosed address\n    (generated from team@corp.example)\n    mailbox is full\n");
  EXPECT_EQ(verdict(mail), "team@corp.example 4.0.922 mailboxfull soft");
}

TEST(Exim, WarnsOfADelay) {
  const auto mail = returned("Warning: message 1abcde-000001-AB delayed 24 hours",
                             "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\n"
                             "recipients after more than 24 hours on the queue on mx.corp.example.\n\nThe address to which the message has not yet been delivered is:\n\n"
                             "  yuki@far.example\n    Delay reason: Connection timed out\n\nNo action is required on your part.\n");
  EXPECT_EQ(mail.kind, Kind::delay);
  EXPECT_EQ(verdict(mail), "yuki@far.example 4.0.947 expired soft");
}

TEST(Exim, FreezesMessages) {
  const auto mail = returned("Message 1abcde-000001-AB frozen", "Message 1abcde-000001-AB has been frozen by the system filter.\n"
                             "The sender is <desk@corp.example>.\n\nThe following address(es) have yet to be delivered:\n\n  yuki@far.example: forced freeze\n");
  EXPECT_EQ(mail.recipients.at(0).reason, "expired");
}

TEST(Qmail, QuotesTheOtherServer) {
  const auto mail = returned("failure notice",
                             "Hi. This is the qmail-send program at mx.corp.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
                             "<yuki@far.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 <yuki@far.example>... User Unknown\n"
                             "Giving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <desk@corp.example>\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.1.1 userunknown hard");
}

TEST(Qmail, GivesUpAfterAWhile) {
  const auto mail = returned("failure notice",
                             "Hi. This is the qmail-send program at mx.corp.example.\n\n<yuki@far.example>:\n"
                             "I'm not going to try again; this message has been in the queue too long.\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.0.947 expired soft");
}

TEST(Sendmail, OfTheEightiesHasNoReport) {
  const auto mail = returned("Returned mail: User unknown",
                             "   ----- Transcript of session follows -----\nWhile talking to mx.far.example:\n>>> RCPT To:<yuki@far.example>\n"
                             "<<< 550 <yuki@far.example>, User Unknown\n550 <yuki@far.example>... User unknown\n\n   ----- Unsent message follows -----\nFrom: desk\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.0.911 userunknown hard");
}

TEST(Sendmail, TakesTheReplyOfTheOtherServer) {
  const auto mail = recognised(std::string(from_daemon) + "Subject: Returned mail: see transcript for details\n"
                               "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
                               "--b\n\n   ----- The following addresses had permanent fatal errors -----\n<yuki@far.example>\n    (reason: 550 5.2.2 full)\n\n"
                               "   ----- Transcript of session follows -----\n... while talking to mx.far.example.:\n>>> DATA\n<<< 550 5.2.2 Mailbox full\n"
                               "554 5.0.0 Service unavailable\n\n--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: RFC822; yuki@far.example\n"
                               "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: SMTP; 550 5.2.2 Mailbox full\n\n--b--\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.2.2 mailboxfull soft");
}

TEST(Domino, SaysWasNotDeliveredBecause) {
  const auto mail = returned("DELIVERY FAILURE: User yuki (yuki@far.example) not listed in Domino Directory",
                             "Your message\n\n  Subject: Hello\n\nwas not delivered to:\n\n  yuki@far.example\n\nbecause:\n\n"
                             "  User yuki (yuki@far.example) not listed in Domino Directory\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.0.911 userunknown hard");
}

TEST(Notes, SaysWhyAndThenWhom) {
  const auto mail = returned("Undeliverable message", "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nyuki@far.example\n\n"
                             "------- Returned Message --------\n\nHello\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.0.911 userunknown hard");
}

TEST(Exchange, OfTheNinetiesHasItsOwnCodes) {
  const auto mail = returned("Undeliverable: Hello", "Your message\n\n  To:      yuki@far.example\n  Subject: Hello\n  Sent:    Thu, 3 Sep 1998 10:00:00 +0900\n\n"
                             "did not reach the following recipient(s):\n\nyuki@far.example on Thu, 3 Sep 1998 10:00:05 +0900\n"
                             "    The recipient name is not recognized\n    MSEXCH:IMS:CORP:FAR:MX 0 (000C05A6) Unknown Recipient\n",
                             "X-Mailer: Internet Mail Service (5.5.2657.72)\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.0.911 userunknown hard");
}

TEST(Exchange, WritesDiagnosticInformationForAdministrators) {
  for (const char* words : {"Diagnostic information for administrators:\n\nGenerating server: ", "Informations de diagnostic pour les administrateurs :\n\nServeur de génération : "}) {
    const auto mail = returned("Undeliverable: Hello", std::string("Delivery has failed to these recipients or groups:\n\n") + words +
                               "mx.far.example\n\nyuki@far.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\nOriginal message headers:\n\nReceived: from a\n",
                               "Content-Type: text/plain; charset=utf-8\n");
    EXPECT_EQ(verdict(mail), "yuki@far.example 5.1.1 userunknown hard");
  }
}

TEST(Gmail, WritesItsReportAsText) {
  const auto mail = recognised("Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)\n",
                               "Delivery to the following recipient failed permanently:\n\n     yuki@far.example\n\nTechnical details of permanent failure:\n"
                               "Google tried to deliver your message, but it was rejected by the recipient domain. The error that the other server returned was:\n"
                               "550 550 Unknown user yuki@far.example (state 18).\n\n----- Original message -----\n\nMessage-ID: <m1@corp.example>\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.0.910 filtered soft");
}

TEST(GoogleGroups, RefusesStrangers) {
  const auto mail = recognised("From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nSubject: Delivery Status Notification (Failure)\n"
                               "X-Failed-Recipients: team@groups.example\nAuto-Submitted: auto-replied\n",
                               "Hello desk@corp.example,\n\nWe're writing to let you know that the group you tried to contact (team) may not exist,\n"
                               "or you may not have permission to post messages to the group.\n\n * This group may not be open to posting.\n\n"
                               "visit the Help Center at https://groups.google.com/support/.\n");
  EXPECT_EQ(verdict(mail), "team@groups.example 5.0.918 rejected soft");
}

TEST(Courier, SaysUndeliverableMail) {
  const auto mail = returned("NOTICE: mail delivery status.", "This is a delivery status notification from mx.corp.example,\nrunning the Courier mail server, version 0.65.2.\n\n"
                             "                           UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n<yuki@far.example>:\n"
                             "    mx.far.example [192.0.2.1]:\n>>> RCPT TO:<yuki@far.example>\n<<< 550 5.1.1 <yuki@far.example>... User Unknown\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.1.1 userunknown hard");
}

TEST(OpenSmtpd, PutsTheReasonIntoTheLine) {
  const auto mail = returned("Delivery status notification: error", "    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this e-mail.\n\n"
                             "    the following list of recipients:\n\nyuki@far.example: 550 5.2.2 <yuki@far.example>... Mailbox Full\n\n"
                             "    Below is a copy of the original message:\n\nFrom: desk\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.2.2 mailboxfull soft");
}

TEST(Dragonfly, NamesTheCommandThatWasNotLiked) {
  const auto mail = recognised("From: MAILER-DAEMON <>\nSubject: Mail delivery failed\n", "This is the DragonFly Mail Agent v0.13 at df.corp.example.\n\n"
                               "There was an error delivering your mail to <yuki@far.example>.\n\nmx.far.example [192.0.2.1] did not like our RCPT TO:\n"
                               "552 5.2.2 <yuki@far.example>: Recipient address rejected: Mailbox full\n\nOriginal message follows.\n\nReceived: from desk\n");
  EXPECT_EQ(verdict(mail), "yuki@far.example 5.2.2 mailboxfull soft");
}

}  // namespace
