#include "fakeservers/pop3_session.h"

#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

namespace fakeservers {
namespace {

struct Pop3 : testing::Test {
  Dialogue logged_in() {
    Dialogue talk(host.pop3_session());
    talk.server("+OK").client("USER yuki").server("+OK").client("PASS tanstaaf").server("+OK");
    return talk;
  }
  TestHost host;
};

TEST_F(Pop3, ListsAndRetrieves) {
  Dialogue talk = logged_in();
  talk.client("STAT").server("+OK 2 87").client("LIST").server("+OK").server("1 56").server("2 31").server(".")
      .client("LIST 2").server("+OK 2 31").client("UIDL").server("+OK").server("1 m1").server("2 m2").server(".")
      .client("UIDL 1").server("+OK 1 m1").client("LIST 3").server("-ERR").client("RETR x").server("-ERR")
      .client("RETR 1").server("+OK 56 octets").server("Message-ID: <one@x>").server("Subject: one").server("")
      .server("first").server("..dot").server("last").server(".").silent();
  const auto fetched = host.events(sim::EventKind::maildrop_fetched);
  ASSERT_EQ(fetched.size(), 1U);
  EXPECT_EQ(fetched[0]->mail, "one@x");
}

TEST_F(Pop3, ShowsTheTop) {
  Dialogue talk = logged_in();
  talk.client("TOP 1 1").server("+OK").server("Message-ID").server("Subject").server("").server("first").server(".")
      .client("TOP 1 0").server("+OK").server("Message-ID").server("Subject").server("").server(".")
      .client("TOP 1 99").server("+OK").until("last").server(".").client("TOP 1").server("-ERR").silent();
}

TEST_F(Pop3, DeletesOnlyAtQuit) {
  logged_in().client("DELE 1").server("+OK").client("RETR 1").server("-ERR").client("STAT").server("+OK 1 31")
      .client("LIST").server("+OK").server("2 31").server(".").session().lost({});
  EXPECT_EQ(host.drop().mails.size(), 2U);
  logged_in().client("DELE 1").server("+OK").client("RSET").server("+OK").client("DELE 2").server("+OK")
      .client("QUIT").server("+OK").closed();
  ASSERT_EQ(host.drop().mails.size(), 1U);
  EXPECT_EQ(host.drop().mails[0].uid, "m1");
  ASSERT_EQ(host.events(sim::EventKind::maildrop_deleted).size(), 1U);
  EXPECT_EQ(host.events(sim::EventKind::maildrop_deleted)[0]->mail, "two@x");
}

TEST_F(Pop3, LocksTheMaildropUntilItsEnd) {
  {
    Dialogue talk = logged_in();
    host.store.deliver(host.drop(), "late\r\n", {}, host.clock.now());
    talk.client("STAT").server("+OK 2 ");
    Dialogue(host.pop3_session()).server("+OK").client("USER yuki").server("+OK").client("PASS tanstaaf")
        .server("-ERR [IN-USE]");
  }
  logged_in().client("STAT").server("+OK 3 ");
}

TEST_F(Pop3, ChecksPasswordsAndApop) {
  Dialogue(host.pop3_session()).server("+OK").client("STAT").server("-ERR").client("PASS x").server("-ERR")
      .client("USER yuki").server("+OK").client("PASS wrong").server("-ERR [AUTH]")
      .client("USER nobody").server("+OK").client("PASS x").server("-ERR [AUTH]");
  // The example of RFC 1939, 7.
  Dialogue(host.pop3_session()).server("+OK mail.corp.example ready <1896.697170952@dbc.mtview.ca.us>")
      .client("APOP yuki 00000000000000000000000000000000").server("-ERR [AUTH]")
      .client("APOP yuki c4c9334bac560ecc979e58001b3e22fb").server("+OK").client("USER yuki").server("-ERR");
  for (const sim::Event* event : host.events(sim::EventKind::said_client))
    EXPECT_EQ(event->field("line").find("c4c93"), std::string::npos);
}

TEST_F(Pop3, OffersStlsAndForgetsWhatStoodBehindIt) {
  host.pop3.login_needs_tls = true;
  Dialogue talk(host.pop3_session());
  talk.server("+OK").client("CAPA").until("STLS").until(".").client("USER yuki").server("-ERR [AUTH]")
      .raw("STLS\r\nUSER injected\r\n").server("+OK").silent().tls().client("PASS tanstaaf").server("-ERR say USER")
      .client("USER yuki").server("+OK").client("PASS tanstaaf").server("+OK").client("STLS").server("-ERR");
}

TEST_F(Pop3, BoundsLinesErrorsAndPatience) {
  Dialogue(host.pop3_session()).server("+OK").client(std::string(600, 'x')).server("-ERR line too long").open();
  Dialogue(host.pop3_session()).server("+OK").raw(std::string(5000, 'x')).server("-ERR line too long").closed();
  Dialogue(host.pop3_session()).server("+OK").raw("NOOP\n").server("-ERR a line ends");
  Dialogue bad(host.pop3_session());
  bad.server("+OK");
  for (int i = 0; i < 10; ++i) bad.client("BURP").server("-ERR");
  bad.closed();
  Dialogue idle = logged_in();
  EXPECT_EQ(idle.deadline(), std::chrono::minutes{10});
  idle.client("DELE 1").server("+OK").wake().silent().closed();
  EXPECT_FALSE(host.drop().is_locked);
  EXPECT_EQ(host.drop().mails.size(), 2U);
}

TEST(MailStore, NeverUsesAUidAgain) {
  MailStore store;
  Maildrop& drop = store.add("a", "p", {{"a", "corp.example"}});
  EXPECT_EQ(store.deliver(drop, "x\r\n", {}, {}), "m1");
  store.remove(drop, {"m1", "unknown"});
  EXPECT_EQ(store.deliver(drop, "y\r\n", {}, {}), "m2");
  EXPECT_EQ(drop.bytes(), 3U);
  EXPECT_EQ(store.find_address({"A", "CORP.example"}), &drop);
  EXPECT_EQ(store.find_address({"b", "corp.example"}), nullptr);
}

}  // namespace
}  // namespace fakeservers
