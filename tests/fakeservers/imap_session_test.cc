// IMAP as RFC 3501 and its extensions have it: the stream, login, folders, and what several sessions tell each other.
#include "sim/auth/base64.h"
#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

#include "fakeservers/imap/folder_name.h"

namespace fakeservers {
namespace {

Dialogue logged_in(TestHost& host) {
  Dialogue talk(host.imap_session());
  talk.server("* OK").client("a LOGIN yuki tanstaaf").server("a OK");
  return talk;
}

Dialogue in_inbox(TestHost& host) {
  Dialogue talk = logged_in(host);
  talk.client("b SELECT inbox").until("b OK [READ-WRITE]");
  return talk;
}

TEST(ImapSession, GreetsWithItsCapabilities) {
  TestHost host;
  Dialogue(host.imap_session()).server("* OK [CAPABILITY IMAP4rev1 LITERAL+ SASL-IR").client("x CAPABILITY").server("* CAPABILITY IMAP4rev1").server("x OK");
}

TEST(ImapSession, KnowsItsPhases) {
  TestHost host;
  Dialogue talk(host.imap_session());
  talk.server("* OK").client("1 SELECT INBOX").server("1 BAD").client("2 LOGIN yuki wrong").server("2 NO [AUTHENTICATIONFAILED]");
  talk.client("3 LOGIN \"yuki\" \"tanstaaf\"").server("3 OK").client("4 LOGIN yuki tanstaaf").server("4 BAD").client("5 FETCH 1 UID").server("5 BAD");
  talk.client("6 LOGOUT").server("* BYE").server("6 OK").closed();
}

TEST(ImapSession, TakesLiteralsOfBothKinds) {
  TestHost host;
  Dialogue talk(host.imap_session());
  talk.server("* OK").client("1 LOGIN {4}").server("+ ").raw("yuki {8+}\r\ntanstaaf\r\n").server("1 OK").silent();
}

TEST(ImapSession, BoundsLinesAndLiterals) {
  TestHost host;
  host.imap.most_line_octets = 1000;
  Dialogue(host.imap_session()).server("* OK").raw(std::string(1000, 'x')).server("* BYE").closed();
  Dialogue(host.imap_session()).server("* OK").client("1 LOGIN {99999999}").server("1 NO [TOOBIG]").client("2 NOOP").server("2 OK");
  Dialogue(host.imap_session()).server("* OK").client("1 LOGIN {99999999+}").server("* BYE [TOOBIG]").closed();
  Dialogue(host.imap_session()).server("* OK").raw("1 NOOP\n").server("* BYE").closed();
}

TEST(ImapSession, ClosesAfterTooManyErrors) {
  TestHost host;
  host.imap.most_errors = 2;
  Dialogue(host.imap_session()).server("* OK").client("1 BURP").server("1 BAD").client("2 BURP").server("2 BAD").server("* BYE").closed();
}

TEST(ImapSession, LogsOutWhoIsSilent) {
  TestHost host;
  Dialogue talk(host.imap_session());
  EXPECT_EQ(talk.deadline(), std::chrono::minutes{30});
  talk.server("* OK").wake().server("* BYE autologout").closed();
}

TEST(ImapSession, StartsTlsAndForgetsWhatWasPipelined) {
  TestHost host;
  host.imap.login_needs_tls = true;
  Dialogue talk(host.imap_session());
  talk.server("* OK [CAPABILITY IMAP4rev1").client("1 LOGIN yuki tanstaaf").server("1 NO [PRIVACYREQUIRED]");
  talk.raw("2 STARTTLS\r\n3 NOOP\r\n").server("2 OK").silent().tls().client("4 LOGIN yuki tanstaaf").server("4 OK");
}

TEST(ImapSession, AuthenticatesBySasl) {
  TestHost host;
  const std::string plain = sim::auth::to_base64(std::string("\0yuki\0tanstaaf", 14));
  Dialogue(host.imap_session()).server("* OK").client("1 AUTHENTICATE PLAIN " + plain).server("1 OK");
  Dialogue(host.imap_session()).server("* OK").client("1 AUTHENTICATE PLAIN").server("+").client(plain).server("1 OK");
  Dialogue(host.imap_session()).server("* OK").client("1 AUTHENTICATE PLAIN").server("+").client("*").server("1 BAD");
  Dialogue(host.imap_session()).server("* OK").client("1 AUTHENTICATE GSSAPI").server("1 NO");
}

TEST(ImapSession, HidesSecretsInTheTrace) {
  TestHost host;
  Dialogue(host.imap_session()).client("1 LOGIN yuki tanstaaf").client("2 LOGOUT");
  for (const sim::Event* event : host.events(sim::EventKind::said_client)) EXPECT_EQ(event->field("line").find("tanstaaf"), std::string::npos);
  EXPECT_EQ(host.events(sim::EventKind::said_client).at(0)->field("line"), "1 LOGIN ***");
}

TEST(ImapFolders, AreMadeListedRenamedAndDeleted) {
  TestHost host;
  Dialogue talk = logged_in(host);
  talk.client("1 CREATE work/old").server("1 OK").client("2 LIST \"\" *").server("* LIST (\\HasNoChildren) \"/\" INBOX");
  talk.server("* LIST (\\Noselect \\HasChildren) \"/\" work").server("* LIST (\\HasNoChildren) \"/\" work/old").server("2 OK");
  talk.client("3 LIST \"\" %").server("* LIST (\\HasNoChildren) \"/\" INBOX").server("* LIST (\\Noselect \\HasChildren) \"/\" work").server("3 OK");
  talk.client("4 RENAME work play").server("4 OK").client("5 STATUS play/old (MESSAGES UIDVALIDITY)").server("* STATUS play/old (MESSAGES 0 UIDVALIDITY 2)").server("5 OK");
  talk.client("6 DELETE play/old").server("6 OK").client("7 SELECT play/old").server("7 NO").client("8 DELETE INBOX").server("8 NO");
  talk.client("9 CREATE inbox").server("9 NO [ALREADYEXISTS]").client("10 CREATE &bad").server("10 NO").client("11 CREATE a//b").server("11 NO");
}

TEST(ImapFolders, AreSubscribedToByName) {
  TestHost host;
  Dialogue talk = logged_in(host);
  talk.client("1 SUBSCRIBE a/b").server("1 OK").client("2 LSUB \"\" %").server("* LSUB (\\Noselect) \"/\" a").server("2 OK");
  talk.client("3 LSUB \"\" *").server("* LSUB () \"/\" a/b").server("3 OK").client("4 UNSUBSCRIBE a/b").server("4 OK").client("5 LSUB \"\" *").server("5 OK");
}

TEST(ImapFolders, RenamingInboxMovesItsMails) {
  TestHost host;
  Dialogue talk = logged_in(host);
  talk.client("1 RENAME INBOX kept").server("1 OK").client("2 STATUS kept (MESSAGES)").server("* STATUS kept (MESSAGES 2)").server("2 OK");
  EXPECT_TRUE(host.drop().mails.empty());
}

TEST(ImapFolders, HaveNamesInModifiedUtf7) {
  EXPECT_EQ(imap::folder_name_text("~peter/mail/&U,BTFw-/&ZeVnLIqe-"), "~peter/mail/\xE5\x8F\xB0\xE5\x8C\x97/\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E");
  EXPECT_EQ(imap::folder_name_text("a&-b"), "a&b");
  EXPECT_EQ(imap::folder_name_text("&Jjo!"), std::nullopt);
  EXPECT_EQ(imap::folder_name_text("&AGE-"), std::nullopt) << "a letter may not be shifted";
  EXPECT_EQ(imap::folder_name_text("\xC3\xA4"), std::nullopt);
  EXPECT_TRUE(imap::matches_pattern("a/b/c", "a/*"));
  EXPECT_FALSE(imap::matches_pattern("a/b/c", "a/%"));
  EXPECT_TRUE(imap::matches_pattern("a/b/c", "%/%/c"));
}

TEST(ImapSessions, TellEachOtherOfArrivalsFlagsAndExpunges) {
  TestHost host;
  Dialogue one = in_inbox(host);
  Dialogue two = in_inbox(host);
  host.store.deliver(host.drop(), "Subject: three\r\n\r\n", {}, host.clock.now());
  one.client("1 NOOP").server("* 3 EXISTS").server("* 3 RECENT").server("1 OK");
  two.client("1 NOOP").server("* 3 EXISTS").server("* 0 RECENT").server("1 OK");
  one.client("2 STORE 1 +FLAGS (\\Deleted kept)").server("* FLAGS (").server("* OK [PERMANENTFLAGS").server("* 1 FETCH (FLAGS (\\Deleted \\Recent kept))").server("2 OK");
  two.client("2 NOOP").server("* FLAGS (").server("* OK [PERMANENTFLAGS").server("* 1 FETCH (FLAGS (\\Deleted kept))").server("2 OK");
  one.client("3 EXPUNGE").server("* 1 EXPUNGE").server("3 OK");
  // Numbers may not change under FETCH (RFC 3501, 7.4.1).
  two.client("3 FETCH 2 (UID)").server("* 2 FETCH (UID 2)").server("3 OK").client("4 NOOP").server("* 1 EXPUNGE").server("4 OK");
}

TEST(ImapSessions, IdleIsToldWithoutAsking) {
  TestHost host;
  Dialogue talk = in_inbox(host);
  talk.client("1 IDLE").server("+ idling").wake().silent();
  EXPECT_EQ(talk.deadline(), std::chrono::seconds{1});
  host.store.deliver(host.drop(), "Subject: three\r\n\r\n", {}, host.clock.now());
  talk.wake().server("* 3 EXISTS").server("* 3 RECENT").client("DONE").server("1 OK");
  EXPECT_EQ(talk.deadline(), std::chrono::minutes{30});
}

TEST(ImapSessions, ShareTheMaildropWithPop3) {
  TestHost host;
  Dialogue imap = in_inbox(host);
  Dialogue pop3(host.pop3_session());
  pop3.server("+OK").client("USER yuki").server("+OK").client("PASS tanstaaf").server("+OK");
  imap.client("1 UID STORE 2 +FLAGS.SILENT (\\Deleted)").server("1 OK").client("2 UID EXPUNGE 2").server("* 2 EXPUNGE").server("2 OK");
  pop3.client("RETR 2").server("-ERR").client("DELE 1").server("+OK").client("QUIT").server("+OK");
  imap.client("3 NOOP").server("* 1 EXPUNGE").server("3 OK");
  EXPECT_TRUE(host.drop().mails.empty());
  ASSERT_EQ(host.events(sim::EventKind::maildrop_deleted).size(), 2U);
}

TEST(ImapFaults, TakeOverAFetchOnce) {
  TestHost host;
  Fault fault;
  fault.name = "broken";
  fault.when = {"imap", "FETCH", "BODY", 0, 1};
  fault.then = ReplyWith{{}, "[SERVERBUG] internal error"};
  host.faults.add(fault);
  Dialogue talk = in_inbox(host);
  talk.client("1 UID FETCH 1 (FLAGS)").until("1 OK").client("2 UID FETCH 1 (BODY.PEEK[])").server("2 NO [SERVERBUG]");
  talk.client("3 UID FETCH 1 (BODY.PEEK[])").until("3 OK");
}

}  // namespace
}  // namespace fakeservers
