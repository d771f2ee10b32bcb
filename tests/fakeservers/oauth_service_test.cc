// The token service and its client, over the wire's bytes.
#include "fakeservers/oauth_service.h"

#include <gtest/gtest.h>

#include "sim/client/http.h"
#include "sim/client/oauth_client.h"
#include "sim/wire/virtual_wire.h"

namespace fakeservers {
namespace {

using sim::client::TokenRequest;

struct TokenService : testing::Test {
  TokenService() { EXPECT_TRUE(service.start().has_value()); }
  static TokenServerConfig config() {
    TokenServerConfig made;
    made.name = "login.provider.example";
    made.ip = *sim::IpAddress::parse("192.0.2.70");
    made.clients.push_back({"mail rig", "s3c:ret", {"acme@provider.example"}, {"old-refresh"}});
    made.clients.push_back({"other", "x", {}, {"others"}});
    made.refresh_lifetime = std::chrono::hours{48};
    return made;
  }
  sim::client::TokenAnswer ask(const TokenRequest& request, std::string_view server_name = "login.provider.example") {
    const auto client = std::make_shared<sim::client::OauthClient>(sim::client::TokenUrl{std::string(server_name), "/token", 443}, request);
    sim::wire::ConnectOptions how;
    how.from = *sim::IpAddress::parse("192.0.2.1");
    how.to = {config().ip, 443};
    how.implicit_tls = how.verify = true;
    how.server_name = server_name;
    bool over = false;
    wire.connect(how, client, [&] { over = true; });
    wire.run_until(clock.now() + std::chrono::minutes{2}, [&] { return over; });
    return client->answer();
  }
  static TokenRequest by_secret() { return {"mail rig", "s3c:ret", "client_credentials", "", "mail"}; }
  static TokenRequest by_refresh(std::string token) { return {"mail rig", "s3c:ret", "refresh_token", std::move(token), ""}; }

  sim::Clock clock{sim::Instant{}};
  sim::Trace trace{clock};
  sim::Network network;
  sim::dns::Zones zones;
  sim::dns::Resolver resolver{zones, clock, trace};
  sim::wire::VirtualWire wire{clock, network, trace, sim::Random(1, "wire")};
  sim::World world{clock, sim::Random(1), trace, network, wire, resolver};
  OauthService service{world, config()};
};

TEST_F(TokenService, GivesATokenThatOpensItsUsersMailUntilItExpires) {
  const auto answer = ask(by_secret());
  ASSERT_TRUE(answer.is_granted()) << answer.cause();
  EXPECT_EQ(answer.lifetime, std::chrono::hours{1});
  EXPECT_EQ(service.objection("acme@provider.example", answer.access_token), std::nullopt);
  EXPECT_EQ(service.objection("ken@provider.example", answer.access_token), "the token of client mail rig does not open the mail of ken@provider.example");
  EXPECT_EQ(service.objection("acme@provider.example", "guessed"), "the token is unknown");
  wire.run_until(clock.now() + std::chrono::hours{1});
  EXPECT_EQ(service.objection("acme@provider.example", answer.access_token), "the token has expired");
}

TEST_F(TokenService, RefreshesUntilTheRefreshTokenIsGone) {
  EXPECT_TRUE(ask(by_refresh("old-refresh")).is_granted());
  EXPECT_EQ(ask(by_refresh("")).cause(), "invalid_request: refresh_token is missing");
  EXPECT_EQ(ask(by_refresh("others")).cause(), "invalid_grant: the refresh token is another client's");
  EXPECT_EQ(ask(by_refresh("never")).cause(), "invalid_grant: the refresh token is unknown");
  ASSERT_TRUE(service.revoke("mail rig"));
  EXPECT_EQ(ask(by_refresh("old-refresh")).cause(), "invalid_grant: the refresh token was revoked");
  EXPECT_FALSE(service.revoke("nobody"));
}

TEST_F(TokenService, RefreshTokensExpire) {
  wire.run_until(clock.now() + std::chrono::hours{48});
  EXPECT_EQ(ask(by_refresh("old-refresh")).cause(), "invalid_grant: the refresh token has expired");
}

TEST_F(TokenService, RefusesStrangersAndStrangeGrants) {
  TokenRequest wrong = by_secret();
  wrong.client_secret = "guess";
  EXPECT_EQ(ask(wrong).cause(), "invalid_client: the client's secret is wrong");
  wrong.client_id = "nobody";
  EXPECT_EQ(ask(wrong).cause(), "invalid_client: there is no client nobody");
  TokenRequest password = by_secret();
  password.grant = "password";
  EXPECT_EQ(ask(password).cause(), "unsupported_grant_type: password is not known here");
}

TEST_F(TokenService, ClientTellsAtWhichStageItFailed) {
  EXPECT_EQ(ask(by_secret(), "login.impostor.example").cause(), "tls: name does not match");
  wire.drop_host(config().ip);
  EXPECT_EQ(ask(by_secret()).error, "connect");
}

TEST_F(TokenService, AnswersWhatIsNoTokenRequest) {
  const auto said = [&](std::string_view bytes) {
    const auto session = service.session();
    session->open();
    std::string out;
    for (const auto& action : session->receive(bytes)) {
      if (const auto* sent = std::get_if<sim::Send>(&action)) out += sent->bytes;
    }
    return out.substr(0, out.find("\r\n"));
  };
  EXPECT_EQ(said("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "HTTP/1.1 405 Method Not Allowed");
  EXPECT_EQ(said("EHLO x\r\n\r\n"), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(said("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n%%%"), "HTTP/1.1 400 Bad Request");
  EXPECT_EQ(said("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"), "HTTP/1.1 400 Bad Request");
}

TEST(TokenUrl, IsHttpsOnly) {
  const auto url = sim::client::read_token_url("https://login.example:8443/oauth/token?x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host + "|" + url->path + "|" + std::to_string(url->port), "login.example|/oauth/token?x|8443");
  EXPECT_EQ(sim::client::read_token_url("https://login.example")->path, "/");
  for (const std::string_view bad : {"http://login.example/", "https://", "https://x:0/", "https://x:y/", "https://x/ y", "login.example"})
    EXPECT_FALSE(sim::client::read_token_url(bad)) << bad;
}

TEST(TokenAnswer, ReadsOnlyWhatItKnows) {
  using sim::client::read_token_answer;
  EXPECT_EQ(read_token_answer(R"({"access_token":"t","expires_in":60,"token_type":"Bearer"})").lifetime, std::chrono::seconds{60});
  EXPECT_EQ(read_token_answer(R"({"error":"invalid_grant","error_description":"no"})").cause(), "invalid_grant: no");
  for (const std::string_view bad : {"", "<html>", "[]", "{}", R"({"access_token":7})"})
    EXPECT_EQ(read_token_answer(bad).error, "malformed_answer") << bad;
}

}  // namespace
}  // namespace fakeservers
