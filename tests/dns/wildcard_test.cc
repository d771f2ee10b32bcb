// The zone of RFC 4592, 2.2.1, and what it must answer.
#include "tests/dns/dns_texts.h"

namespace {

using dns_texts::look;
using dns_texts::name;
using sim::dns::Type;
using Texts = std::vector<std::string>;

sim::dns::Zone wild() {
  return dns_texts::zone("example", R"(
*               3600 TXT "this is a wildcard"
*               3600 MX  10 host1.example.
sub.*           3600 TXT "this is not a wildcard"
host1           3600 A   192.0.2.1
subdel          3600 NS  ns.example.com.
_ssh._tcp.host1 3600 TXT srv
_ssh._tcp.host2 3600 TXT srv
)");
}

TEST(Wildcard, AnswersForNamesThatDoNotExist) {
  EXPECT_EQ(look(wild(), "host3.example", Type::MX), Texts{"10 host1.example."});
  EXPECT_EQ(look(wild(), "foo.bar.example", Type::TXT), Texts{"\"this is a wildcard\""});
  const auto match = wild().match(name("host3.example"), Type::MX);
  EXPECT_EQ(match.records.at(0).owner, name("host3.example"));
}

TEST(Wildcard, LacksTheTypeButTheNameExists) {
  const auto match = wild().match(name("host3.example"), Type::A);
  EXPECT_TRUE(match.exists);
  EXPECT_TRUE(match.records.empty());
}

TEST(Wildcard, StaysAwayFromNamesThatExist) {
  EXPECT_TRUE(look(wild(), "host1.example", Type::MX).empty());
  EXPECT_TRUE(wild().match(name("host1.example"), Type::MX).exists);
  EXPECT_TRUE(look(wild(), "sub.*.example", Type::MX).empty());
}

TEST(Wildcard, EmptyNonTerminalsExist) {
  const auto match = wild().match(name("_tcp.host2.example"), Type::TXT);
  EXPECT_TRUE(match.exists);
  EXPECT_TRUE(match.records.empty());
  EXPECT_TRUE(look(wild(), "host2.example", Type::MX).empty());
}

TEST(Wildcard, OnlyTheClosestEncloserCounts) {
  EXPECT_FALSE(wild().match(name("_telnet._tcp.host1.example"), Type::TXT).exists);
  EXPECT_FALSE(wild().match(name("ghost.host1.example"), Type::MX).exists);
  EXPECT_FALSE(wild().match(name("ghost.*.example"), Type::MX).exists);
}

TEST(Wildcard, CanBeAskedForByItsOwnName) {
  EXPECT_EQ(look(wild(), "*.example", Type::TXT), Texts{"\"this is a wildcard\""});
}

TEST(Wildcard, CanBeAnAlias) {
  const auto z = dns_texts::zone("corp.example", "*.w CNAME mail\nmail A 192.0.2.1\n");
  EXPECT_EQ(look(z, "any.w.corp.example", Type::A), Texts{"mail.corp.example."});
}

TEST(Wildcard, NamesOutsideTheZoneDoNotExist) { EXPECT_FALSE(wild().match(name("host3.other"), Type::MX).exists); }

}  // namespace
