#include "sim/dns/reverse_name.h"

#include "tests/dns/dns_texts.h"

namespace {

using dns_texts::address;
using dns_texts::name;
using sim::dns::reverse_name;


TEST(ReverseName, TurnsTheOctetsOfIpv4) { EXPECT_EQ(reverse_name(address("192.0.2.10")).text(), "10.2.0.192.in-addr.arpa"); }

TEST(ReverseName, TurnsTheNibblesOfIpv6) {
  EXPECT_EQ(reverse_name(address("2001:DB8::ab1")).text(), "1.b.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

TEST(ReverseName, AsksABlocklistInTheSameWay) {
  EXPECT_EQ(reverse_name(address("127.0.0.2"), name("dnsbl.example")).text(), "2.0.0.127.dnsbl.example");
  EXPECT_EQ(reverse_name(address("::1"), name("v6.example")).labels().size(), 34U);
}

TEST(ReverseName, IsTheRootWithoutAnAddressOrWithoutRoom) {
  EXPECT_TRUE(reverse_name(sim::IpAddress()).is_root());
  const std::string label(60, 'x');
  EXPECT_TRUE(reverse_name(address("::1"), name(label + "." + label + "." + label + "." + label)).is_root());
}

}  // namespace
