#include "sim/client/imap_client.h"

#include "sim/auth/base64.h"
#include "sim/client/imap_response.h"
#include "tests/fakeservers/dialogue.h"

namespace sim::client {
namespace {

using fakeservers::Dialogue;
using auth::from_base64;
using auth::to_base64;

struct ImapSink final : MailSink {
  bool wants(const ListedMail& listed) override { return !listed.uid.ends_with(".9"); }
  void retrieved(const ListedMail& listed, std::string raw) override {
    log.push_back("retrieved " + listed.uid + " " + raw);
    unsafe.push_back(listed.number);
  }
  void skipped(const ListedMail& listed, const std::string&) override { log.push_back("skipped " + listed.uid); }
  std::vector<int> store() override {
    log.push_back("store");
    return std::exchange(unsafe, {});
  }
  std::vector<std::string> log;
  std::vector<int> unsafe;
};

ImapClientOptions options() {
  ImapClientOptions out;
  out.credentials = {"yuki", "secret", ""};
  out.batch = 2;
  out.most_octets = 1000;
  return out;
}

struct ImapClientTest : testing::Test {
  Dialogue start(const ImapClientOptions& with = options()) {
    auto made = std::make_unique<ImapClient>(with, sink);
    client = made.get();
    client->keep_dialogue();
    return Dialogue(std::move(made));
  }
  /// Up to the answer to SELECT, without SASL.
  Dialogue selected(std::string_view capabilities = "IMAP4rev1 UIDPLUS") {
    Dialogue talk = start();
    talk.client("* OK hi").server("A1 CAPABILITY").client("* CAPABILITY " + std::string(capabilities)).client("A1 OK");
    talk.server("A2 LOGIN \"yuki\" \"secret\"").client("A2 OK in").server("A3 CAPABILITY").client("A3 OK");
    talk.server("A4 SELECT \"INBOX\"").client("* 4 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\nA4 OK").server("A5 UID SEARCH ALL");
    return talk;
  }
  std::string trouble() { return client->trouble().value_or(""); }
  ImapSink sink;
  ImapClient* client = nullptr;
};

TEST_F(ImapClientTest, DeletesOnlyWhatIsStored) {
  Dialogue talk = selected();
  talk.client("* SEARCH 4 5 6 9").client("A5 OK").server("A6 UID FETCH 4:9 (UID RFC822.SIZE)");
  talk.client("* 1 FETCH (UID 4 RFC822.SIZE 3)\r\n* 2 FETCH (RFC822.SIZE 5000 UID 5)\r\n* 3 FETCH (FLAGS (\\Seen) UID 6 RFC822.SIZE 4)\r\n* 4 FETCH (UID 9 RFC822.SIZE 1)\r\nA6 OK");
  talk.server("A7 UID FETCH 4,6 (UID BODY.PEEK[])").client("* 1 FETCH (UID 4 BODY[] {4}\r\na\r\nb)\r\nbut)").silent().closed();
  EXPECT_EQ(trouble(), "fetch: not an IMAP response: but)");
  EXPECT_EQ(sink.log, (std::vector<std::string>{"skipped 7.5", "retrieved 7.4 a\r\nb"})) << "nothing is deleted after nonsense";
}

TEST_F(ImapClientTest, ReadsInBatchesAndExpungesByUid) {
  Dialogue talk = selected();
  talk.client("* SEARCH 1 2 3\r\nA5 OK").server("A6 UID FETCH 1:3").client("* 1 FETCH (UID 1 RFC822.SIZE 1)\r\n* 2 FETCH (UID 2 RFC822.SIZE 1)\r\n* 3 FETCH (UID 3 RFC822.SIZE 1)\r\nA6 OK");
  talk.server("A7 UID FETCH 1:2 (UID BODY.PEEK[])").client("* 2 FETCH (UID 2 BODY[] \"\\\"b\")\r\n* 1 FETCH (BODY[] {1}\r\na UID 1)\r\nA7 OK");
  talk.server("A8 UID STORE 1:2 +FLAGS.SILENT (\\Deleted)").client("A8 OK").server("A9 UID EXPUNGE 1:2").client("* 1 EXPUNGE\r\n* 1 EXPUNGE\r\nA9 OK");
  talk.server("A10 UID FETCH 3").client("* 1 FETCH (UID 3 BODY[] NIL)\r\nA10 OK").server("A11 LOGOUT").client("* BYE\r\nA11 OK").closed();
  EXPECT_EQ(trouble(), "");
  EXPECT_EQ(sink.log, (std::vector<std::string>{"retrieved 7.2 \"b", "retrieved 7.1 a", "store", "skipped 7.3", "store"}));
}

TEST_F(ImapClientTest, AsksOneByOneWhereABatchIsRefusedAndExpungesAtTheEndWithoutUidplus) {
  Dialogue talk = selected("IMAP4rev1");
  talk.client("* SEARCH 1 2\r\nA5 OK").server("A6").client("* 1 FETCH (UID 1 RFC822.SIZE 1)\r\n* 2 FETCH (UID 2 RFC822.SIZE 1)\r\nA6 OK");
  talk.server("A7 UID FETCH 1:2").client("A7 NO one is broken").server("A8 UID FETCH 1 ").client("A8 NO broken").server("A9 UID FETCH 2 ");
  talk.client("* 2 FETCH (UID 2 BODY[] {1}\r\nb)\r\nA9 OK").server("A10 UID STORE 2 +FLAGS.SILENT").client("A10 OK").server("A11 EXPUNGE").client("A11 OK").server("A12 LOGOUT");
  EXPECT_EQ(sink.log, (std::vector<std::string>{"skipped 7.1", "retrieved 7.2 b", "store"}));
}

TEST_F(ImapClientTest, LeavesAnEmptyFolder) {
  Dialogue talk = selected();
  talk.client("* SEARCH\r\nA5 OK").server("A6 LOGOUT").client("* BYE\r\nA6 OK").closed();
  EXPECT_EQ(trouble(), "");
}

TEST_F(ImapClientTest, StartsTlsBeforeItSaysASecret) {
  ImapClientOptions with = options();
  with.starttls = StartTlsUse::required;
  Dialogue talk = start(with);
  talk.client("* OK hi").server("A1 CAPABILITY").client("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nA1 OK").server("A2 STARTTLS");
  talk.raw("A2 OK\r\n* CAPABILITY injected\r\n").silent().tls().server("A3 CAPABILITY").client("* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR\r\nA3 OK");
  talk.server("A4 AUTHENTICATE PLAIN " + to_base64(std::string("\0yuki\0secret", 12))).client("A4 NO [AUTHENTICATIONFAILED] no").server("A5 LOGOUT").client("A5 OK").closed();
  EXPECT_EQ(trouble(), "login: NO [AUTHENTICATIONFAILED] no");
}

TEST_F(ImapClientTest, AnswersChallengesAndHidesThem) {
  Dialogue talk = start();
  talk.client("* OK hi").server("A1").client("* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=CRAM-MD5\r\nA1 OK").server("A2 AUTHENTICATE CRAM-MD5");
  talk.client("+ " + to_base64("<1@x>"));
  EXPECT_TRUE(from_base64(std::string_view(talk.said()).substr(0, talk.said().size() - 2))->starts_with("yuki "));
  for (const std::string& line : client->dialogue()) EXPECT_EQ(line.find("eXVraS"), std::string::npos) << line;
}

TEST_F(ImapClientTest, SaysNoPasswordWhereItIsNotTaken) {
  Dialogue talk = start();
  talk.client("* OK hi").server("A1").client("* CAPABILITY IMAP4rev1 LOGINDISABLED\r\nA1 OK").server("A2 LOGOUT");
  EXPECT_EQ(trouble(), "login: the server takes no password on this connection");
}

TEST_F(ImapClientTest, TellsTheStageOfEveryFailure) {
  const auto after = [&](std::string_view said) {
    Dialogue talk = start();
    talk.raw(said);
    return trouble();
  };
  EXPECT_EQ(after("* BYE full\r\n"), "greeting: BYE full");
  EXPECT_EQ(after("220 smtp\r\n"), "greeting: not an IMAP greeting: 220 smtp");
  EXPECT_EQ(after("* OK\r\nA1 OK\r\nA2 NO who\r\n"), "login: NO who");
  EXPECT_EQ(after("* PREAUTH\r\nA1 OK\r\nA2 OK\r\nA3 NO gone\r\n"), "select: NO gone");
  EXPECT_EQ(after("* OK\r\n+ go\r\n"), "capability: a continuation that nobody asked for");
  EXPECT_EQ(after("* OK\r\nA1 OK\r\n* BYE bored\r\n"), "login: BYE bored");
  Dialogue silent = start();
  silent.client("* OK").wake().closed();
  EXPECT_EQ(trouble(), "capability: no reply in time");
  Dialogue lost = start();
  lost.session().lost({Loss::Kind::reset, ""});
  EXPECT_TRUE(trouble().starts_with("greeting: "));
}

TEST(ImapResponses, BoundLinesAndLiterals) {
  ImapResponseReader lines(100, 1000);
  lines.append(std::string(200, 'x'));
  EXPECT_FALSE(lines.next());
  EXPECT_NE(lines.fault(), "");
  ImapResponseReader literals(100, 1000);
  literals.append("* 1 FETCH (BODY[] {600}\r\n" + std::string(600, 'x') + " BODY[1] {600}\r\n");
  EXPECT_FALSE(literals.next());
  EXPECT_EQ(literals.fault(), "a message larger than 1000 octets");
}

TEST(ImapResponses, AreReadWhateverElseTheyTell) {
  ImapResponseReader reader(1000, 1000);
  reader.append("* 3 FETCH (FLAGS (\\Seen \"a)\") X {2}\r\nhi ENVELOPE (NIL (\"x\")) UID 12 BODY[HEADER.FIELDS (A B)] NIL BODY[] {3}\r\nabc)\r\n");
  auto response = reader.next();
  ASSERT_TRUE(response);
  const auto mail = read_fetched(*response);
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->uid, 12U);
  EXPECT_EQ(mail->raw, "abc");
  EXPECT_EQ(read_searched("* SEARCH 5 3 x 5 0"), (std::vector<std::uint32_t>{3, 5}));
  EXPECT_EQ(read_searched("* SEARCHED"), std::nullopt);
  EXPECT_EQ(response_code("* OK [UIDVALIDITY 5] ok"), "UIDVALIDITY 5");
  EXPECT_EQ(response_code("* OK see [this]"), "");
}

}  // namespace
}  // namespace sim::client
