// AUTH of POP3 (RFC 5034) and the mechanisms that a host offers.
#include "fakeservers/logins.h"

#include "sim/auth/base64.h"
#include "sim/client/pop3_client.h"
#include "tests/fakeservers/dialogue.h"
#include "tests/fakeservers/test_host.h"

namespace fakeservers {
namespace {

using sim::auth::to_base64;

struct Pop3Auth : testing::Test {
  Pop3Auth() { host.pop3.logins = &host.logins; }
  TestHost host;
};

TEST_F(Pop3Auth, TakesPlainAndLogin) {
  const std::string plain = to_base64(std::string("\0yuki\0tanstaaf", 14));
  Dialogue(host.pop3_session()).server("+OK").client("CAPA").until("SASL PLAIN LOGIN").until(".").client("AUTH PLAIN " + plain).server("+OK 2 messages");
  Dialogue(host.pop3_session()).server("+OK").client("auth plain").server("+ ").client(plain).server("+OK 2 messages");
  Dialogue(host.pop3_session()).server("+OK").client("AUTH LOGIN").server("+ VXNlcm5hbWU6").client(to_base64("yuki@corp.example"))
      .server("+ UGFzc3dvcmQ6").client(to_base64("tanstaaf")).server("+OK 2 messages");
  for (const sim::Event* event : host.events(sim::EventKind::said_client)) EXPECT_EQ(event->field("line").find(plain), std::string::npos);
}

TEST_F(Pop3Auth, RefusesAndIsCancelled) {
  Dialogue(host.pop3_session()).server("+OK").client("AUTH CRAM-MD5").server("-ERR unknown mechanism").client("AUTH PLAIN").server("+ ")
      .client("*").server("-ERR authentication cancelled").client("AUTH PLAIN !").server("-ERR malformed response")
      .client("AUTH PLAIN " + to_base64(std::string("\0yuki\0wrong", 11))).server("-ERR [AUTH]").client("STAT").server("-ERR log in first");
}

TEST_F(Pop3Auth, AHostOfTokensTakesNoPasswords) {
  host.logins.mechanisms = {"XOAUTH2"};
  host.logins.check_token = [](std::string_view, std::string_view token) {
    return token == "fresh" ? std::nullopt : std::optional<std::string>("the token has expired");
  };
  const auto response = [](const std::string& token) { return to_base64("user=yuki@corp.example\x01" "auth=Bearer " + token + "\x01\x01"); };
  Dialogue(host.pop3_session()).server("+OK").client("USER yuki").server("-ERR [AUTH] passwords").client("AUTH XOAUTH2 " + response("stale"))
      .server("+ ").client("").server("-ERR [AUTH]").client("AUTH XOAUTH2 " + response("fresh")).server("+OK 2 messages");
  const auto refused = host.events(sim::EventKind::token_refused);
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_EQ(refused[0]->field("why"), "the token has expired");
}

/// Both ends of SMTP and POP3 talk until both are silent: what the client says of it at the end.
template <class Client>
void converse(Client& client, sim::Session& server) {
  std::string to_server, to_client;
  const auto take = [](const sim::Actions& actions, std::string& out) {
    for (const auto& action : actions)
      if (const auto* sent = std::get_if<sim::Send>(&action)) out += sent->bytes;
  };
  take(client.open(), to_server);
  take(server.open(), to_client);
  for (int turn = 0; turn < 60 && !(to_server.empty() && to_client.empty()); ++turn) {
    take(client.receive(std::exchange(to_client, "")), to_server);
    take(server.receive(std::exchange(to_server, "")), to_client);
  }
}

struct NoMail final : sim::client::MailSource, sim::client::MailSink {
  std::optional<sim::client::OutgoingMail> next() override { return std::nullopt; }
  void finished(const sim::client::SmtpOutcome&) override {}
  bool wants(const sim::client::ListedMail&) override { return false; }
  void retrieved(const sim::client::ListedMail&, std::string) override {}
  void skipped(const sim::client::ListedMail&, const std::string&) override {}
  std::vector<int> store() override { return {}; }
};

/// How the clients log in at a server that offers one mechanism: "" or the trouble.
struct BothProtocols {
  std::string smtp, pop3, said;
  explicit BothProtocols(const std::string& mechanism, const std::string& password, const std::string& token = "") {
    TestHost host;
    host.offer_auth = true;
    host.options.auth_needs_tls = false;
    host.options.offer_starttls = false;
    host.options.require_auth = true;
    host.logins.mechanisms = {mechanism};
    host.logins.check_token = [](std::string_view, std::string_view given) {
      return given == "fresh" ? std::nullopt : std::optional<std::string>("the token has expired");
    };
    host.pop3.logins = &host.logins;
    NoMail none;
    sim::client::SmtpClientOptions smtp_options;
    smtp_options.helo = "client.example";
    smtp_options.user_name = "yuki@corp.example";
    smtp_options.password = password;
    smtp_options.access_token = token;
    sim::client::SmtpClient smtp_client(smtp_options, none);
    smtp_client.keep_dialogue();
    converse(smtp_client, *host.smtp());
    if (smtp_client.trouble()) smtp = std::string(sim::client::stage_name(smtp_client.trouble()->stage)) + ": " + smtp_client.trouble()->reply.line();
    for (const std::string& line : smtp_client.dialogue()) said += line + "\n";
    sim::client::Pop3ClientOptions pop3_options;
    pop3_options.user_name = "yuki@corp.example";
    pop3_options.password = password;
    pop3_options.access_token = token;
    sim::client::Pop3Client pop3_client(pop3_options, none);
    pop3_client.keep_dialogue();
    converse(pop3_client, *host.pop3_session());
    pop3 = pop3_client.trouble().value_or("");
    for (const std::string& line : pop3_client.dialogue()) said += line + "\n";
  }
};

TEST(Logins, EachMechanismWorksInSmtpAndPop3AndKeepsItsSecrets) {
  for (const std::string mechanism : {"PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2", "OAUTHBEARER"}) {
    const bool has_token = mechanism.find("OAUTH") != std::string::npos;
    const BothProtocols right(mechanism, "tanstaaf", has_token ? "fresh" : "");
    EXPECT_EQ(right.smtp, "") << mechanism;
    EXPECT_EQ(right.pop3, "") << mechanism;
    EXPECT_EQ(right.said.find("tanstaaf"), std::string::npos) << mechanism;
    EXPECT_EQ(right.said.find(to_base64("tanstaaf")), std::string::npos) << mechanism;
    EXPECT_NE(right.said.find("C: AUTH " + mechanism), std::string::npos) << right.said;
    const BothProtocols wrong(mechanism, "wrong", has_token ? "stale" : "");
    EXPECT_EQ(wrong.smtp.substr(0, 15), "AUTH: 535 5.7.8") << mechanism;
    EXPECT_EQ(wrong.pop3.substr(0, 19), "login: -ERR [AUTH] ") << mechanism;
  }
}

TEST(Logins, AClientWithoutACommonMechanismSaysSo) {
  const BothProtocols token(std::string("CRAM-MD5"), "", "fresh");
  EXPECT_EQ(token.smtp, "AUTH: 504 5.7.4 the server offers no AUTH mechanism that takes an access token");
  EXPECT_EQ(token.pop3, "login: the server offers no AUTH mechanism that takes an access token");
}

}  // namespace
}  // namespace fakeservers
