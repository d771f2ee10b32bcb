// TLS must come to the same on both wires: the facts, the words, and who hears them.
#include "tests/wire/speakers.h"

namespace sim::wire::testing {
namespace {

using std::chrono::hours;

class BothTls : public ::testing::TestWithParam<Which> {};

/// A server that agrees to TLS when asked, then answers in it.
Script tls_server() {
  Script script;
  script.on_open = {Send{"hello\r\n"}};
  script.on_bytes = [](const std::string& heard) -> Actions {
    if (heard.ends_with("starttls\r\n")) return {Send{"go\r\n"}, StartTls{}};
    if (heard.ends_with("bye\r\n")) return {Send{"bye\r\n"}, Close{}};
    return {};
  };
  return script;
}

Script tls_client() {
  Script script;
  script.on_open = {Deadline{std::chrono::minutes{5}}};
  script.on_wake = {Close{}};
  script.on_bytes = [](const std::string& heard) -> Actions {
    if (heard == "hello\r\n") return {Send{"starttls\r\n"}};
    if (heard.ends_with("go\r\n")) return {StartTls{}};
    if (heard.ends_with("bye\r\n")) return {Close{}};
    return {};
  };
  script.on_tls = [](const TlsFacts& facts) -> Actions {
    return facts.established ? Actions{Send{"bye\r\n"}} : Actions{};
  };
  return script;
}

void talk(Stage& stage, std::optional<Certificate> shown, bool verify, const std::string& name = "mx.corp.example") {
  ListenOptions listen;
  listen.certificate = std::move(shown);
  stage.serve(tls_server(), listen);
  ConnectOptions connect;
  connect.server_name = name;
  connect.verify = verify;
  stage.call(tls_client(), connect);
  stage.play();
  ASSERT_EQ(stage.client.tls.size(), 1U);
  EXPECT_EQ(stage.client.over, 1);
}

TEST_P(BothTls, SecuresAConnectionInItsMiddle) {
  Stage stage(GetParam());
  Certificate shown = certificate();
  shown.not_after = stage.clock.now() + hours{24 * 90};
  talk(stage, shown, true);
  const TlsFacts& facts = stage.client.tls[0];
  EXPECT_TRUE(facts.established);
  EXPECT_TRUE(facts.verified);
  EXPECT_EQ(facts.version, "TLSv1.3");
  EXPECT_EQ(facts.issuer, "mailrig world CA");
  EXPECT_EQ(facts.names, shown.names);
  EXPECT_EQ(facts.not_after, shown.not_after);
  EXPECT_EQ(facts.error, "");
  ASSERT_EQ(stage.server.tls.size(), 1U);
  EXPECT_TRUE(stage.server.tls[0].established);
  EXPECT_EQ(stage.server.heard, "starttls\r\nbye\r\n");
  EXPECT_EQ(stage.client.heard, "hello\r\ngo\r\nbye\r\n");
  EXPECT_TRUE(stage.client.losses.empty());
}

TEST_P(BothTls, SecuresAConnectionFromItsFirstByte) {
  Stage stage(GetParam());
  ListenOptions listen;
  listen.certificate = certificate();
  listen.implicit_tls = true;
  stage.serve(tls_server(), listen);
  Script client;
  client.on_bytes = [](const std::string& heard) -> Actions {
    return heard.ends_with("bye\r\n") ? Actions{Close{}} : Actions{Send{"bye\r\n"}};
  };
  ConnectOptions connect;
  connect.implicit_tls = true;
  connect.verify = true;
  connect.server_name = "mx.corp.example";
  stage.call(client, connect);
  stage.play();
  EXPECT_EQ(stage.client.heard, "hello\r\nbye\r\n");
  EXPECT_TRUE(stage.server.peer.tls);
  EXPECT_TRUE(stage.client.losses.empty());
}

struct Flaw {
  std::string words;
  std::function<void(Certificate&, Instant now)> spoil;
};
std::vector<Flaw> flaws() {
  return {{"certificate has expired", [](Certificate& c, Instant now) { c.not_after = now - hours{1}; }},
          {"certificate is not yet valid", [](Certificate& c, Instant now) { c.not_before = now + hours{1}; }},
          {"name does not match", [](Certificate& c, Instant) { c.names = {"other.example", "*.other.example"}; }},
          {"not signed by a trusted authority", [](Certificate& c, Instant) { c.trusted = false; }},
          {"not signed by a trusted authority", [](Certificate& c, Instant now) {
             c.trusted = false;
             c.not_after = now - hours{1};
           }}};
}

TEST_P(BothTls, BreaksOffIfAFlawedCertificateIsToBeVerified) {
  for (const Flaw& flaw : flaws()) {
    Stage stage(GetParam());
    Certificate shown = certificate();
    flaw.spoil(shown, stage.clock.now());
    talk(stage, shown, true);
    const TlsFacts& facts = stage.client.tls[0];
    EXPECT_FALSE(facts.established);
    EXPECT_EQ(facts.error, flaw.words);
    EXPECT_EQ(facts.names, shown.names);
    ASSERT_EQ(stage.server.tls.size(), 1U);
    EXPECT_FALSE(stage.server.tls[0].established);
    EXPECT_EQ(stage.server.tls[0].error, "the peer broke off the handshake");
    EXPECT_EQ(stage.server.heard, "starttls\r\n");
    EXPECT_TRUE(stage.client.losses.empty());
  }
}

TEST_P(BothTls, OnlyReportsAFlawIfNothingIsToBeVerified) {
  for (const Flaw& flaw : flaws()) {
    Stage stage(GetParam());
    Certificate shown = certificate();
    flaw.spoil(shown, stage.clock.now());
    talk(stage, shown, false);
    EXPECT_TRUE(stage.client.tls[0].established);
    EXPECT_FALSE(stage.client.tls[0].verified);
    EXPECT_EQ(stage.client.tls[0].error, flaw.words);
    EXPECT_EQ(stage.client.tls[0].issuer, shown.trusted ? "mailrig world CA" : "self-signed");
    EXPECT_EQ(stage.server.heard, "starttls\r\nbye\r\n");
  }
}

TEST_P(BothTls, TakesAWildcardForOneLabel) {
  for (const auto& [name, fits] : {std::pair{"mx.corp.example", true}, std::pair{"a.mx.corp.example", false}}) {
    Stage stage(GetParam());
    talk(stage, certificate({"*.corp.example"}), true, name);
    EXPECT_EQ(stage.client.tls[0].verified, fits) << name;
  }
}

TEST_P(BothTls, SpeaksNoNewerVersionThanTheServer) {
  Stage stage(GetParam());
  Certificate shown = certificate();
  shown.max_version = "TLSv1.2";
  talk(stage, shown, true);
  EXPECT_EQ(stage.client.tls[0].version, "TLSv1.2");
  Stage old(GetParam());
  shown.max_version = "TLSv1.1";
  talk(old, shown, false);
  EXPECT_FALSE(old.client.tls[0].established);
  EXPECT_EQ(old.client.tls[0].error, "no common TLS version");
}

TEST_P(BothTls, FailsIfTheServerHasNoCertificate) {
  Stage stage(GetParam());
  talk(stage, std::nullopt, false);
  EXPECT_EQ(stage.client.tls[0].error, "the peer broke off the handshake");
  ASSERT_EQ(stage.server.tls.size(), 1U);
  EXPECT_EQ(stage.server.tls[0].error, "the server has no certificate");
}

TEST_P(BothTls, TakesNoPlainBytesForAHandshake) {
  Stage stage(GetParam());
  ListenOptions listen;
  listen.certificate = certificate();
  stage.serve(tls_server(), listen);
  Script client;
  client.on_bytes = [](const std::string& heard) -> Actions {
    if (heard == "hello\r\n") return {Send{"starttls\r\n"}};
    return {Send{"plain words, and enough of them to fill a record header\r\n"}};
  };
  stage.call(client);
  stage.play();
  ASSERT_EQ(stage.server.tls.size(), 1U);
  EXPECT_EQ(stage.server.tls[0].error, "the peer does not speak TLS");
  EXPECT_EQ(stage.server.heard, "starttls\r\n");
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::closed_by_peer});
}

TEST_P(BothTls, EndsAClientThatDoesNotSpeakTlsToATlsPort) {
  Stage stage(GetParam());
  ListenOptions listen;
  listen.certificate = certificate();
  listen.implicit_tls = true;
  stage.serve(tls_server(), listen);
  stage.call({});
  stage.play();
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::closed_by_peer});
  EXPECT_EQ(stage.server.opened, 0);
  EXPECT_LT(stage.elapsed(), std::chrono::minutes{2});
}

TEST_P(BothTls, FailsOnAPlainPort) {
  Stage stage(GetParam());
  stage.serve(tls_server());
  ConnectOptions connect;
  connect.implicit_tls = true;
  stage.call(tls_client(), connect);
  stage.play();
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::reset});
  EXPECT_EQ(stage.client.loss_texts.at(0), "TLS: the peer does not speak TLS");
  EXPECT_EQ(stage.client.opened, 0);
}

INSTANTIATE_TEST_SUITE_P(Each, BothTls, ::testing::Values(Which::in_memory, Which::loopback),
                         [](const auto& which) { return which.param == Which::in_memory ? "Virtual" : "Loopback"; });

}  // namespace
}  // namespace sim::wire::testing
