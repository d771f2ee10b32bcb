#include "sim/dns/reverse_name.h"
#include "tests/dns/dns_texts.h"

namespace {

using namespace std::chrono_literals;
using dns_texts::data;
using dns_texts::name;
using dns_texts::zone;
using sim::dns::Status;
using sim::dns::Type;
using Texts = std::vector<std::string>;

sim::dns::Zones world() {
  sim::dns::Zones zones;
  zones.put(zone("corp.example", "@ MX 10 mail\nmail A 192.0.2.10\nwww CNAME web.host.example.\nhop CNAME www\n"
                                 "loop CNAME pool\npool CNAME loop\ngone CNAME nowhere.host.example.\n"));
  zones.put(zone("host.example", "web A 192.0.2.80\n"));
  zones.put(zone("2.0.192.in-addr.arpa", "10 PTR mail.corp.example.\n"));
  return zones;
}

TEST(Zones, AnswersWithTheRecordsOfTheType) {
  const auto answer = world().answer(name("corp.example"), Type::MX);
  EXPECT_EQ(answer.status, Status::found);
  EXPECT_EQ(data(answer.records), Texts{"10 mail.corp.example."});
  EXPECT_TRUE(answer.chain.empty());
}

TEST(Zones, TellsNodataFromNxdomain) {
  EXPECT_EQ(world().answer(name("mail.corp.example"), Type::MX).status, Status::nodata);
  EXPECT_EQ(world().answer(name("none.corp.example"), Type::MX).status, Status::nxdomain);
  EXPECT_EQ(world().answer(name("outside.test"), Type::A).status, Status::nxdomain);
}

TEST(Zones, FollowsAliasesAcrossZones) {
  const auto answer = world().answer(name("hop.corp.example"), Type::A);
  EXPECT_EQ(answer.status, Status::found);
  EXPECT_EQ(data(answer.records), Texts{"192.0.2.80"});
  EXPECT_EQ(data(answer.chain), (Texts{"www.corp.example.", "web.host.example."}));
}

TEST(Zones, AnAliasThatIsAskedForIsNotFollowed) {
  const auto answer = world().answer(name("hop.corp.example"), Type::CNAME);
  EXPECT_EQ(data(answer.records), Texts{"www.corp.example."});
}

TEST(Zones, AnAliasToNothingDoesNotExist) {
  const auto answer = world().answer(name("gone.corp.example"), Type::A);
  EXPECT_EQ(answer.status, Status::nxdomain);
  EXPECT_EQ(answer.chain.size(), 1U);
}

TEST(Zones, ALoopOfAliasesIsAFailure) {
  const auto answer = world().answer(name("loop.corp.example"), Type::A);
  EXPECT_EQ(answer.status, Status::servfail);
  EXPECT_TRUE(answer.is_temporary());
}

TEST(Zones, AnswersReverseNames) {
  const auto answer = world().answer(name("10.2.0.192.in-addr.arpa"), Type::PTR);
  EXPECT_EQ(data(answer.records), Texts{"mail.corp.example."});
}

TEST(Zones, AnswerBlocklistsFromRelativeNames) {
  auto zones = world();
  zones.put(zone("dnsbl.example", "2.0.0.127 A 127.0.0.2\n2.0.0.127 TXT \"test entry\"\n"));
  const auto asked = sim::dns::reverse_name(dns_texts::address("127.0.0.2"), name("dnsbl.example"));
  EXPECT_EQ(data(zones.answer(asked, Type::A).records), Texts{"127.0.0.2"});
  EXPECT_EQ(zones.answer(name("3.0.0.127.dnsbl.example"), Type::A).status, Status::nxdomain);
}

TEST(Zones, TheClosestZoneAnswers) {
  auto zones = world();
  zones.put(zone("sub.corp.example", "@ A 192.0.2.99\n"));
  EXPECT_EQ(zones.enclosing(name("x.sub.corp.example")), zones.find(name("sub.corp.example")));
  EXPECT_EQ(zones.answer(name("sub.corp.example"), Type::A).status, Status::found);
  EXPECT_EQ(zones.enclosing(name("other.test")), nullptr);
}

TEST(Zones, AZoneOfTheSameOriginReplacesTheOther) {
  auto zones = world();
  zones.put(zone("corp.example", "new A 192.0.2.1\n"));
  EXPECT_EQ(zones.answer(name("mail.corp.example"), Type::A).status, Status::nxdomain);
  EXPECT_EQ(zones.answer(name("new.corp.example"), Type::A).status, Status::found);
}

TEST(Zones, EachZoneThatIsAskedCosts) {
  const auto one = world().answer(name("mail.corp.example"), Type::A).cost;
  EXPECT_EQ(one, sim::dns::ask_cost);
  EXPECT_EQ(world().answer(name("www.corp.example"), Type::A).cost, 2 * one);
}

TEST(DnsFault, FailsANameAndWhatIsBelow) {
  auto zones = world();
  zones.put_fault({name("corp.example"), Status::servfail, 0ms});
  EXPECT_EQ(zones.answer(name("mail.corp.example"), Type::A).status, Status::servfail);
  EXPECT_EQ(zones.answer(name("web.host.example"), Type::A).status, Status::found);
}

TEST(DnsFault, TheClosestNameWins) {
  auto zones = world();
  zones.put_fault({name("mail.corp.example"), Status::nxdomain, 0ms});
  zones.put_fault({name("corp.example"), Status::servfail, 0ms});
  EXPECT_EQ(zones.answer(name("mail.corp.example"), Type::A).status, Status::nxdomain);
  EXPECT_EQ(zones.answer(name("corp.example"), Type::MX).status, Status::servfail);
}

TEST(DnsFault, SilenceCostsAllTries) {
  auto zones = world();
  zones.put_fault({name("corp.example"), Status::timed_out, 0ms});
  const auto answer = zones.answer(name("mail.corp.example"), Type::A);
  EXPECT_EQ(answer.status, Status::timed_out);
  EXPECT_GE(answer.cost, 10s);
}

TEST(DnsFault, ADelayCostsAndALongOneIsSilence) {
  auto zones = world();
  zones.put_fault({name("corp.example"), std::nullopt, 3s});
  const auto late = zones.answer(name("mail.corp.example"), Type::A);
  EXPECT_EQ(late.status, Status::found);
  EXPECT_EQ(late.cost, 3s + sim::dns::ask_cost);
  zones.put_fault({name("corp.example"), std::nullopt, 1min});
  EXPECT_EQ(zones.answer(name("mail.corp.example"), Type::A).status, Status::timed_out);
}

TEST(DnsFault, StrikesBehindAnAlias) {
  auto zones = world();
  zones.put_fault({name("host.example"), Status::servfail, 0ms});
  const auto answer = zones.answer(name("www.corp.example"), Type::A);
  EXPECT_EQ(answer.status, Status::servfail);
  EXPECT_EQ(answer.chain.size(), 1U);
}

TEST(DnsFault, IsClearedByItsName) {
  auto zones = world();
  zones.put_fault({name("corp.example"), Status::servfail, 0ms});
  zones.clear_faults(name("host.example"));
  EXPECT_NE(zones.fault_for(name("mail.corp.example")), nullptr);
  zones.clear_faults(name("corp.example"));
  EXPECT_EQ(zones.fault_for(name("mail.corp.example")), nullptr);
  EXPECT_EQ(zones.answer(name("mail.corp.example"), Type::A).status, Status::found);
}

}  // namespace
