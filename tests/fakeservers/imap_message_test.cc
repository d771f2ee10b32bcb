// Messages over IMAP: FETCH of every item, SEARCH, STORE, COPY, MOVE, APPEND (RFC 3501, 6.4).
#include "fakeservers/imap/arguments.h"
#include "fakeservers/imap/sort_key.h"
#include "fakeservers/imap/structure.h"
#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

namespace fakeservers {
namespace {

constexpr std::string_view nested =
    "From: =?utf-8?Q?Y=C3=BCki?= <yuki@corp.example>\r\nTo: \"A, B\" <a@x.example>, team: b@x.example, c@x.example;\r\nDate: Mon, 05 Jan 2026 09:00:00 +0900\r\n"
    "Subject: nested\r\nMessage-ID: <n@x>\r\nContent-Type: multipart/mixed; boundary=\"o\"\r\n\r\nbefore\r\n--o\r\nContent-Type: text/plain; charset=utf-8\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZQ==\r\n--o\r\nContent-Type: message/rfc822\r\nContent-Description: inside\r\n\r\n"
    "Subject: inner\r\nContent-Type: multipart/alternative; boundary=i\r\n\r\n--i\r\n\r\nplain\r\n--i\r\nContent-Type: text/html\r\n"
    "Content-Disposition: inline; filename=x.html\r\n\r\n<p>html</p>\r\n--i--\r\n--o--\r\n";

/// A session with the nested message selected as number 3.
Dialogue with_nested(TestHost& host) {
  host.store.deliver(host.drop(), std::string(nested), {}, host.clock.now());
  Dialogue talk(host.imap_session());
  talk.server("* OK").client("a LOGIN yuki tanstaaf").server("a OK").client("b SELECT INBOX").until("b OK");
  return talk;
}

std::string fetched(std::string_view items) {
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("c FETCH 3 " + std::string(items));
  const std::string& said = talk.said();
  return said.substr(0, said.rfind("c OK"));
}

TEST(ImapFetch, HandsOutSectionsAsTheyStand) {
  EXPECT_EQ(fetched("BODY.PEEK[1]"), "* 3 FETCH (BODY[1] {12}\r\nR3LDvMOfZQ==)\r\n");
  EXPECT_EQ(fetched("BODY.PEEK[2.1]"), "* 3 FETCH (BODY[2.1] {5}\r\nplain)\r\n");
  EXPECT_EQ(fetched("BODY.PEEK[2.2.MIME]"),
            "* 3 FETCH (BODY[2.2.MIME] {73}\r\nContent-Type: text/html\r\nContent-Disposition: inline; filename=x.html\r\n\r\n)\r\n");
  EXPECT_EQ(fetched("BODY.PEEK[2.HEADER.FIELDS (SUBJECT none)]"), "* 3 FETCH (BODY[2.HEADER.FIELDS (SUBJECT none)] {18}\r\nSubject: inner\r\n\r\n)\r\n");
  EXPECT_EQ(fetched("BODY.PEEK[HEADER.FIELDS.NOT (From To Date Content-Type)]<0.8>"),
            "* 3 FETCH (BODY[HEADER.FIELDS.NOT (From To Date Content-Type)]<0> {8}\r\nSubject:)\r\n");
  EXPECT_EQ(fetched("BODY.PEEK[]<99999.5>"), "* 3 FETCH (BODY[]<99999> {0}\r\n)\r\n");
  EXPECT_EQ(fetched("BODY.PEEK[1.1]"), "* 3 FETCH (BODY[1.1] NIL)\r\n");
  EXPECT_EQ(fetched("BODY.PEEK[7]"), "* 3 FETCH (BODY[7] NIL)\r\n");
}

TEST(ImapFetch, TellsTheEnvelopeUndecoded) {
  EXPECT_EQ(fetched("ENVELOPE"),
            "* 3 FETCH (ENVELOPE (\"Mon, 05 Jan 2026 09:00:00 +0900\" \"nested\" ((\"=?utf-8?Q?Y=C3=BCki?=\" NIL \"yuki\" \"corp.example\")) "
            "((\"=?utf-8?Q?Y=C3=BCki?=\" NIL \"yuki\" \"corp.example\")) ((\"=?utf-8?Q?Y=C3=BCki?=\" NIL \"yuki\" \"corp.example\")) "
            "((\"A, B\" NIL \"a\" \"x.example\")(NIL NIL \"team\" NIL)(NIL NIL \"b\" \"x.example\")(NIL NIL \"c\" \"x.example\")(NIL NIL NIL NIL)) "
            "NIL NIL NIL \"<n@x>\"))\r\n");
}

TEST(ImapFetch, TellsTheStructure) {
  EXPECT_EQ(fetched("BODY"),
            "* 3 FETCH (BODY ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"base64\" 12 1)(\"message\" \"rfc822\" NIL NIL \"inside\" \"7bit\" 179 "
            "(NIL \"inner\" NIL NIL NIL NIL NIL NIL NIL NIL) ((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 5 1)"
            "(\"text\" \"html\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 11 1) \"alternative\") 12) \"mixed\"))\r\n");
  EXPECT_NE(fetched("BODYSTRUCTURE").find("NIL (\"inline\" (\"filename\" \"x.html\")) NIL NIL)"), std::string::npos);
}

TEST(ImapFetch, MarksAsSeenUnlessItPeeks) {
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("1 FETCH 2 (BODY.PEEK[] RFC822.SIZE)").until("1 OK");
  EXPECT_EQ(host.drop().mails[1].flags, 0U);
  talk.client("2 FETCH 2 BODY[TEXT]").server("* 2 FETCH (BODY[TEXT] {8}").server("second").server(" FLAGS (\\Seen \\Recent))").server("2 OK");
  EXPECT_EQ(host.drop().mails[1].flags, static_cast<unsigned>(flag_seen));
  EXPECT_EQ(host.events(sim::EventKind::maildrop_fetched).size(), 1U);
}

TEST(ImapFetch, RefusesNumbersThatAreNone) {
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("1 FETCH 4 UID").server("1 BAD").client("2 UID FETCH 40:50 FLAGS").server("2 OK").client("3 UID FETCH 40:* FLAGS").server("* 3 FETCH (UID 3 FLAGS").server("3 OK");
  talk.client("4 FETCH 0 UID").server("4 BAD").client("5 FETCH 1 (UID").server("5 BAD").client("6 FETCH 1 BODY[MIME]").server("6 BAD");
}

TEST(ImapSearch, FindsByEveryKindOfKey) {
  TestHost host;
  Dialogue talk = with_nested(host);
  const auto finds = [&](const std::string& keys, const std::string& numbers) {
    talk.client("s SEARCH " + keys).server("* SEARCH" + numbers);
    EXPECT_EQ(talk.said().substr(0, 4), "s OK") << keys;
    talk.server("s OK");
  };
  finds("ALL", " 1 2 3");
  finds("BODY \"gr\xC3\xBC\xC3\x9F" "e\"", " 3");
  finds("FROM \"y\xC3\xBCki\"", " 3");
  finds("TEXT inner", " 3");
  finds("OR SUBJECT one (TO team NOT 1)", " 1 3");
  finds("SENTON 5-Jan-2026", " 3");
  finds("BEFORE 2-Jan-1970 SINCE 1-Jan-1970", " 1 2 3");
  finds("LARGER 100", " 3");
  finds("CHARSET UTF-8 HEADER Message-ID two@", " 2");
  talk.client("s SEARCH CHARSET KOI8-R ALL").server("s NO [BADCHARSET").client("s SEARCH NOT").server("s BAD");
  talk.client("s UID SEARCH RETURN (MIN MAX COUNT) 2:*").server("* ESEARCH (TAG \"s\") UID MIN 2 MAX 3 COUNT 2").server("s OK");
}

TEST(ImapSort, OrdersByBaseSubjectAndDate) {
  EXPECT_EQ(imap::base_subject("[foo] Fwd: [bar] Re: fw: b (fWd)  (fwd)"), "b");
  EXPECT_EQ(imap::base_subject("Re: [FWD: c]"), "c");
  EXPECT_EQ(imap::base_subject("[xyz]"), "[xyz]");
  EXPECT_EQ(imap::base_subject("Re[2]: x"), "x");
  EXPECT_EQ(imap::sent_at("Mon, 05 Jan 2026 09:00:00 +0900"), sim::parse_iso8601("2026-01-05T00:00:00Z").operator*());
  EXPECT_EQ(imap::sent_at("yesterday"), std::nullopt);
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("1 SORT (REVERSE SUBJECT) UTF-8 ALL").server("* SORT 1 3 2").server("1 OK").client("2 UID SORT (DATE) US-ASCII 2:3").server("* SORT 2 3").server("2 OK");
  talk.client("3 SORT (COLOUR) UTF-8 ALL").server("3 BAD").client("4 SORT (DATE) KOI8-R ALL").server("4 NO [BADCHARSET");
}

TEST(ImapStore, SetsAddsAndTakesFlagsAndKeywords) {
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("1 STORE 1 FLAGS (\\Seen \\flagged)").server("* 1 FETCH (FLAGS (\\Flagged \\Seen \\Recent))").server("1 OK");
  talk.client("2 STORE 1 -FLAGS \\Seen").server("* 1 FETCH (FLAGS (\\Flagged \\Recent))").server("2 OK");
  talk.client("3 STORE 1 +FLAGS.SILENT (\\Draft)").server("3 OK").client("4 STORE 1 +FLAGS (\\Recent)").server("4 BAD").client("5 STORE 1 FLAGS").server("5 BAD");
}

TEST(ImapCopy, KeepsFlagsAndDatesAndTellsTheUids) {
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("1 COPY 1 kept").server("1 NO [TRYCREATE]").client("2 CREATE kept").server("2 OK").client("3 STORE 2 FLAGS (\\Answered)").until("3 OK");
  talk.client("4 COPY 1:2 kept").server("4 OK [COPYUID 2 1:2 1:2]").client("5 MOVE 3 kept").server("* OK [COPYUID 2 3 3]").server("* 3 EXPUNGE").server("5 OK");
  EXPECT_EQ(host.drop().mails.size(), 2U);
  const Folder& kept = *host.drop().folders.find("kept")->second;
  EXPECT_EQ(kept.mails.at(1).flags, static_cast<unsigned>(flag_answered));
  EXPECT_EQ(kept.mails.at(2).raw, nested);
}

TEST(ImapCopy, DoublesOnlyUpToABound) {
  TestHost host;
  host.imap.most_account_octets = 10'000;
  Dialogue talk = with_nested(host);
  for (int i = 0; i < 3; ++i) talk.client("1 COPY 1:* INBOX");
  talk.until("1 NO [OVERQUOTA]");
  EXPECT_LT(host.drop().mails.size(), 24U);
}

TEST(ImapAppend, StoresOneOrSeveralOrNone) {
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("1 APPEND INBOX (\\Seen kw) \" 1-Feb-2026 12:00:00 +0200\" {4}").server("+ ").raw("abcd\r\n").server("* FLAGS").server("* OK [PERM");
  talk.server("* 4 EXISTS").server("* 4 RECENT").server("1 OK [APPENDUID 1 4]");
  talk.client("2 FETCH 4 (INTERNALDATE FLAGS)").server("* 4 FETCH (INTERNALDATE \" 1-Feb-2026 10:00:00 +0000\" FLAGS (\\Seen \\Recent kw))").server("2 OK");
  talk.raw("3 APPEND INBOX {1+}\r\na {1+}\r\nb\r\n").until("3 OK [APPENDUID 1 5:6]");
  host.drop().capacity_bytes = 10;
  talk.raw("4 APPEND INBOX {3+}\r\nabc\r\n").server("4 NO [OVERQUOTA]");
  talk.client("5 APPEND INBOX").server("5 BAD").client("6 APPEND INBOX \"99-Foo-2026 12:00:00 +0200\" x").server("6 BAD");
  EXPECT_EQ(host.drop().mails.size(), 6U);
}

TEST(ImapExamine, ChangesNothing) {
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("1 EXAMINE INBOX").until("1 OK [READ-ONLY]").client("2 STORE 1 FLAGS (\\Deleted)").server("2 NO [READ-ONLY]").client("3 FETCH 1 BODY[]").until("3 OK");
  talk.client("4 EXPUNGE").server("4 NO").client("5 CLOSE").server("5 OK");
  EXPECT_EQ(host.drop().mails.size(), 3U);
  EXPECT_EQ(host.drop().mails[0].flags, 0U);
}

TEST(ImapClose, ExpungesButUnselectDoesNot) {
  TestHost host;
  Dialogue talk = with_nested(host);
  talk.client("1 STORE 1:2 +FLAGS.SILENT (\\Deleted)").server("1 OK").client("2 UNSELECT").server("2 OK");
  EXPECT_EQ(host.drop().mails.size(), 3U);
  talk.client("3 SELECT INBOX").until("3 OK").client("4 CLOSE").server("4 OK").silent();
  EXPECT_EQ(host.drop().mails.size(), 1U);
}

TEST(ImapSets, AreWrittenShortly) {
  EXPECT_EQ(imap::set_text({1, 2, 3, 5, 7, 8}), "1:3,5,7:8");
  EXPECT_EQ(imap::set_text({}), "");
}

TEST(ImapEnvelope, ReadsAddressesOfEveryForm) {
  const auto read = [](std::string_view field) {
    std::string out;
    for (const auto& each : imap::envelope_addresses(field)) out += each.name + "|" + each.mailbox + "|" + each.host + ";";
    return out;
  };
  EXPECT_EQ(read("a@b.c (Ann), <@r.x,@s.x:d@e.f>, John Q. <j (home) @ k.l>"), "Ann|a|b.c;|d|e.f;John Q.|j|k.l;");
  EXPECT_EQ(read("\"x,y\" <\"o d\"@[1.2.3.4]>"), "x,y|o d|[1.2.3.4];");
  EXPECT_EQ(read("undisclosed-recipients:;"), "|undisclosed-recipients|;||;");
  EXPECT_EQ(read("just words"), "|just words|;");
}

}  // namespace
}  // namespace fakeservers
