// What a session may expect of any wire.
#include "tests/wire/speakers.h"

namespace sim::wire::testing {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class BothWires : public ::testing::TestWithParam<Which> {};

Script echo_until_bye() {
  Script script;
  script.on_open = {Send{"hello\r\n"}};
  script.on_bytes = [](const std::string& heard) -> Actions {
    if (heard.ends_with("bye\r\n")) return {Send{"bye\r\n"}, Close{}};
    return {Send{"ok\r\n"}};
  };
  return script;
}

/// Says one thing when greeted, then bye, then closes.
Script polite_client() {
  Script script;
  script.on_bytes = [](const std::string& heard) -> Actions {
    if (heard == "hello\r\n") return {Send{"one\r\n"}};
    if (heard == "hello\r\nok\r\n") return {Send{"bye\r\n"}};
    if (heard.ends_with("bye\r\n")) return {Close{}};
    return {};
  };
  return script;
}

TEST_P(BothWires, CarriesADialogueToItsEnd) {
  Stage stage(GetParam());
  stage.serve(echo_until_bye());
  stage.call(polite_client());
  stage.play();
  EXPECT_EQ(stage.client.heard, "hello\r\nok\r\nbye\r\n");
  EXPECT_EQ(stage.server.heard, "one\r\nbye\r\n");
  EXPECT_EQ(stage.client.over, 1);
  EXPECT_TRUE(stage.client.losses.empty());
  EXPECT_TRUE(stage.server.losses.empty());
  EXPECT_EQ(stage.wire->open_connections(), 0U);
  EXPECT_EQ(stage.server.destroyed, 1);
  EXPECT_LT(stage.elapsed(), seconds{1});
}

TEST_P(BothWires, TellsTheServerWhoCalls) {
  Stage stage(GetParam());
  stage.serve(echo_until_bye());
  stage.call(polite_client());
  stage.play();
  EXPECT_EQ(stage.server.peer.ip, stage.client_ip);
  EXPECT_EQ(stage.server.peer.name, "client.example");
  EXPECT_FALSE(stage.server.peer.tls);
}

TEST_P(BothWires, TellsTheServerWhatTheClientOffers) {
  Stage stage(GetParam());
  const auto offered = std::make_shared<std::string>("1@a");
  Script client = polite_client();
  client.offered = offered;
  stage.serve(echo_until_bye());
  stage.call(std::move(client));
  stage.play();
  EXPECT_EQ(stage.server.peer.offered, offered);
}

TEST_P(BothWires, TakesThePathsDelayIntoVirtualTime) {
  Stage stage(GetParam());
  stage.network.set_default_path({.delay = seconds{10}});
  stage.serve(echo_until_bye());
  stage.call(polite_client());
  stage.play();
  ASSERT_EQ(stage.client.heard_at.size(), 3U);
  EXPECT_EQ(stage.client.heard_at[0] - stage.clock.start(), seconds{30});  // a round trip to connect, then the greeting
  EXPECT_EQ(stage.client.heard_at[2] - stage.clock.start(), seconds{70});
}

TEST_P(BothWires, HoldsWhatFollowsAWait) {
  Stage stage(GetParam());
  Script slow = echo_until_bye();
  slow.on_open = {Wait{minutes{3}}, Send{"hello\r\n"}};
  stage.serve(slow);
  stage.call(polite_client());
  stage.play();
  ASSERT_FALSE(stage.client.heard_at.empty());
  EXPECT_GE(stage.client.heard_at[0] - stage.clock.start(), minutes{3});
  EXPECT_EQ(stage.client.heard, "hello\r\nok\r\nbye\r\n");
}

TEST_P(BothWires, GivesBytesThatCameDuringAWaitAfterIt) {
  Stage stage(GetParam());
  Script server;
  server.on_open = {Wait{minutes{3}}};
  server.on_bytes = [](const std::string&) -> Actions { return {Close{}}; };
  Script eager;
  eager.on_open = {Send{"early"}};
  stage.serve(server);
  stage.call(eager);
  stage.play();
  ASSERT_EQ(stage.server.heard, "early");
  EXPECT_GE(stage.server.heard_at[0] - stage.clock.start(), minutes{3});
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::closed_by_peer});
}

