// Delegations, as the resolver follows them and as a name server answers them.
#include "fakeservers/dns_service.h"
#include "tests/dns/dns_texts.h"

namespace {

using namespace std::chrono_literals;
using dns_texts::address;
using dns_texts::data;
using dns_texts::name;
using dns_texts::zone;
using sim::dns::Message;
using sim::dns::Rcode;
using sim::dns::Status;
using sim::dns::Type;
using Texts = std::vector<std::string>;


/// example delegates corp.example to a name server with glue.
sim::dns::Zones delegating_world(std::string_view delegation = "corp NS ns.corp\nns.corp A 192.0.2.53\n") {
  sim::dns::Zones zones;
  zones.put(zone("example", "@ NS ns.example.\nns A 192.0.2.1\n" + std::string(delegation)));
  zones.put(zone("corp.example", "@ NS ns\n@ MX 10 mail\nns A 192.0.2.53\nmail A 192.0.2.10\n"));
  zones.add_server(address("192.0.2.1"), {name("example")});
  zones.add_server(address("192.0.2.53"), {name("corp.example")});
  return zones;
}

sim::dns::Answer ask(const sim::dns::Zones& zones, std::string_view asked = "mail.corp.example") { return zones.answer(name(asked), Type::A); }

TEST(Delegation, IsFollowedAndCostsAQuestionMore) {
  const auto answer = ask(delegating_world());
  EXPECT_EQ(data(answer.records), Texts{"192.0.2.10"});
  EXPECT_EQ(answer.cost, 2 * sim::dns::ask_cost);
}

TEST(Delegation, ToAHostThatDoesNotServeTheZoneIsLame) {
  const auto answer = ask(delegating_world("corp NS ns.example.\n"));
  EXPECT_EQ(answer.status, Status::servfail);
  EXPECT_EQ(answer.cause, "lame-delegation:corp.example");
}

TEST(Delegation, ToAHostThatDoesNotExistIsLame) { EXPECT_EQ(ask(delegating_world("corp NS ns.gone.example.\n")).status, Status::servfail); }

TEST(Delegation, ToAMachineThatIsNoNameServerCostsTheWait) {
  const auto answer = ask(delegating_world("corp NS ns.corp\nns.corp A 192.0.2.99\n"));
  EXPECT_EQ(answer.status, Status::servfail);
  EXPECT_GE(answer.cost, sim::dns::try_patience);
}

TEST(Delegation, OfAZoneThatNobodyHasIsLame) {
  auto zones = delegating_world("corp NS ns.corp\nns.corp A 192.0.2.53\nlost NS ns.corp\n");
  EXPECT_EQ(ask(zones, "mail.lost.example").status, Status::servfail);
  EXPECT_EQ(ask(zones, "nothing.example").status, Status::nxdomain);
}

TEST(Delegation, OneGoodNameServerIsEnough) {
  const auto answer = ask(delegating_world("corp NS ns.gone.example.\ncorp NS ns.example.\ncorp NS ns.corp\nns.corp A 192.0.2.53\n"));
  EXPECT_EQ(answer.status, Status::found);
  EXPECT_GT(answer.cost, 2 * sim::dns::ask_cost);
}

TEST(Delegation, ToANameInsideWithoutGlueIsLame) { EXPECT_EQ(ask(delegating_world("corp NS ns.corp\n")).status, Status::servfail); }

TEST(Delegation, ANameServerElsewhereIsLookedUp) {
  auto zones = delegating_world("corp NS ns.host.test.\n");
  zones.put(zone("host.test", "ns A 192.0.2.53\n"));
  EXPECT_EQ(ask(zones).status, Status::found);
}

TEST(Delegation, ACircleOfDelegationsEnds) {
  sim::dns::Zones zones;
  std::string a = "@ NS ns.a.test.\n";
  std::string b = "@ NS ns.b.test.\n";
  for (int i = 0; i < 13; ++i) {
    a += fmt::format("x NS ns{}.x.b.test.\n", i);
    b += fmt::format("x NS ns{}.x.a.test.\n", i);
  }
  zones.put(zone("a.test", a));
  zones.put(zone("b.test", b));
  zones.put(zone("x.a.test", "@ A 192.0.2.1\n"));
  zones.put(zone("x.b.test", "@ A 192.0.2.2\n"));
  zones.add_server(address("192.0.2.1"), {});
  const auto answer = ask(zones, "x.a.test");
  EXPECT_EQ(answer.status, Status::servfail);
  EXPECT_LE(answer.cost, 1min);
}

TEST(Delegation, IsOnlyAMatterOfZonesWhereNobodySaysWhoServesThem) {
  sim::dns::Zones zones;
  zones.put(zone("example", "corp NS ns.gone.test.\nlost NS ns.gone.test.\n"));
  zones.put(zone("corp.example", "mail A 192.0.2.10\n"));
  EXPECT_EQ(ask(zones).status, Status::found);
  EXPECT_EQ(ask(zones, "mail.lost.example").status, Status::servfail);
}

TEST(Delegation, AZoneThatNoParentDelegatesIsFound) {
  sim::dns::Zones zones;
  zones.put(zone("example", "@ NS ns.gone.test.\n"));
  zones.put(zone("corp.example", "mail A 192.0.2.10\n"));
  zones.add_server(address("192.0.2.1"), {});
  EXPECT_EQ(ask(zones).status, Status::found);
}

TEST(Delegation, StopsToCountWhenItsZoneIsReplaced) {
  auto zones = delegating_world("corp NS ns.gone.example.\n");
  EXPECT_TRUE(zones.delegates());
  zones.put(zone("example", "@ NS ns.example.\n"));
  EXPECT_FALSE(zones.delegates());
  EXPECT_EQ(ask(zones).status, Status::found);
}

TEST(Delegation, EndsWithItsLastNameServerRecord) {
  auto parent = zone("example", "corp NS a.test.\ncorp NS b.test.\n*.w NS c.test.\n");
  ASSERT_NE(parent.cut_above(name("x.y.corp.example")), nullptr);
  EXPECT_EQ(*parent.cut_above(name("corp.example")), name("corp.example"));
  EXPECT_EQ(parent.cut_above(name("x.w.example")), nullptr);
  parent.remove(name("corp.example"), Type::NS);
  EXPECT_FALSE(parent.delegates());
}

class Referral : public testing::Test {
 protected:
  static Message respond(const fakeservers::DnsService& service, std::string_view asked, Type type = Type::A) {
    Message query;
    query.questions = {{name(asked), type, 1, {}}};
    const auto packet = service.answer_datagram(write_message(query));
    auto response = sim::dns::read_message(packet.value_or(""));
    EXPECT_TRUE(response.has_value());
    return response ? *response : Message();
  }
  sim::dns::Zones zones = delegating_world();
  fakeservers::DnsService parent{zones, {name("example")}};
  fakeservers::DnsService child{zones, {name("corp.example")}};
};

TEST_F(Referral, NamesTheServersOfTheChildWithTheirAddresses) {
  const auto response = respond(parent, "mail.corp.example");
  EXPECT_EQ(response.rcode, Rcode::noerror);
  EXPECT_FALSE(response.authoritative);
  EXPECT_TRUE(response.answers.empty());
  ASSERT_EQ(response.authority.size(), 1U);
  EXPECT_EQ(response.authority[0].owner, name("corp.example"));
  EXPECT_EQ(data(response.authority), Texts{"ns.corp.example."});
  EXPECT_EQ(data(response.additional), Texts{"192.0.2.53"});
}

TEST_F(Referral, IsNotMadeByWhoeverServesTheChildToo) {
  const fakeservers::DnsService both(zones);
  EXPECT_EQ(data(respond(both, "mail.corp.example").answers), Texts{"192.0.2.10"});
  EXPECT_TRUE(respond(both, "mail.corp.example").authoritative);
}

TEST_F(Referral, TheChildAnswersAndRefusesTheRest) {
  EXPECT_TRUE(respond(child, "mail.corp.example").authoritative);
  EXPECT_EQ(respond(child, "ns.example").rcode, Rcode::refused);
}

TEST_F(Referral, FollowsAnAliasThatIsServedHere) {
  zones.put(zone("example", "www CNAME mail.corp.example.\ncorp NS ns.corp\nns.corp A 192.0.2.53\n"));
  const auto response = respond(parent, "www.example");
  EXPECT_TRUE(response.authoritative);
  EXPECT_EQ(data(response.answers), Texts{"mail.corp.example."});
  EXPECT_EQ(response.authority.size(), 1U);
}

TEST_F(Referral, AnAliasThatLeadsAwayIsLeftToTheAsker) {
  zones.put(zone("corp.example", "www CNAME www.other.test.\n"));
  const auto response = respond(child, "www.corp.example");
  EXPECT_EQ(response.rcode, Rcode::noerror);
  EXPECT_EQ(data(response.answers), Texts{"www.other.test."});
}

}  // namespace
