#include "sim/dns/resolver.h"

#include "tests/dns/dns_texts.h"

namespace {

using namespace std::chrono_literals;
using dns_texts::data;
using dns_texts::name;
using dns_texts::zone;
using sim::dns::Status;
using sim::dns::Type;
using Texts = std::vector<std::string>;

class ResolverTest : public testing::Test {
 protected:
  ResolverTest() {
    zones.put(zone("corp.example", "@ SOA ns host 1 1h 1h 1h 120\nmail 300 A 192.0.2.10\nwww 60 CNAME mail\nzero 0 A 192.0.2.1\n"));
  }
  /// The world changes after the answer was kept.
  void move_mail() { zones.put(zone("corp.example", "mail A 192.0.2.99\nlate A 192.0.2.7\n")); }

  sim::Clock clock{sim::Instant{}};
  sim::Trace trace{clock, sim::TraceLevel::dialogue};
  sim::dns::Zones zones;
  sim::dns::Resolver resolver{zones, clock, trace};
};

TEST_F(ResolverTest, KeepsAnAnswerForItsTimeToLive) {
  EXPECT_EQ(resolver.look_up("mail.corp.example", Type::A).cost, sim::dns::ask_cost);
  move_mail();
  clock.advance_to(clock.now() + 299s);
  const auto kept = resolver.look_up("MAIL.corp.example.", Type::A);
  EXPECT_TRUE(kept.from_cache);
  EXPECT_EQ(kept.cost, 0ms);
  EXPECT_EQ(data(kept.records), Texts{"192.0.2.10"});
  clock.advance_to(clock.now() + 1s);
  const auto fresh = resolver.look_up("mail.corp.example", Type::A);
  EXPECT_FALSE(fresh.from_cache);
  EXPECT_EQ(data(fresh.records), Texts{"192.0.2.99"});
}

TEST_F(ResolverTest, TheLowestTimeToLiveOfAChainCounts) {
  EXPECT_EQ(resolver.look_up("www.corp.example", Type::A).status, Status::found);
  clock.advance_to(clock.now() + 60s);
  EXPECT_FALSE(resolver.look_up("www.corp.example", Type::A).from_cache);
}

TEST_F(ResolverTest, ATimeToLiveOfZeroIsNotKept) {
  EXPECT_EQ(resolver.look_up("zero.corp.example", Type::A).status, Status::found);
  EXPECT_FALSE(resolver.look_up("zero.corp.example", Type::A).from_cache);
}

TEST_F(ResolverTest, KeepsNegativeAnswersForTheSoaMinimum) {
  EXPECT_EQ(resolver.look_up("late.corp.example", Type::A).status, Status::nxdomain);
  EXPECT_EQ(resolver.look_up("mail.corp.example", Type::MX).status, Status::nodata);
  move_mail();
  clock.advance_to(clock.now() + 119s);
  EXPECT_EQ(resolver.look_up("late.corp.example", Type::A).status, Status::nxdomain);
  EXPECT_TRUE(resolver.look_up("mail.corp.example", Type::MX).from_cache);
}

TEST_F(ResolverTest, ANegativeAnswerEndsWithTheSoaMinimum) {
  EXPECT_EQ(resolver.look_up("late.corp.example", Type::A).status, Status::nxdomain);
  move_mail();
  clock.advance_to(clock.now() + 120s);
  EXPECT_EQ(resolver.look_up("late.corp.example", Type::A).status, Status::found);
}

TEST_F(ResolverTest, FailuresAreNotKept) {
  zones.put_fault({name("corp.example"), Status::servfail, 0ms});
  EXPECT_TRUE(resolver.look_up("mail.corp.example", Type::A).is_temporary());
  zones.clear_faults(name("corp.example"));
  EXPECT_EQ(resolver.look_up("mail.corp.example", Type::A).status, Status::found);
}

TEST_F(ResolverTest, TheTimeToLiveOfWhatIsKeptGoesDown) {
  (void)resolver.look_up("www.corp.example", Type::A);
  clock.advance_to(clock.now() + 42s);
  const auto kept = resolver.look_up("www.corp.example", Type::A);
  ASSERT_TRUE(kept.from_cache);
  EXPECT_EQ(kept.chain[0].ttl, 18U);
  EXPECT_EQ(kept.records[0].ttl, 258U);
}

TEST_F(ResolverTest, SeveralAddressesComeInTurn) {
  zones.put(zone("pool.test", "@ 60 A 192.0.2.1\n@ 60 A 192.0.2.2\n@ 60 A 192.0.2.3\nzero 0 A 192.0.2.1\nzero 0 A 192.0.2.2\n"));
  const auto first = [&](std::string_view asked) { return data(resolver.look_up(asked, Type::A).records).at(0); };
  EXPECT_EQ(first("pool.test"), "192.0.2.1");
  EXPECT_EQ(first("pool.test"), "192.0.2.2");
  clock.advance_to(clock.now() + 60s);
  EXPECT_EQ(first("pool.test"), "192.0.2.3");
  EXPECT_EQ(first("pool.test"), "192.0.2.1");
  EXPECT_EQ(first("zero.pool.test"), "192.0.2.1");
  EXPECT_EQ(first("zero.pool.test"), "192.0.2.2");
}

TEST_F(ResolverTest, NothingButAddressesIsTurned) {
  zones.put(zone("pool.test", "@ MX 10 a\n@ MX 10 b\n"));
  EXPECT_EQ(data(resolver.look_up("pool.test", Type::MX).records), data(resolver.look_up("pool.test", Type::MX).records));
}

TEST_F(ResolverTest, ALameDelegationIsTheCauseAndIsNotKept) {
  zones.put(zone("example", "corp NS ns.gone.test.\n"));
  zones.add_server(*sim::IpAddress::parse("192.0.2.53"), {});
  EXPECT_EQ(resolver.look_up("mail.corp.example", Type::A).status, Status::servfail);
  EXPECT_EQ(trace.events().back().by.id, "lame-delegation:corp.example");
  zones.put(zone("example", "@ NS ns.gone.test.\n"));
  EXPECT_EQ(resolver.look_up("mail.corp.example", Type::A).status, Status::found);
}

TEST_F(ResolverTest, FlushForgets) {
  EXPECT_EQ(resolver.look_up("mail.corp.example", Type::A).status, Status::found);
  resolver.flush();
  EXPECT_FALSE(resolver.look_up("mail.corp.example", Type::A).from_cache);
}

TEST_F(ResolverTest, WhatIsNoNameDoesNotExist) {
  EXPECT_EQ(resolver.look_up("a..b", Type::MX).status, Status::nxdomain);
  EXPECT_EQ(resolver.look_up("", Type::MX).status, Status::nxdomain);
}

TEST_F(ResolverTest, NotesEachQuestionAndWhatDecidedIt) {
  zones.put_fault({name("down.test"), Status::servfail, 0ms});
  (void)resolver.look_up("www.corp.example", Type::A);
  (void)resolver.look_up("www.corp.example", Type::A);
  (void)resolver.look_up("x.down.test", Type::MX);
  ASSERT_EQ(trace.events().size(), 3U);
  EXPECT_EQ(trace.events()[0].sentence(), "www.corp.example A: alias mail.corp.example., 192.0.2.10");
  EXPECT_NE(trace.events()[1].sentence().find("cache"), std::string::npos);
  EXPECT_EQ(trace.events()[2].field("answer"), "servfail");
  EXPECT_EQ(trace.events()[2].by.id, "dns-fault:down.test");
}

}  // namespace
