#include "sim/client/smtp_client.h"

#include "tests/fakeservers/dialogue.h"

namespace sim::client {
namespace {

using fakeservers::Dialogue;
using Stage = SmtpOutcome::Stage;

struct Mails final : MailSource {
  explicit Mails(int count, std::vector<mail::Address> to = {{"yuki", "corp.example"}}) {
    for (int i = 0; i < count; ++i) {
      OutgoingMail mail;
      mail.envelope.from = mail::Address("a", "client.example");
      mail.envelope.to = to;
      mail.raw = "Subject: " + std::to_string(i) + "\r\n\r\n.body\r\n";
      waiting.push_back(mail);
    }
  }
  std::optional<OutgoingMail> next() override {
    if (waiting.empty()) return std::nullopt;
    OutgoingMail mail = waiting.front();
    waiting.erase(waiting.begin());
    return mail;
  }
  void finished(const SmtpOutcome& outcome) override { outcomes.push_back(outcome); }
  std::optional<OutgoingMail> ahead() override { return gives_ahead ? next() : std::nullopt; }
  bool gives_ahead = false;
  std::vector<OutgoingMail> waiting;
  std::vector<SmtpOutcome> outcomes;
};

SmtpClientOptions options(const std::string& user = "") {
  SmtpClientOptions out;
  out.helo = "client.example";
  out.user_name = user;
  out.password = "secret";
  return out;
}

std::unique_ptr<SmtpClient> client_for(MailSource& source, const SmtpClientOptions& with = options()) {
  auto client = std::make_unique<SmtpClient>(with, source);
  client->keep_dialogue();
  return client;
}

TEST(SmtpClient, SendsSeveralMailsOverOneConnection) {
  Mails mails(2);
  Dialogue(client_for(mails)).silent()
      .client("220 hello").server("EHLO client.example")
      .client("250-x\r\n250 SIZE").server("MAIL FROM:<a@client.example> SIZE=")
      .client("250 2.1.0 ok").server("RCPT TO:<yuki@corp.example>").client("250 ok").server("DATA")
      .client("354 go").server("Subject: 0").server("").server("..body").server(".")
      .client("250 2.0.0 taken").server("MAIL FROM").client("250 ok").server("RCPT").client("550 5.1.1 no")
      .server("QUIT").client("221 bye").closed();
  ASSERT_EQ(mails.outcomes.size(), 2U);
  EXPECT_TRUE(mails.outcomes[0].is_accepted());
  EXPECT_EQ(mails.outcomes[1].stage, Stage::rcpt);
  EXPECT_EQ(mails.outcomes[1].reply.status, (mail::EnhancedStatus{5, 1, 1}));
}

TEST(SmtpClient, PipelinesAndKeepsEachRecipientsReply) {
  Mails mails(2, {{"no-one", "corp.example"}, {"yuki", "corp.example"}});
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250-x\r\n250 PIPELINING")
      .server("MAIL").server("RCPT TO:<no-one@").server("RCPT TO:<yuki@").server("DATA")
      .client("250 ok\r\n550 5.1.1 no\r\n250 ok\r\n354 go").until("..body").server(".").client("250 taken")
      .server("MAIL").server("RCPT").server("RCPT").server("DATA")
      .client("250 ok\r\n550 no\r\n551 no\r\n354 go").server(".").silent().client("554 nothing").server("QUIT");
  ASSERT_EQ(mails.outcomes.size(), 2U);
  EXPECT_TRUE(mails.outcomes[0].is_accepted());
  EXPECT_EQ(mails.outcomes[0].recipients[0].reply.code, 550);
  EXPECT_EQ(mails.outcomes[0].recipients[1].stage, Stage::end_of_data);
  EXPECT_EQ(mails.outcomes[1].stage, Stage::rcpt);
  EXPECT_EQ(mails.outcomes[1].reply.code, 551);
}

TEST(SmtpClient, BeginsTheNextMailWithTheEndOfThisOne) {
  Mails mails(3);
  mails.gives_ahead = true;
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250-x\r\n250 PIPELINING").server("MAIL").server("RCPT").server("DATA").silent()
      .client("250 ok\r\n250 ok\r\n354 go").server("Subject: 0").until("..body").server(".").server("MAIL").server("RCPT").server("DATA").silent()
      .client("554 5.7.1 no\r\n250 ok\r\n250 ok\r\n354 go").server("Subject: 1").until("..body").server(".")
      .server("MAIL").server("RCPT").server("DATA").client("250 taken\r\n250 ok\r\n250 ok\r\n354 go").server("Subject: 2").until("..body").server(".").silent().client("250 taken").server("QUIT");
  ASSERT_EQ(mails.outcomes.size(), 3U);
  EXPECT_EQ(mails.outcomes[0].reply.code, 554);
  EXPECT_TRUE(mails.outcomes[1].is_accepted());
  EXPECT_TRUE(mails.outcomes[2].is_accepted());
}

TEST(SmtpClient, SaysNothingOfAMailBegunAheadWhenTheConnectionBreaks) {
  Mails mails(2);
  mails.gives_ahead = true;
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250-x\r\n250 PIPELINING").until("DATA").client("250 ok\r\n250 ok\r\n354 go")
      .until("DATA").client("421 4.3.2 going down").closed();
  ASSERT_EQ(mails.outcomes.size(), 1U);
  EXPECT_EQ(mails.outcomes[0].stage, Stage::end_of_data);
  EXPECT_EQ(mails.outcomes[0].reply.code, 421);
}

TEST(SmtpClient, RefusesAMailBegunAheadThatTheServerCannotTake) {
  Mails mails(3);
  mails.gives_ahead = true;
  mails.waiting[1].raw = std::string(200, 'x');
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250-x\r\n250-SIZE 100\r\n250 PIPELINING").until("DATA")
      .client("250 ok\r\n250 ok\r\n354 go").until("..body").server(".").silent().client("250 taken").server("MAIL").server("RCPT").server("DATA");
  ASSERT_EQ(mails.outcomes.size(), 2U);
  EXPECT_EQ(mails.outcomes[1].reply.status, (mail::EnhancedStatus{5, 3, 4}));
}

TEST(SmtpClient, BeginsNoMailAheadOfAServerWithoutPipelining) {
  Mails mails(2);
  mails.gives_ahead = true;
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250 x").server("MAIL").client("250 ok").server("RCPT").client("250 ok")
      .server("DATA").client("354 go").until("..body").server(".").silent().client("250 taken").server("MAIL");
}

TEST(SmtpClient, BreaksOffBeforeDataWhenAllOrNoneAreToGetIt) {
  Mails mails(2, {{"no-one", "corp.example"}, {"yuki", "corp.example"}});
  mails.waiting[0].all_or_none = true;
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250-x\r\n250 PIPELINING")
      .server("MAIL").server("RCPT TO:<no-one@").server("RCPT TO:<yuki@").silent()
      .client("250 ok\r\n550 5.1.1 no\r\n250 ok").server("RSET").client("250 ok").server("MAIL").server("RCPT").server("RCPT").server("DATA");
  ASSERT_EQ(mails.outcomes.size(), 1U);
  EXPECT_EQ(mails.outcomes[0].stage, Stage::rcpt);
  EXPECT_EQ(mails.outcomes[0].reply.code, 550);
}

TEST(SmtpClient, SendsAnAllOrNoneMailWhenAllAreTaken) {
  for (const char* features : {"250-x\r\n250 PIPELINING", "250 x"}) {
    Mails mails(1);
    mails.waiting[0].all_or_none = true;
    Dialogue(client_for(mails)).client("220 x").server("EHLO").client(features).server("MAIL").client("250 ok").until("RCPT").client("250 ok")
        .server("DATA").client("354 go").until("..body").server(".").client("250 taken").server("QUIT");
    ASSERT_EQ(mails.outcomes.size(), 1U) << features;
    EXPECT_TRUE(mails.outcomes[0].is_accepted()) << features;
  }
}

TEST(SmtpClient, EndsAnAllOrNoneMailWhoseSenderIsRefused) {
  Mails mails(1, {{"a", "corp.example"}, {"b", "corp.example"}});
  mails.waiting[0].all_or_none = true;
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250-x\r\n250 PIPELINING").server("MAIL").server("RCPT").server("RCPT")
      .client("553 5.7.1 no\r\n503 what\r\n503 what").server("QUIT");
  ASSERT_EQ(mails.outcomes.size(), 1U);
  EXPECT_EQ(mails.outcomes[0].stage, Stage::mail);
  EXPECT_EQ(mails.outcomes[0].reply.code, 553);
}

TEST(SmtpClient, TellsItsSourceWhatTheServerOffers) {
  struct Curious final : MailSource {
    std::optional<OutgoingMail> next() override { return std::nullopt; }
    void finished(const SmtpOutcome&) override {}
    void learned(const SmtpFeatures& features) override { known = features; }
    SmtpFeatures known;
  } source;
  Dialogue(client_for(source)).client("220 x").server("EHLO").client("250-x\r\n250-8BITMIME\r\n250 SIZE 1000").server("QUIT");
  EXPECT_TRUE(source.known.eight_bit);
  EXPECT_FALSE(source.known.utf8);
  EXPECT_EQ(source.known.most_octets, 1000U);
}

TEST(SmtpClient, FallsBackToHelo) {
  Mails mails(1);
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("502 what").server("HELO client.example")
      .client("250 x").server("MAIL FROM:<a@client.example>");
}

TEST(SmtpClient, StartsTlsAndDropsInjectedReplies) {
  Mails mails(1);
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250-x\r\n250 STARTTLS").server("STARTTLS")
      .raw("220 go\r\n250 injected\r\n").silent().tls().server("EHLO").client("250 x").server("MAIL");
  SmtpClientOptions strict = options();
  strict.starttls = StartTlsUse::required;
  Mails more(1);
  Dialogue(client_for(more, strict)).client("220 x").server("EHLO").client("250 x").server("QUIT");
  ASSERT_EQ(more.outcomes.size(), 1U);
  EXPECT_EQ(more.outcomes[0].stage, Stage::tls);
}

TEST(SmtpClient, AuthenticatesAndMasksSecrets) {
  Mails mails(1);
  auto client = client_for(mails, options("yuki"));
  SmtpClient& kept = *client;
  Dialogue talk(std::move(client));
  talk.client("220 x").server("EHLO").client("250-x\r\n250 AUTH LOGIN").server("AUTH LOGIN").client("334 VXNlcm5hbWU6")
      .server("eXVraQ==").client("334 UGFzc3dvcmQ6").server("c2VjcmV0").client("235 ok").server("MAIL");
  for (const std::string& line : kept.dialogue()) EXPECT_EQ(line.find("c2VjcmV0"), std::string::npos);
  Mails more(1);
  Dialogue(client_for(more, options("yuki"))).client("220 x").server("EHLO").client("250-x\r\n250 AUTH PLAIN LOGIN")
      .server("AUTH PLAIN AHl1a2kAc2VjcmV0").client("535 5.7.8 no").server("QUIT");
  ASSERT_EQ(more.outcomes.size(), 1U);
  EXPECT_EQ(more.outcomes[0].stage, Stage::auth);
}

TEST(SmtpClient, ResetsAfterAFailure) {
  Mails mails(2);
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250 x").server("MAIL").client("450 later")
      .server("RSET").client("250 ok").server("MAIL");
}

TEST(SmtpClient, RefusesWhatTheServerCannotTake) {
  Mails mails(2);
  mails.waiting[0].envelope.smtputf8 = true;
  mails.waiting[1].raw = std::string(200, 'x');
  Dialogue(client_for(mails)).client("220 x").server("EHLO").client("250-x\r\n250 SIZE 100").server("QUIT");
  ASSERT_EQ(mails.outcomes.size(), 2U);
  EXPECT_EQ(mails.outcomes[0].reply.status, (mail::EnhancedStatus{5, 6, 7}));
  EXPECT_EQ(mails.outcomes[1].reply.status, (mail::EnhancedStatus{5, 3, 4}));
}

/// The server's side of one mail, step by step, with the stage at which a failure instead of the reply is told.
struct ServerStep {
  std::string_view reply;
  Stage stage;
};
constexpr std::array<ServerStep, 6> steps{{{"220 x", Stage::greeting},
                                           {"250 x", Stage::helo},
                                           {"250 ok", Stage::mail},
                                           {"250 ok", Stage::rcpt},
                                           {"354 go", Stage::data},
                                           {"250 ok", Stage::end_of_data}}};

void fail_each_step(const std::function<void(Dialogue&)>& failure) {
  for (std::size_t at = 0; at < steps.size(); ++at) {
    Mails mails(1);
    auto client = client_for(mails);
    const SmtpClient& kept = *client;
    Dialogue talk(std::move(client));
    for (std::size_t i = 0; i < at; ++i) talk.client(steps[i].reply);
    failure(talk);
    ASSERT_EQ(mails.outcomes.size(), 1U) << at;
    EXPECT_EQ(mails.outcomes[0].stage, steps[at].stage) << at;
    EXPECT_FALSE(mails.outcomes[0].is_accepted());
    EXPECT_TRUE(mails.outcomes[0].reply.is_transient());
    EXPECT_EQ(mails.outcomes[0].recipients.at(0).reply.code, mails.outcomes[0].reply.code);
    EXPECT_EQ(kept.trouble().has_value(), at < 2) << at;
  }
}

TEST(SmtpClient, TellsEachFailureOnceAtEachStep) {
  fail_each_step([](Dialogue& talk) { talk.session().lost({Loss::Kind::reset, "reset"}); });
  fail_each_step([](Dialogue& talk) { talk.wake().closed(); });
  fail_each_step([](Dialogue& talk) { talk.client("421 4.3.2 going down").closed(); });
  fail_each_step([](Dialogue& talk) { talk.client("\x16\x03 what").closed(); });
  fail_each_step([](Dialogue& talk) { talk.raw("250-" + std::string(5000, 'x')).closed(); });
  fail_each_step([](Dialogue& talk) {
    for (int i = 0; i < 100; ++i) talk.client("250-" + std::string(1000, 'x'));
    talk.closed();
  });
}

TEST(SmtpClient, TellsARefusedConnection) {
  Mails mails(2);
  SmtpClient client(options(), mails);
  client.lost({Loss::Kind::refused, "connection refused"});
  ASSERT_EQ(mails.outcomes.size(), 1U);
  EXPECT_EQ(mails.outcomes[0].stage, Stage::connect);
  EXPECT_EQ(mails.outcomes[0].reply.text, "connection refused");
  EXPECT_TRUE(client.trouble().has_value());
}

}  // namespace
}  // namespace sim::client
