// Any split of the bytes that arrive gives the same bytes back: one property for all sessions.
#include "sim/client/pop3_client.h"
#include "sim/client/smtp_client.h"
#include "sim/random.h"
#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

namespace fakeservers {
namespace {

using SessionMaker = std::function<std::unique_ptr<sim::Session>()>;

/// What the session says to these bytes, cut at each of the places.
std::string answer(const SessionMaker& make, std::string_view bytes, const std::vector<std::size_t>& cuts) {
  Dialogue talk(make());
  std::size_t from = 0;
  for (const std::size_t cut : cuts) {
    talk.raw(bytes.substr(from, cut - from));
    from = cut;
  }
  talk.raw(bytes.substr(from));
  return talk.said();
}

void expect_same_for_any_split(const SessionMaker& make, const std::string& bytes) {
  const std::string whole = answer(make, bytes, {});
  EXPECT_GT(whole.size(), 100U);
  std::vector<std::size_t> every;
  for (std::size_t at = 1; at < bytes.size(); ++at) {
    EXPECT_EQ(answer(make, bytes, {at}), whole) << "cut at " << at;
    every.push_back(at);
  }
  EXPECT_EQ(answer(make, bytes, every), whole);
  sim::Random random(1, "splits");
  for (int round = 0; round < 50; ++round) {
    std::vector<std::size_t> cuts;
    for (const std::size_t at : every)
      if (random.chance(1, 7)) cuts.push_back(at);
    EXPECT_EQ(answer(make, bytes, cuts), whole);
  }
}

TEST(AnySplit, OfAnSmtpClientsBytes) {
  const SessionMaker make = [host = std::make_shared<TestHost>()] { return host->smtp(); };
  expect_same_for_any_split(make, "EHLO a\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<no-one@x.y>\r\nRCPT TO:<z@x.y>\r\nDATA\r\n"
                                  "Subject: x\r\n\r\n..a\r\n.b\r\n.\r\nNO\rOP\r\nNOOP\nBURP\r\nHELP\r\nQUIT\r\n");
  expect_same_for_any_split(make, std::string(up_to_data) + "x\r\n\r\n.\ry\r\n.\r\nQUIT\r\n");
  expect_same_for_any_split(make, std::string(up_to_data) + std::string(5000, 'y') + "\r\n.\r\n");
}

TEST(AnySplit, OfAPop3ClientsBytes) {
  const SessionMaker make = [] {
    // The host has to outlive the session.
    static std::vector<std::unique_ptr<TestHost>> hosts;
    hosts.clear();
    hosts.push_back(std::make_unique<TestHost>());
    return hosts.back()->pop3_session();
  };
  expect_same_for_any_split(make, "CAPA\r\nUSER yuki\r\nPASS tanstaaf\r\nSTAT\r\nLIST\r\nUIDL\r\nRETR 1\r\nTOP 2 0\r\n"
                                  "DELE 1\r\nBURP\r\nNOOP\nRETR 1\r\nQUIT\r\n");
}

TEST(AnySplit, OfAnImapClientsBytes) {
  const SessionMaker make = [] {
    static std::vector<std::unique_ptr<TestHost>> hosts;
    hosts.clear();
    hosts.push_back(std::make_unique<TestHost>());
    return hosts.back()->imap_session();
  };
  expect_same_for_any_split(make, "a LOGIN {4}\r\nyuki {8+}\r\ntanstaaf\r\nb SELECT inbox\r\nc FETCH 1:* (UID BODY.PEEK[]<2.9> ENVELOPE)\r\n"
                                  "d APPEND INBOX (\\Seen) {11}\r\nSubject: x\n\r\ne BURP\r\nf UID SEARCH NOT SEEN TEXT {3}\r\ndot\r\ng LOGOUT\r\n");
}

struct OneMail final : sim::client::MailSource {
  std::optional<sim::client::OutgoingMail> next() override {
    if (std::exchange(given, true)) return std::nullopt;
    sim::client::OutgoingMail mail;
    mail.envelope.from = sim::mail::Address("a", "b.example");
    mail.envelope.to = {{"c", "d.example"}, {"e", "d.example"}};
    mail.raw = "Subject: x\r\n\r\n.body\r\n";
    return mail;
  }
  void finished(const sim::client::SmtpOutcome&) override {}
  bool given = false;
};

TEST(AnySplit, OfAnSmtpServersBytes) {
  std::unique_ptr<OneMail> source;
  const SessionMaker make = [&source] {
    source = std::make_unique<OneMail>();
    sim::client::SmtpClientOptions options;
    options.helo = "client.example";
    return std::make_unique<sim::client::SmtpClient>(options, *source);
  };
  expect_same_for_any_split(make, "220-x\r\n220 y\r\n250-x\r\n250-PIPELINING\r\n250 SIZE 1000\r\n250 2.1.0 ok\r\n"
                                  "550 5.1.1 no\r\n250 ok\r\n354 go\r\n250 2.6.0 taken\r\n221 bye\r\n");
}

struct TakeAll final : sim::client::MailSink {
  bool wants(const sim::client::ListedMail&) override { return true; }
  void retrieved(const sim::client::ListedMail& mail, std::string) override { safe.push_back(mail.number); }
  void skipped(const sim::client::ListedMail&, const std::string&) override {}
  std::vector<int> store() override { return std::exchange(safe, {}); }
  std::vector<int> safe;
};

TEST(AnySplit, OfAPop3ServersBytes) {
  TakeAll sink;
  const SessionMaker make = [&sink] {
    sim::client::Pop3ClientOptions options;
    options.user_name = "yuki-with-a-rather-long-name-of-many-letters";
    options.password = "p";
    options.batch = 2;
    return std::make_unique<sim::client::Pop3Client>(options, sink);
  };
  expect_same_for_any_split(make, "+OK\r\n-ERR\r\n+OK\r\n+OK\r\n+OK 3 30\r\n+OK\r\n1 10\r\n2 10\r\n3 10\r\n.\r\n+OK\r\n1 a\r\n"
                                  "2 b\r\n.\r\n+OK\r\nx\r\n..\r\n.\r\n-ERR gone\r\n+OK\r\n+OK\r\ny\r\n.\r\n+OK\r\n+OK bye\r\n");
}

}  // namespace
}  // namespace fakeservers
