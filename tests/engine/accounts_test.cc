// Accounts on the wire: tokens that are fetched, kept and refreshed, STARTTLS that is given up, and the system log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/connection_test.h"
#include "engine/oauth.h"
#include "fakeservers/oauth_service.h"
#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using ::testing::HasSubstr;
using enum sim::EventKind;
using std::chrono::minutes;

/// The provider takes tokens only; its token service stands at 192.0.2.70.
class OauthAccount : public ::testing::Test {
 protected:
  OauthAccount() : service(world.world, service_config()) {
    EXPECT_TRUE(service.start().has_value());
    world.logins.mechanisms = {"XOAUTH2"};
    world.logins.check_token = [this](std::string_view user, std::string_view token) { return service.objection(user, token); };
  }
  static fakeservers::TokenServerConfig service_config() {
    fakeservers::TokenServerConfig config;
    config.name = "192.0.2.70";
    config.ip = *sim::IpAddress::parse("192.0.2.70");
    config.clients.push_back({"rig", "s3cret", {"desk"}, {"first"}});
    config.rotates = true;
    return config;
  }
  void configure(const std::string& grant, std::optional<std::string> refresh_token = {}) {
    InstanceConfig config = usual_config();
    config.accounts[0].user_name = "desk";
    config.accounts[0].authentication = "oauth_2_0";
    config.accounts[0].oauth_profile = OauthProfileConfig{"https://192.0.2.70/token", "rig", "s3cret", grant, std::move(refresh_token), "mail"};
    world.configure(config);
  }
  void notify_and_send() {
    world.fire("incident.inserted", "INC0000001");
    world.send();
  }
  std::size_t issued() const { return world.decided(token_issued).size(); }

  OutboundWorld world;
  fakeservers::OauthService service;
};

TEST_F(OauthAccount, KeepsItsTokenAndRefreshesItBeforeItExpires) {
  configure("refresh_token", "first");
  notify_and_send();
  EXPECT_EQ(world.email("mailbox"), "Sent");
  EXPECT_EQ(issued(), 1U);
  EXPECT_NE(world.value("SELECT token FROM oauth_credential WHERE type = 'refresh_token'"), "first") << "the service gave another";
  world.pass(minutes{30});
  notify_and_send();
  EXPECT_EQ(issued(), 1U) << "the kept token was still good";
  world.pass(minutes{29});
  notify_and_send();
  EXPECT_EQ(issued(), 2U) << "a minute before its end it is not used any more";
  EXPECT_EQ(world.email("mailbox"), "Sent");
}

/// case-O7
TEST_F(OauthAccount, MissingRefreshTokenFailsTheConnectionAndKeepsTheMail) {
  configure("refresh_token");
  notify_and_send();
  EXPECT_EQ(world.email("mailbox"), "Outbox");
  const auto failed = world.decided(job_failed);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0], "account:provider");
  EXPECT_THAT(std::string(world.trace.events().back().field("why")), HasSubstr("the refresh token is missing"));
  EXPECT_EQ(issued(), 0U);
}

TEST_F(OauthAccount, ATokenThatTheServerRefusesIsForgotten) {
  configure("client_credentials");
  notify_and_send();
  ASSERT_TRUE(service.revoke("rig"));
  notify_and_send();
  EXPECT_EQ(world.email("mailbox"), "Failed") << "a refusal at AUTH is one for good (C22)";
  EXPECT_EQ(world.decided(token_refused).size(), 1U);
  world.pass(minutes{2});
  notify_and_send();
  EXPECT_EQ(world.email("mailbox"), "Sent");
  EXPECT_EQ(issued(), 2U);
}

class AccountDialogue : public ::testing::Test {
 protected:
  void configure(const std::string& security) {
    InstanceConfig config = usual_config();
    config.accounts[0].connection_security = security;
    config.accounts[0].port = 25;
    config.accounts[0].user_name = "desk";
    config.accounts[0].password = "secret";
    world.configure(config);
    world.fire("incident.inserted", "INC0000001");
  }
  OutboundWorld world;
};

TEST_F(AccountDialogue, GoesToTheSystemLogWithoutItsSecrets) {
  world.set("glide.smtp.debug", "true");
  configure("none");
  world.send();
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog WHERE message LIKE 'DEBUG: SMTP S: 220 %'"), "1");
  EXPECT_EQ(world.value("SELECT message FROM syslog WHERE message LIKE '%AUTH PLAIN%' AND message LIKE '% C: %'"), "DEBUG: SMTP C: AUTH PLAIN ***");
  EXPECT_EQ(world.email("mailbox"), "Sent");
}

TEST_F(AccountDialogue, IsNotLoggedUnlessAsked) {
  configure("none");
  world.send();
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog"), "0");
}

/// The test server has no certificate: STARTTLS is offered and fails. spec 12.
TEST_F(AccountDialogue, OpportunisticStartTlsGoesOnInClearText) {
  configure("starttls");
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Sent");
  EXPECT_EQ(world.decided(tls_given_up).size(), 1U);
}

TEST_F(AccountDialogue, RequiredStartTlsKeepsTheMail) {
  world.profile.requires_starttls = true;
  configure("starttls");
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Outbox");
  EXPECT_EQ(world.decided(tls_given_up).size(), 0U);
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE message LIKE '%TLS failed%'"), "1");
}

TEST_F(AccountDialogue, TestConnectionToldInTheTextOfTheForm) {
  configure("none");
  const auto account = account_named(world.database, "provider");
  ASSERT_TRUE(account);
  std::optional<ConnectionResult> result;
  const auto test = [&](Account changed) {
    result.reset();
    test_connection(*world.parts, changed, [&](const ConnectionResult& told) { result = told; });
    world.wire.run_until(world.clock.now() + minutes{30}, [&] { return result.has_value(); });
    ASSERT_TRUE(result);
  };
  test(*account);
  EXPECT_TRUE(result->succeeds) << result->text;
  EXPECT_EQ(world.provider.taken.size(), 0U) << "a test sends nothing";
  Account nowhere = *account;
  nowhere.port = 2525;
  test(nowhere);
  EXPECT_EQ(result->text, "Connection Failed. Email sender connection invalid.: Cannot connect to SMTP server: mail.provider.example, as: desk, message: failed to connect");
  EXPECT_EQ(result->stage, "connect");
}

/// conflict-C33: IMAP over TLS is 993, unless the property says what one page says.
TEST(ImapAccount, TakesTheSecurePortOfTheProperty) {
  OutboundWorld world;
  InstanceConfig config = usual_config();
  for (const std::string name : {"first", "second"}) {
    AccountConfig account;
    account.name = name;
    account.type = "imap";
    account.server = "mail.provider.example";
    account.connection_security = "ssl_tls";
    config.accounts = {account};
    world.configure(config);
    config = {};
    world.set("glide.imap.secure_port", "995");
  }
  EXPECT_EQ(world.value("SELECT port FROM sys_email_account WHERE name = 'first'"), "993");
  EXPECT_EQ(world.value("SELECT port FROM sys_email_account WHERE name = 'second'"), "995");
}

}  // namespace
}  // namespace engine::tests
