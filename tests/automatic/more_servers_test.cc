// Returned mail of gateways, carriers and rarer servers.
#include "tests/automatic/letters.h"

namespace {

using letters::from_daemon;
using letters::recognised;
using letters::verdict;

std::string returned(const std::string& subject, std::string_view body, const std::string& more = "") {
  return verdict(recognised(std::string(from_daemon) + "Subject: " + subject + "\n" + more, body));
}

TEST(IMailServer, PutsTheReasonBeforeTheAddress) {
  EXPECT_EQ(returned("Undeliverable Mail", "Unknown user: yuki@far.example\n\n\nOriginal message follows.\n\nFrom: desk\n", "X-Mailer: <SMTP32 v8.22>\n"),
            "yuki@far.example 5.0.911 userunknown hard");
  EXPECT_EQ(returned("Undeliverable Mail", "User mailbox exceeds allowed size: yuki@far.example\n\nOriginal message follows.\n", "X-Mailer: <SMTP32 v8.22>\n"),
            "yuki@far.example 5.0.922 mailboxfull soft");
  EXPECT_EQ(returned("Undeliverable Mail", "undeliverable to yuki@far.example\n\nBody of message generated response:\n550 5.1.1 Unknown user\n",
                     "X-Mailer: <SMTP32 v8.22>\n"), "yuki@far.example 5.1.1 userunknown hard");
}

TEST(Kddi, SaysWhatItsMailboxIs) {
  EXPECT_EQ(returned("Mail Delivery Failure", "Your mail sent on: Thu, 3 Sep 2026 11:04:47 +0900\n    Could not be delivered to: <yuki@au.example>\n    As their mailbox is full.\n"),
            "yuki@au.example 5.0.922 mailboxfull soft");
}

TEST(Ezweb, FiltersAndSuspends) {
  EXPECT_EQ(returned("Mail System Error - Returned Mail", "The user(s) account is disabled.\n\n<yuki@ezweb.example>: 550 user unknown (in reply to RCPT TO command)\n"),
            "yuki@ezweb.example 5.0.911 userunknown hard");
  EXPECT_EQ(returned("Mail System Error - Returned Mail", "<yuki@ezweb.example>\n\nThe user(s) account is temporarily over quota.\n"),
            "yuki@ezweb.example 4.0.922 mailboxfull soft");
  EXPECT_EQ(returned("Mail System Error - Returned Mail", "<yuki@ezweb.example>\n\nEach of the following recipients was rejected by a remote mail server.\n",
                     "X-SPASIGN: NG\n"), "yuki@ezweb.example 5.0.910 filtered soft");
}

TEST(Biglobe, TellsDeliveryProblems) {
  EXPECT_EQ(returned("Returned mail: Mailbox full", "   ----- The following addresses had delivery problems -----\nyuki@biglobe.example\n\n"
                     "   ----- Non-delivered information -----\nThe number of messages in recipient's mailbox exceeded the local limit.\n"),
            "yuki@biglobe.example 5.0.922 mailboxfull soft");
}

TEST(James, TellsTheErrorBelow) {
  EXPECT_EQ(returned("[BOUNCE]", "Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here\n\nMessage details:\n"
                     "  Subject: Hello\n  MAIL FROM: desk@corp.example\n  RCPT TO: yuki@far.example\n"), "yuki@far.example 5.0.910 filtered soft");
}

TEST(MailMarshal, TellsWhoWasAffected) {
  EXPECT_EQ(returned("Undeliverable Mail: \"Hello\"", "Your message:\n   From:    desk@corp.example\n   Subject: Hello\n\nCould not be delivered because of\n\n"
                     "550 5.1.1 User unknown\n\nThe following recipients were affected:\n    yuki@far.example\n\nAdditional Information\n======================\n"
                     "Original Sender:    <desk@corp.example>\nSender-MTA:         <10.11.12.13>\n"), "yuki@far.example 5.1.1 userunknown hard");
}

TEST(TrendMicro, TellsWhatWasSentAndReceived) {
  EXPECT_EQ(returned("Mail could not be delivered", "Sent <<< RCPT TO:<yuki@far.example>\nReceived >>> 550 5.1.1 <yuki@far.example>... user unknown\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

TEST(Gmx, QuotesTheAddress) {
  EXPECT_EQ(returned("Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\n"
                     "A message that you sent could not be delivered to one or more of\nits recipients. The following address\nfailed:\n\n\"yuki@far.example\":\n"
                     "SMTP error from remote server after RCPT command:\nhost: mx.far.example\n5.1.1 <yuki@far.example>... User Unknown\n\n"
                     "--- The header of the original message is following. ---\n\nReceived: from a\n", "X-GMX-Antispam: 0 (Mail was not recognized as spam)\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

TEST(OneAndOne, GivesAReasonBelowTheAddress) {
  EXPECT_EQ(returned("Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n\n"
                     "The following address failed:\n\nyuki@far.example\n\nFor the following reason:\n\nMail size limit exceeded. For explanation visit\n"
                     "http://postmaster.1and1.com/en/error-messages?ip=%1s\n\n--- The header of the original message is following. ---\n"),
            "yuki@far.example 5.0.934 mesgtoobig soft");
}

TEST(Zoho, WritesErrorCodes) {
  EXPECT_EQ(returned("Undelivered Mail Returned to Sender", "This message was created automatically by mail delivery software.\n A message that you sent could not be delivered.\n\n"
                     "yuki@far.example Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <yuki@far.example>... User Unknown\n", "X-ZohoMail: Si\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

TEST(Yahoo, QuotesTheRemoteHost) {
  EXPECT_EQ(returned("Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n\n<yuki@far.example>:\n"
                     "Remote host said: 550 5.1.1 <yuki@far.example>... User Unknown [RCPT_TO]\n\n--- Below this line is a copy of the message.\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

TEST(Verizon, TellsTheErrorFirst) {
  EXPECT_EQ(verdict(recognised("From: sysadmin@mms.vzwpix.com\nSubject: Undeliverable Message\n", "Message could not be delivered to mobile.\n"
                               "Error: No valid recipients for this MM\n\n\nOriginal Message:\nFrom: Desk <desk@corp.example>\nTo: 0000000000@vzwpix.example\n")),
            "0000000000@vzwpix.example 5.0.911 userunknown hard");
}

TEST(Fml, RefusesStrangersAndLoops) {
  const std::string header = "From: team-admin@corp.example\nMessage-Id: <201704292334.FMLAAA00002.team@corp.example>\nX-MLServer: fml [fml 4.0.3]\n";
  EXPECT_EQ(verdict(recognised(header + "Subject: Loop Alert: Duplicated Message-ID (team ML)\n", "Duplicated Message-ID in <team@corp.example>.\n\nOriginal mail as follows:\n\n   From desk\n")),
            "team@corp.example 5.0.930 systemerror soft");
}

TEST(Smail, ListsFailedAddresses) {
  EXPECT_EQ(returned("mail failed, returning to sender", "|------------------------- Message log follows: -------------------------|\n no valid recipients were found for this message\n"
                     "|------------------------- Failed addresses follow: ---------------------|\n <yuki@far.example>\n   552 5.2.2 <yuki@far.example> Quota exceeded\n\n"
                     "|------------------------- Message header follows: ----------------------|\nReceived: from a\n"), "yuki@far.example 5.2.2 mailboxfull soft");
}

TEST(MessagingServer, LabelsWhatItTells) {
  EXPECT_EQ(returned("Delivery Notification: Delivery has failed", "This report relates to a message you sent with the following header fields:\n\n"
                     "  Message-id: <m1@corp.example>\n  From: Desk <desk@corp.example>\n  To: yuki@far.example\n\nYour message cannot be delivered to the following recipients:\n\n"
                     "  Recipient address: yuki@far.example\n  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 <yuki@far.example>... User Unknown\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

TEST(Mimecast, MarksWithDashes) {
  EXPECT_EQ(returned("[Postmaster] Email Delivery Failure", "An email that you attempted to send to the following address could not be delivered:\n\n-- yuki@far.example\n\n"
                     "The problem appears to be :\n\n-- Recipient email address is possibly incorrect\n\nAdditional information follows :\n\n-- 5.4.1 Recipient address rejected: Access denied.\n"),
            "yuki@far.example 5.4.1 filtered soft");
}

TEST(MailFoundry, SaysUnableToDeliver) {
  EXPECT_EQ(returned("Message delivery has failed", "Unable to deliver message to: <yuki@far.example>\nDelivery failed for the following reason:\n"
                     "Server mx.far.example[192.0.2.1] failed with: 550 5.1.1 <yuki@far.example> No such user here\n\nThis has been a permanent failure.\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

TEST(MFilter, WritesJapanese) {
  EXPECT_EQ(returned("failure notice", "以下のメールアドレスへの送信に失敗しました。\nyuki@far.example\n\n\n-------server message\n550 5.1.1 unknown user <yuki@far.example>\n\n"
                     "-------SMTP command\nDATA\n\n-------original message\nReceived: from a\n", "X-Mailer: m-FILTER\nContent-Type: text/plain; charset=utf-8\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

TEST(NamelessServers, AreReadByTheirShapes) {
  EXPECT_EQ(verdict(recognised("From: \"Mail Deliver System\" <postmaster@far.example>\nSubject: Returned Mail: User unknown\n",
                               "The original message was received at Thu, 29 Apr 2010 23:34:45 +0900\nfrom desk@corp.example\n\n---The following addresses had delivery errors---\n\n"
                               "yuki@far.example [User unknown]\n\nReceived: from a\n")), "yuki@far.example 5.0.910 filtered soft");
  EXPECT_EQ(returned("Delivery failure", "Message from far.example.\nUnable to deliver message to the following address(es).\n\n<yuki@far.example>:\n"
                     "This user doesn't have a far.example account (yuki@far.example) [0]\n\n--- Original message follows.\n"), "yuki@far.example 5.0.910 filtered soft");
  EXPECT_EQ(returned("Delivery status notification", "      This is an automatically generated Delivery Status Notification.\n\n"
                     "Delivery to the following recipients failed permanently:\n\n  * yuki@far.example\n\n                             Technical details:\n\n"
                     "SMTP:RCPT host 192.0.2.8: 553 5.3.0 <yuki@far.example>... No such user here\n"), "yuki@far.example 5.3.0 userunknown hard");
  EXPECT_EQ(returned("There was an error sending your mail", "We had trouble delivering your message. Full details follow:\n\nSubject: 'Hello'\n\n1 error(s):\n\n"
                     "SMTP Server <mx.far.example> rejected recipient <yuki@far.example>\n  (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]\n\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

TEST(Dovecot, RejectsForWantOfSpace) {
  EXPECT_EQ(returned("Rejected: Hello", "Your message to <yuki@far.example> was automatically rejected:\nNot enough disk space\n"),
            "yuki@far.example 5.0.922 mailboxfull soft");
}

TEST(ActiveHunter, MarksTheRecipientWithArrows) {
  EXPECT_EQ(returned("FAILURE NOTICE : Hello", "  ----- The following addresses had permanent fatal errors -----\n\n>>> yuki@far.example <yuki@far.example>\n\n"
                     "  ----- Transcript of session follows -----\n550 sorry, no mailbox here by that name (#5.1.1 - chkusr)\n", "X-AHMailID: 1\n"),
            "yuki@far.example 5.1.1 userunknown hard");
}

}  // namespace