TEST_P(BothWires, WakesASessionWhoseDeadlinePasses) {
  Stage stage(GetParam());
  Script silent;
  Script impatient;
  impatient.on_open = {Deadline{minutes{5}}};
  impatient.on_wake = {Close{}};
  stage.serve(silent);
  stage.call(impatient);
  stage.play();
  EXPECT_EQ(stage.client.woken, 1);
  EXPECT_EQ(stage.client.over, 1);
  EXPECT_TRUE(stage.client.losses.empty());
  EXPECT_EQ(stage.server.losses, std::vector{Loss::Kind::closed_by_peer});
  EXPECT_GE(stage.elapsed(), minutes{5});
  EXPECT_LT(stage.elapsed(), minutes{6});
}

TEST_P(BothWires, KeepsOnlyTheLastDeadline) {
  Stage stage(GetParam());
  Script server;
  server.on_open = {Send{"a"}, Wait{minutes{4}}, Send{"b"}};
  Script client;
  client.on_open = {Deadline{minutes{5}}};
  client.on_bytes = [](const std::string&) -> Actions { return {Deadline{minutes{5}}}; };
  client.on_wake = {Close{}};
  stage.serve(server);
  stage.call(client);
  stage.play();
  EXPECT_EQ(stage.client.woken, 1);
  EXPECT_GE(stage.elapsed(), minutes{9});
}

TEST_P(BothWires, SendsEverythingBeforeItCloses) {
  Stage stage(GetParam());
  const std::string large(3'000'000, 'x');
  Script server;
  server.on_open = {Send{large}, Send{"end"}, Close{}, Send{"never"}};
  stage.serve(server);
  stage.call({});
  stage.play();
  EXPECT_EQ(stage.client.heard.size(), large.size() + 3);
  EXPECT_TRUE(stage.client.heard.ends_with("end"));
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::closed_by_peer});
  EXPECT_EQ(stage.client.over, 1);
}

TEST_P(BothWires, RefusesWhereNobodyListens) {
  Stage stage(GetParam());
  stage.call({});
  stage.play();
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::refused});
  EXPECT_EQ(stage.client.over, 1);
  EXPECT_EQ(stage.elapsed(), Duration{2});
}

TEST_P(BothWires, RefusesOnARefusedPath) {
  Stage stage(GetParam());
  stage.serve(echo_until_bye());
  stage.network.set_path(stage.client_ip, stage.server_at.ip, {.refused = true});
  stage.call({});
  stage.play();
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::refused});
  EXPECT_EQ(stage.server.opened, 0);
}

TEST_P(BothWires, TimesOutOnAPartitionedPathAndForAnUnknownHost) {
  for (const bool known : {true, false}) {
    Stage stage(GetParam());
    stage.serve(echo_until_bye());
    if (known) stage.network.set_host_path(stage.server_at.ip, {.partitioned = true});
    ConnectOptions options;
    if (!known) options.to = {Stage::ip("198.51.100.77"), 25};
    options.patience = seconds{20};
    stage.call({}, options);
    stage.play();
    EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::timed_out});
    EXPECT_EQ(stage.elapsed(), seconds{20});
  }
}

TEST_P(BothWires, EndsBothSidesOfAConnectionThatAPartitionCuts) {
  Stage stage(GetParam());
  Script server;
  server.on_open = {Send{"hello\r\n"}};
  Script client;
  client.on_open = {Deadline{minutes{5}}};
  client.on_bytes = [&stage](const std::string&) -> Actions {
    stage.network.set_host_path(stage.server_at.ip, {.partitioned = true});
    return {Send{"into the void"}, Deadline{minutes{5}}};
  };
  client.on_wake = {Close{}};
  stage.serve(server);
  stage.call(client);
  stage.play();
  EXPECT_EQ(stage.client.woken, 1);
  EXPECT_EQ(stage.server.heard, "");
  EXPECT_EQ(stage.server.losses, std::vector{Loss::Kind::reset});
  EXPECT_EQ(stage.wire->open_connections(), 0U);
  EXPECT_LT(stage.elapsed(), minutes{16});
}

