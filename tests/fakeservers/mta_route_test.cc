#include <set>

#include "fakeservers/mta/route.h"
#include "tests/fakeservers/mta_town.h"

namespace {

using fakeservers::mta::find_next_hop;
using fakeservers::mta::find_route;
using fakeservers::mta::Route;

class MtaRoute : public testing::Test {
 protected:
  void SetUp() override {
    town_.zone("corp.example",
               "@ MX 20 backup\n@ MX 10 one\none A 192.0.2.11\nbackup A 192.0.2.20\nbackup AAAA 2001:db8::20\n"
               "twins MX 10 one\ntwins MX 10 backup\nplain A 192.0.2.30\nnull MX 0 .\ntext TXT \"x\"\nlost MX 10 gone\n"
               "home MX 10 localhost.\nown MX 10 us\nus A 192.0.2.77\nthird MX 10 one\nthird MX 20 us\nthird MX 30 plain\nalias MX 10 www\n"
               "www CNAME one\nliteral MX 10 192.0.2.11.\n");
  }
  Route route(std::string_view domain, std::string_view self = "mail.home.example", std::uint64_t seed = 1) {
    sim::Random random(seed);
    return find_route(town_.resolver, domain, {self, *sim::IpAddress::parse("192.0.2.77"), prefers_ipv6_}, random);
  }
  static std::vector<std::string> ips(const Route& route) {
    std::vector<std::string> all;
    for (const auto& hop : route.hops) all.push_back(hop.ip.text());
    return all;
  }
  town::Town town_;
  bool prefers_ipv6_ = false;
};

TEST_F(MtaRoute, TriesTheLowestPreferenceFirst) {
  EXPECT_EQ(ips(route("corp.example")), (std::vector<std::string>{"192.0.2.11", "192.0.2.20", "2001:db8::20"}));
}

TEST_F(MtaRoute, OrdersEqualPreferencesBySeed) {
  std::set<std::string> firsts;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto first = route("twins.corp.example", "x", seed).hops.front().host;
    EXPECT_EQ(route("twins.corp.example", "x", seed).hops.front().host, first);
    firsts.insert(first);
  }
  EXPECT_EQ(firsts.size(), 2u);
}

TEST_F(MtaRoute, FallsBackToTheAddressOfTheDomain) {
  const auto found = route("plain.corp.example");
  EXPECT_EQ(found.how, "address record");
  EXPECT_EQ(ips(found), std::vector<std::string>{"192.0.2.30"});
}

TEST_F(MtaRoute, TakesANullMxForANo) { EXPECT_EQ(route("null.corp.example").failure->line().substr(0, 10), "556 5.1.10"); }

TEST_F(MtaRoute, FailsForGoodWithoutDomainOrAddress) {
  EXPECT_EQ(route("nowhere.example").failure->line().substr(0, 9), "550 5.1.2");
  EXPECT_EQ(route("text.corp.example").failure->line().substr(0, 9), "550 5.4.4");
  EXPECT_EQ(route("lost.corp.example").failure->line().substr(0, 9), "550 5.4.4");
}

TEST_F(MtaRoute, WaitsWhenDnsIsSilent) {
  town_.zones.put_fault({*sim::dns::Name::parse("corp.example"), sim::dns::Status::servfail, {}});
  EXPECT_EQ(route("corp.example").failure->line().substr(0, 9), "451 4.4.3");
}

TEST_F(MtaRoute, NeverPassesMailToItsEqualsOrWorse) {
  EXPECT_EQ(ips(route("corp.example", "backup.corp.example")), std::vector<std::string>{"192.0.2.11"});
  EXPECT_EQ(route("corp.example", "one.corp.example").failure->line().substr(0, 9), "554 5.4.6");
}

// cause-D06
TEST_F(MtaRoute, AnExchangerThatIsTheSenderItselfIsALoop) {
  EXPECT_EQ(route("home.corp.example").failure->line().substr(0, 9), "554 5.4.6");
  EXPECT_EQ(route("own.corp.example").failure->line().substr(0, 9), "554 5.4.6");
  EXPECT_EQ(ips(route("third.corp.example")), std::vector<std::string>{"192.0.2.11"});
}

// cause-D06: RFC 2181, 10.3 forbids the alias, senders follow it all the same; an address is no name.
TEST_F(MtaRoute, AnExchangerThatIsAnAliasIsFollowedAndAnAddressIsNot) {
  EXPECT_EQ(ips(route("alias.corp.example")), std::vector<std::string>{"192.0.2.11"});
  EXPECT_EQ(route("literal.corp.example").failure->line().substr(0, 9), "550 5.4.4");
}

// cause-D13
TEST_F(MtaRoute, PrefersIpv6WhereItsHostDoes) {
  prefers_ipv6_ = true;
  EXPECT_EQ(ips(route("corp.example")), (std::vector<std::string>{"192.0.2.11", "2001:db8::20", "192.0.2.20"}));
}

TEST_F(MtaRoute, ReadsANextHopWithPort) {
  const auto found = find_next_hop(town_.resolver, "one.corp.example:2525");
  ASSERT_EQ(found.hops.size(), 1u);
  EXPECT_EQ(found.hops.front().port, 2525);
  EXPECT_TRUE(find_next_hop(town_.resolver, "gone.example").failure->is_transient());
}

}  // namespace
