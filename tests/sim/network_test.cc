#include "sim/network.h"

#include <gtest/gtest.h>

#include <set>

#include <fmt/format.h>

namespace {

using namespace std::chrono_literals;
using sim::IpAddress;
using sim::Network;

IpAddress ip(std::string_view text) { return *IpAddress::parse(text); }

TEST(IpAddress, ReadsBothFamiliesInCanonicalForm) {
  EXPECT_EQ(ip("192.0.2.10").text(), "192.0.2.10");
  EXPECT_EQ(ip("2001:DB8:0:0::10").text(), "2001:db8::10");
  EXPECT_EQ(ip("2001:db8::10"), ip("2001:0db8::0010"));
  EXPECT_TRUE(ip("::1").is_v6());
  EXPECT_FALSE(ip("192.0.2.10").is_v6());
  EXPECT_TRUE(IpAddress().is_unset());
}

TEST(IpAddress, RefusesWhatIsNone) {
  for (const auto* text : {"", "192.0.2", "192.0.2.256", "192.0.2.1 ", "mail.corp.example", "2001:db8:::1", "[::1]"}) {
    EXPECT_FALSE(IpAddress::parse(text).has_value()) << text;
  }
  EXPECT_FALSE(IpAddress::parse(std::string_view("192.0.2.1\0x", 11)).has_value()) << "bytes after a NUL";
}

TEST(Endpoint, BracketsIpv6) {
  EXPECT_EQ((sim::Endpoint{ip("192.0.2.10"), 25}).text(), "192.0.2.10:25");
  EXPECT_EQ((sim::Endpoint{ip("2001:db8::1"), 25}).text(), "[2001:db8::1]:25");
}

TEST(Network, KnowsWhoOwnsAnAddress) {
  Network network;
  network.add_host("mail.corp.example", ip("192.0.2.10"));
  network.add_host("mail.corp.example", ip("2001:db8::10"));
  EXPECT_EQ(network.host_of(ip("2001:db8::10")), "mail.corp.example");
  EXPECT_EQ(network.host_of(ip("192.0.2.99")), "");
}

TEST(Network, APathIsTheSameBothWaysAndAHostsOwnGoesFirst) {
  Network network;
  sim::Path slow;
  slow.delay = 80ms;
  network.set_path(ip("192.0.2.1"), ip("192.0.2.2"), slow);
  EXPECT_EQ(network.path(ip("192.0.2.2"), ip("192.0.2.1")).delay, 80ms);
  EXPECT_NE(network.path(ip("192.0.2.1"), ip("192.0.2.3")).delay, 80ms);
  sim::Path gone;
  gone.partitioned = true;
  network.set_host_path(ip("192.0.2.2"), gone);
  EXPECT_TRUE(network.path(ip("192.0.2.1"), ip("192.0.2.2")).partitioned);
  EXPECT_TRUE(network.path(ip("192.0.2.2"), ip("192.0.2.9")).partitioned);
  network.clear_host_path(ip("192.0.2.2"));
  network.clear_path(ip("192.0.2.2"), ip("192.0.2.1"));
  EXPECT_FALSE(network.path(ip("192.0.2.1"), ip("192.0.2.2")).partitioned);
  EXPECT_NE(network.path(ip("192.0.2.1"), ip("192.0.2.2")).delay, 80ms);
}

TEST(Network, EachAddressHasALoopbackAddressOfItsOwn) {
  Network network;
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const auto simulated = ip(fmt::format("10.0.{}.{}", i / 250, i % 250));
    const auto loopback = network.loopback_of(simulated);
    EXPECT_TRUE(IpAddress::parse(loopback).has_value()) << loopback;
    EXPECT_TRUE(loopback.starts_with("127.")) << loopback;
    EXPECT_FALSE(loopback.starts_with("127.0.0.")) << loopback;
    EXPECT_TRUE(seen.insert(loopback).second) << loopback;
    EXPECT_EQ(network.loopback_of(simulated), loopback);
    EXPECT_EQ(network.simulated_of(loopback), simulated);
  }
  EXPECT_TRUE(network.simulated_of("127.0.0.1").is_unset());
}

}  // namespace