TEST_P(BothWires, ResetsTheOtherEndOfADroppedServer) {
  Stage stage(GetParam());
  Script client;
  client.on_bytes = [&stage](const std::string&) -> Actions {
    stage.wire->drop_host(stage.server_at.ip);
    return {};
  };
  stage.serve(echo_until_bye());
  stage.call(client);
  stage.play();
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::reset});
  EXPECT_EQ(stage.client.over, 1);
  EXPECT_TRUE(stage.server.losses.empty());
  EXPECT_EQ(stage.server.destroyed, 1);
  stage.call({});
  stage.play();
  EXPECT_EQ(stage.client.losses.back(), Loss::Kind::refused);
}

TEST_P(BothWires, SaysNothingToADroppedClient) {
  Stage stage(GetParam());
  stage.serve(echo_until_bye());
  Script client;
  client.on_bytes = [&stage](const std::string&) -> Actions {
    stage.wire->drop_host(stage.client_ip);  // from inside its own call: it is destroyed only after it
    return {Send{"from the grave"}};
  };
  stage.call(client);
  stage.play();
  EXPECT_EQ(stage.client.over, 0);
  EXPECT_EQ(stage.client.destroyed, 1);
  EXPECT_TRUE(stage.client.losses.empty());
  EXPECT_EQ(stage.server.heard, "");
  EXPECT_EQ(stage.server.losses, std::vector{Loss::Kind::reset});
}

TEST_P(BothWires, GoesOnWithStandingConnectionsAfterListeningEnds) {
  Stage stage(GetParam());
  stage.serve(echo_until_bye());
  Script client = polite_client();
  client.on_open = {};
  stage.call(client);
  stage.wire->run_until(stage.clock.now() + seconds{10}, [&] { return stage.server.opened == 1; });
  stage.wire->stop_listening(stage.server_at);
  stage.play();
  EXPECT_EQ(stage.client.heard, "hello\r\nok\r\nbye\r\n");
}

TEST_P(BothWires, RefusesToListenTwiceAtOnePlace) {
  Stage stage(GetParam());
  stage.serve(echo_until_bye());
  const auto again = stage.wire->listen(at(stage.server_at), [](const Peer&) { return nullptr; });
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().what.find("192.0.2.2:25"), std::string::npos);
  EXPECT_FALSE(again.error().advice.empty());
}

TEST_P(BothWires, RunsManyConnectionsAtOnce) {
  Stage stage(GetParam());
  Diary servers;
  ASSERT_TRUE(stage.wire->listen(at(stage.server_at), [&](const Peer&) {
    Script once;
    once.on_open = {Send{"hi"}};
    once.on_bytes = [](const std::string&) -> Actions { return {Close{}}; };
    return std::make_unique<Speaker>(stage.clock, servers, once);
  }));
  std::vector<std::unique_ptr<Diary>> diaries;
  int over = 0;
  for (int i = 0; i < 200; ++i) {
    diaries.push_back(std::make_unique<Diary>());
    Script client;
    client.on_bytes = [](const std::string&) -> Actions { return {Send{"bye"}}; };
    ConnectOptions options;
    options.from = stage.client_ip;
    options.to = stage.server_at;
    stage.wire->connect(options,
                        std::make_shared<Speaker>(stage.clock, *diaries.back(), client), [&over] { ++over; });
  }
  stage.play();
  EXPECT_EQ(over, 200);
  EXPECT_EQ(servers.opened, 200);
  EXPECT_EQ(servers.destroyed, 200);
  EXPECT_LT(stage.elapsed(), seconds{1});
}

TEST_P(BothWires, StandsAtTheLimitWhenNothingHappens) {
  Stage stage(GetParam());
  stage.wire->run_until(stage.clock.start() + minutes{7});
  EXPECT_EQ(stage.elapsed(), minutes{7});
}

INSTANTIATE_TEST_SUITE_P(Each, BothWires, ::testing::Values(Which::in_memory, Which::loopback),
                         [](const auto& which) { return which.param == Which::in_memory ? "Virtual" : "Loopback"; });

}  // namespace
}  // namespace sim::wire::testing
