#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/wire/speakers.h"

namespace sim::wire::testing {
namespace {

sockaddr_in address_of(const std::string& endpoint) {
  const auto colon = endpoint.rfind(':');
  sockaddr_in out{};
  out.sin_family = AF_INET;
  out.sin_port = htons(static_cast<std::uint16_t>(std::stoi(endpoint.substr(colon + 1))));
  inet_pton(AF_INET, endpoint.substr(0, colon).c_str(), &out.sin_addr);
  return out;
}

LoopbackOptions in_real_time(double speed) {
  LoopbackOptions out;
  out.real_time = true;
  out.speed = speed;
  return out;
}
LoopbackOptions above(std::uint16_t port_base) {
  LoopbackOptions out;
  out.port_base = port_base;
  return out;
}

/// A program that is not ours: a plain socket.
class Foreigner {
 public:
  explicit Foreigner(int type) : fd_(socket(AF_INET, type, 0)) {}
  Foreigner(const Foreigner&) = delete;
  Foreigner& operator=(const Foreigner&) = delete;
  ~Foreigner() { close(fd_); }
  bool connect_to(const std::string& endpoint) const {
    const sockaddr_in to = address_of(endpoint);
    return ::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  bool bind_to(const std::string& endpoint) const {
    const sockaddr_in at = address_of(endpoint);
    return ::bind(fd_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 && ::listen(fd_, 1) == 0;
  }
  std::uint16_t port() const {
    sockaddr_in at{};
    socklen_t size = sizeof at;
    getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    return ntohs(at.sin_port);
  }
  void say(std::string_view bytes) const { ASSERT_EQ(send(fd_, bytes.data(), bytes.size(), 0), ssize_t(bytes.size())); }
  std::string hear() const {
    char buffer[1024];
    const auto got = recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    return got > 0 ? std::string(buffer, std::size_t(got)) : std::string();
  }

 private:
  int fd_;
};

TEST(LoopbackWire, ServesAForeignProgramInRealTime) {
  Stage stage(Which::loopback, 1, in_real_time(100));
  Script server;
  server.on_open = {Send{"hello\r\n"}};
  server.on_bytes = [](const std::string&) -> Actions { return {Send{"bye\r\n"}, Close{}}; };
  stage.serve(server);
  auto& wire = static_cast<LoopbackWire&>(*stage.wire);
  const Foreigner foreigner(SOCK_STREAM);
  ASSERT_TRUE(foreigner.connect_to(wire.real_endpoint(stage.server_at)));
  foreigner.say("q\r\n");
  std::string heard;
  wire.run_until(stage.clock.now() + std::chrono::hours{1}, [&] {
    heard += foreigner.hear();
    return heard.ends_with("bye\r\n");
  });
  EXPECT_EQ(heard, "hello\r\nbye\r\n");
  EXPECT_EQ(stage.server.peer.ip.text(), "127.0.0.1");
  EXPECT_EQ(stage.server.peer.name, "");
}

TEST(LoopbackWire, PlaysTimersInRealTime) {
  Stage stage(Which::loopback, 1, in_real_time(10'000));
  int ran = 0;
  stage.clock.after(std::chrono::seconds{60}, [&] { ++ran; });
  stage.wire->run_until(stage.clock.now() + std::chrono::seconds{120});
  EXPECT_EQ(ran, 1);
  EXPECT_EQ(stage.elapsed(), std::chrono::seconds{120});
}

TEST(LoopbackWire, NamesABusyPortAndSaysWhatToDo) {
  Stage probe(Which::loopback);
  const auto host = probe.network.loopback_of(probe.server_at.ip);
  const Foreigner other(SOCK_STREAM);
  ASSERT_TRUE(other.bind_to(host + ":0"));
  Stage stage(Which::loopback, 1, above(std::uint16_t(other.port() - 25)));
  const auto listening = stage.wire->listen(at(stage.server_at), [](const Peer&) { return nullptr; });
  ASSERT_FALSE(listening);
  EXPECT_NE(listening.error().what.find(fmt::format("{}:{}", host, other.port())), std::string::npos);
  EXPECT_NE(listening.error().what.find("192.0.2.2:25"), std::string::npos);
  EXPECT_NE(listening.error().advice.find("port base"), std::string::npos);
}

TEST(LoopbackWire, PutsLogicalPortsAboveTheBase) {
  const auto base = [] {  // a port that was free a moment ago
    const Foreigner probe(SOCK_STREAM);
    EXPECT_TRUE(probe.bind_to("127.1.0.1:0"));
    return std::uint16_t(probe.port() - 25);
  }();
  Stage stage(Which::loopback, 1, above(base));
  stage.serve({});
  const auto real = static_cast<LoopbackWire&>(*stage.wire).real_endpoint(stage.server_at);
  EXPECT_EQ(real, fmt::format("{}:{}", stage.network.loopback_of(stage.server_at.ip), base + 25));
}

TEST(LoopbackWire, ListensOnLoopbackOnlyUnlessAllowed) {
  Stage stage(Which::loopback);
  const auto listening = stage.wire->listen(at({Stage::ip("0.0.0.0"), 25}), [](const Peer&) { return nullptr; });
  ASSERT_FALSE(listening);
  EXPECT_NE(listening.error().what.find("loopback"), std::string::npos);
  LoopbackOptions everywhere;
  everywhere.allow_other_addresses = true;
  Stage open(Which::loopback, 1, everywhere);
  EXPECT_TRUE(open.wire->listen(at({Stage::ip("0.0.0.0"), 25}), [](const Peer&) { return nullptr; }));
}

TEST(LoopbackWire, KeepsParallelWorldsApart) {
  Stage one(Which::loopback), two(Which::loopback);
  one.serve({});
  two.serve({});
  const auto real = [](Stage& s) { return static_cast<LoopbackWire&>(*s.wire).real_endpoint(s.server_at); };
  EXPECT_NE(real(one), real(two));
}

TEST(LoopbackWire, AnswersDatagramsOnThePortOfItsTcpTwin) {
  Stage stage(Which::loopback, 1, in_real_time(100));
  auto& wire = static_cast<LoopbackWire&>(*stage.wire);
  const Endpoint dns{stage.server_at.ip, 53};
  stage.serve({}, at(dns));
  ASSERT_TRUE(wire.listen_datagram(dns, [](std::string_view question, const IpAddress& from) {
    return std::string(question) + " from " + from.text();
  }));
  EXPECT_EQ(wire.real_endpoint(dns), wire.real_datagram_endpoint(dns));
  const Foreigner foreigner(SOCK_DGRAM);
  ASSERT_TRUE(foreigner.connect_to(wire.real_datagram_endpoint(dns)));
  foreigner.say("who");
  std::string heard;
  wire.run_until(stage.clock.now() + std::chrono::hours{1}, [&] {
    heard += foreigner.hear();
    return !heard.empty();
  });
  EXPECT_EQ(heard, "who from 127.0.0.1");
}

TEST(LoopbackWire, TakesNoMoreConnectionsThanItsMaximum) {
  LoopbackOptions few;
  few.connections_max = 3;
  Stage stage(Which::loopback, 1, few);
  stage.serve({});
  Script client;
  client.on_open = {Deadline{std::chrono::minutes{1}}};
  client.on_wake = {Close{}};
  stage.call(client);
  stage.wire->run_until(stage.clock.now() + std::chrono::seconds{1});
  Diary second;
  ConnectOptions options;
  options.from = stage.client_ip;
  options.to = stage.server_at;
  stage.wire->connect(options,
                      std::make_shared<Speaker>(stage.clock, second, client), [&second] { ++second.over; });
  stage.play();
  EXPECT_EQ(second.losses, std::vector{Loss::Kind::reset});
  EXPECT_EQ(second.over, 1);
  EXPECT_EQ(stage.client.over, 1);
}

TEST(LoopbackWire, GivesItsAuthorityInPem) {
  Stage stage(Which::loopback);
  const auto pem = static_cast<LoopbackWire&>(*stage.wire).ca_pem();
  EXPECT_TRUE(pem.starts_with("-----BEGIN CERTIFICATE-----"));
}

}  // namespace
}  // namespace sim::wire::testing
