#include "sim/client/pop3_client.h"

#include "sim/auth/base64.h"
#include "tests/fakeservers/dialogue.h"

namespace sim::client {
namespace {

using fakeservers::Dialogue;
using auth::from_base64;
using auth::to_base64;

struct Sink final : MailSink {
  bool wants(const ListedMail& listed) override { return listed.uid != "known"; }
  void retrieved(const ListedMail& listed, std::string raw) override {
    log.push_back("retrieved " + std::to_string(listed.number) + " " + raw);
    unsafe.push_back(listed.number);
  }
  void skipped(const ListedMail& listed, const std::string&) override { log.push_back("skipped " + std::to_string(listed.number)); }
  std::vector<int> store() override {
    log.push_back("store");
    return std::exchange(unsafe, {});
  }
  std::vector<std::string> log;
  std::vector<int> unsafe;
};

Pop3ClientOptions options() {
  Pop3ClientOptions out;
  out.user_name = "yuki";
  out.password = "secret";
  out.batch = 2;
  out.most_octets = 1000;
  return out;
}

struct Pop3ClientTest : testing::Test {
  Dialogue start(const Pop3ClientOptions& with = options()) {
    auto made = std::make_unique<Pop3Client>(with, sink);
    client = made.get();
    client->keep_dialogue();
    return Dialogue(std::move(made));
  }
  Sink sink;
  Pop3Client* client = nullptr;
};

TEST_F(Pop3ClientTest, DeletesOnlyWhatIsStored) {
  Dialogue talk = start();
  talk.client("+OK").server("CAPA").client("-ERR").server("USER yuki").client("+OK").server("PASS secret").client("+OK")
      .server("STAT").client("+OK 4 60").server("LIST").client("+OK\r\n2 20\r\n1 10\r\n3 5000\r\n4 5\r\n9 1\r\n.")
      .server("UIDL").client("+OK\r\n1 a\r\n2 b\r\n3 c\r\n4 known\r\n.")
      .server("RETR 1").silent().client("+OK\r\nx\r\n..y\r\n.").server("RETR 2").client("-ERR gone")
      .server("DELE 1").silent().client("+OK").server("QUIT").client("+OK").closed();
  EXPECT_EQ(sink.log, (std::vector<std::string>{"skipped 3", "retrieved 1 x\r\n.y\r\n", "skipped 2", "store"}));
  EXPECT_FALSE(client->trouble());
  for (const std::string& line : client->dialogue()) EXPECT_EQ(line.find("secret"), std::string::npos);
}

TEST_F(Pop3ClientTest, PipelinesABatch) {
  Dialogue talk = start();
  talk.client("+OK").server("CAPA").client("+OK\r\nPIPELINING\r\n.").server("USER").client("+OK").server("PASS").client("+OK")
      .server("STAT").client("+OK 3 30").server("LIST").client("+OK\r\n1 10\r\n2 10\r\n3 10\r\n.").server("UIDL").client("-ERR")
      .server("RETR 1").server("RETR 2").silent().client("+OK\r\nx\r\n.\r\n+OK\r\ny\r\n.").server("DELE 1").server("DELE 2")
      .silent().client("+OK\r\n-ERR").server("RETR 3");
}

TEST_F(Pop3ClientTest, UsesStlsAndApop) {
  Pop3ClientOptions with = options();
  with.starttls = StartTlsUse::required;
  with.use_apop = true;
  with.password = "tanstaaf";
  Dialogue talk = start(with);
  talk.client("+OK ready <1896.697170952@dbc.mtview.ca.us>").server("CAPA").client("+OK\r\nSTLS\r\n.").server("STLS")
      .raw("+OK\r\n+OK injected\r\n").silent().tls().server("CAPA").client("+OK\r\n.")
      .server("APOP yuki c4c9334bac560ecc979e58001b3e22fb").client("-ERR [AUTH] no").server("QUIT").client("+OK").closed();
  EXPECT_EQ(client->trouble(), "login: -ERR [AUTH] no");
}

/// A session of one mail, with the stage that is told when this reply does not come.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> steps{{{"+OK", "greeting"},
                                                                               {"-ERR", "capa"},
                                                                               {"+OK", "login"},
                                                                               {"+OK", "login"},
                                                                               {"+OK 1 5", "stat"},
                                                                               {"+OK\r\n1 5\r\n.", "list"},
                                                                               {"+OK\r\n1 a\r\n.", "uidl"},
                                                                               {"+OK\r\nx\r\n.", "retr"},
                                                                               {"+OK", "dele"},
                                                                               {"+OK", "quit"}}};

TEST_F(Pop3ClientTest, TellsEachFailureWithItsStage) {
  const std::array<std::function<void(Dialogue&)>, 4> failures{
      [](Dialogue& talk) { talk.session().lost({Loss::Kind::reset, "reset"}); },
      [](Dialogue& talk) { talk.wake().closed(); },
      [](Dialogue& talk) { talk.client("what").closed(); },
      [](Dialogue& talk) { talk.raw(std::string(5000, 'x')).closed(); },
  };
  for (const auto& failure : failures) {
    for (std::size_t at = 0; at < steps.size(); ++at) {
      Dialogue talk = start();
      for (std::size_t i = 0; i < at; ++i) talk.client(steps[i].first);
      failure(talk);
      ASSERT_TRUE(client->trouble()) << at;
      EXPECT_TRUE(std::string_view(*client->trouble()).starts_with(steps[at].second)) << *client->trouble();
    }
  }
}

TEST_F(Pop3ClientTest, BoundsEndlessAnswers) {
  for (const std::string_view endless : {"1 5\r\n", "xxxxxxxxxxxxxxxxxxxx"}) {
    for (const std::size_t at : {5U, 6U, 7U}) {
      Dialogue talk = start();
      for (std::size_t i = 0; i < at; ++i) talk.client(steps[i].first);
      talk.client("+OK");
      for (int i = 0; i < 5000; ++i) talk.raw(endless);
      talk.closed();
      EXPECT_TRUE(client->trouble());
    }
  }
}

TEST(Base64, GoesBothWaysAndIsStrict) {
  for (const std::string_view text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
    EXPECT_EQ(from_base64(to_base64(text)), text);
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  for (const std::string_view text : {"Zm8", "Zm8=Zm8=", "Z===", "Zm 8", "===="}) EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace sim::client
