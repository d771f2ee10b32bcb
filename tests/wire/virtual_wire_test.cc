#include "tests/wire/speakers.h"

namespace sim::wire::testing {
namespace {

Script greeter() {
  Script script;
  script.on_open = {Send{"hello\r\n"}};
  script.on_bytes = [](const std::string&) -> Actions { return {Send{"bye\r\n"}, Close{}}; };
  return script;
}
Script caller() {
  Script script;
  script.on_open = {Deadline{std::chrono::minutes{5}}};
  script.on_wake = {Close{}};
  script.on_bytes = [](const std::string& heard) -> Actions {
    return heard.ends_with("bye\r\n") ? Actions{Close{}} : Actions{Send{"x\r\n"}};
  };
  return script;
}

std::string trace_of_a_lossy_world(std::uint64_t seed) {
  Stage stage(Which::in_memory, seed);
  stage.network.set_default_path({.loss_permille = 600});
  stage.serve(greeter());
  for (int i = 0; i < 20; ++i) stage.call(caller());
  stage.play();
  std::string out;
  for (const auto& event : stage.trace.events()) out += iso8601(event.at) + " " + event.sentence() + "\n";
  for (const auto at : stage.client.heard_at) out += iso8601(at) + "\n";
  return out;
}

TEST(VirtualWire, PlaysOneSeedOneWay) {
  EXPECT_EQ(trace_of_a_lossy_world(7), trace_of_a_lossy_world(7));
  EXPECT_NE(trace_of_a_lossy_world(7), trace_of_a_lossy_world(8));
}

TEST(VirtualWire, ChargesLossesAsRetransmissionTime) {
  Stage stage(Which::in_memory);
  stage.network.set_default_path({.loss_permille = 300});
  Script server;
  for (int i = 0; i < 50; ++i) server.on_open.insert(server.on_open.end(), {Send{std::string(1, char('a' + i % 26))}, Wait{Duration{1}}});
  server.on_open.emplace_back(Close{});
  stage.serve(server);
  stage.call({});
  stage.play();
  EXPECT_EQ(stage.client.heard, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwx");  // late, but in order and whole
  EXPECT_GE(stage.elapsed(), Duration{200});
}

TEST(VirtualWire, GivesUpWhenEverythingIsLost) {
  Stage stage(Which::in_memory);
  stage.serve(greeter());
  Script client;
  client.on_bytes = [&stage](const std::string&) -> Actions {
    stage.network.set_default_path({.loss_permille = 1000});
    return {Send{"x"}};
  };
  stage.call(client);
  stage.play();
  EXPECT_EQ(stage.client.losses, std::vector{Loss::Kind::timed_out});
  EXPECT_EQ(stage.client.over, 1);
  EXPECT_LT(stage.elapsed(), std::chrono::seconds{20});
}

TEST(VirtualWire, NotesConnectionsAndLossesInTheTrace) {
  Stage stage(Which::in_memory);
  stage.serve(greeter());
  stage.call(caller());
  ConnectOptions closed;
  closed.to = {stage.server_at.ip, 26};
  stage.call({}, closed);
  stage.play();
  std::vector<std::string> sentences;
  for (const auto& event : stage.trace.events()) sentences.push_back(event.sentence());
  EXPECT_EQ(sentences, (std::vector<std::string>{
                           "client.example connected to mx.corp.example:25",
                           "the connection from client.example to mx.corp.example:26 failed: refused: 192.0.2.2:26 "
                           "refused the connection"}));
}

TEST(VirtualWire, AnswersDatagrams) {
  Stage stage(Which::in_memory);
  auto& wire = static_cast<VirtualWire&>(*stage.wire);
  const Endpoint dns{stage.server_at.ip, 53};
  ASSERT_TRUE(wire.listen_datagram(dns, [](std::string_view question, const IpAddress& from) {
    return std::string(question) + " from " + from.text();
  }));
  EXPECT_EQ(wire.ask(dns, "who", stage.client_ip), "who from 192.0.2.1");
  wire.drop_host(dns.ip);
  EXPECT_EQ(wire.ask(dns, "who", stage.client_ip), std::nullopt);
}

TEST(VirtualWire, LeavesNothingBehindWhenItIsDestroyed) {
  Stage stage(Which::in_memory);
  stage.serve(greeter());
  stage.call(caller());
  stage.wire->run_until(stage.clock.now() + Duration{3});
  stage.wire.reset();
  stage.clock.run_until(stage.clock.now() + std::chrono::hours{1});
  EXPECT_EQ(stage.client.over, 0);
  EXPECT_EQ(stage.client.destroyed, 1);
}

}  // namespace
}  // namespace sim::wire::testing
