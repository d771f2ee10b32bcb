#include "sim/dns/zone_file.h"

#include "tests/dns/dns_texts.h"

namespace {

using dns_texts::data;
using dns_texts::name;
using sim::dns::Status;
using sim::dns::Type;
using Texts = std::vector<std::string>;

sim::dns::Zones file(std::string_view text) {
  auto zones = sim::dns::read_zone_file(text, {"zones", 1, 1});
  EXPECT_TRUE(zones.has_value()) << (zones ? "" : zones.error().text());
  return zones ? *std::move(zones) : sim::dns::Zones();
}

std::string problem(std::string_view text) {
  const auto zones = sim::dns::read_zone_file(text, {"zones", 1, 1});
  return zones ? "" : zones.error().text();
}

TEST(ZoneFile, HoldsManyDomains) {
  const auto zones = file("corp.example. MX 10 mail.corp.example.\n$ORIGIN corp.example.\nmail A 192.0.2.10\n"
                          "$ORIGIN other.test.\n@ TXT \"v=spf1 -all\"\nwww CNAME mail.corp.example.\n");
  EXPECT_EQ(data(zones.answer(name("corp.example"), Type::MX).records), Texts{"10 mail.corp.example."});
  EXPECT_EQ(data(zones.answer(name("www.other.test"), Type::A).records), Texts{"192.0.2.10"});
}

TEST(ZoneFile, NamesAreAbsoluteUntilAnOriginIsGiven) {
  EXPECT_EQ(data(file("mail.corp.example A 192.0.2.10\n").answer(name("mail.corp.example"), Type::A).records), Texts{"192.0.2.10"});
}

TEST(ZoneFile, WhatIsNotInItDoesNotExist) {
  const auto zones = file("mail.corp.example. A 192.0.2.10\n");
  EXPECT_EQ(zones.answer(name("nowhere.test"), Type::A).status, Status::nxdomain);
  EXPECT_EQ(zones.answer(name("corp.example"), Type::A).status, Status::nodata);
}

TEST(ZoneFile, EachSoaBeginsAZone) {
  const auto zones = file("a.test. SOA ns host 1 1h 1h 1h 60\nx.a.test. A 192.0.2.1\nb.test. SOA ns host 2 1h 1h 1h 120\n");
  EXPECT_EQ(zones.enclosing(name("x.a.test"))->origin(), name("a.test"));
  ASSERT_NE(zones.find(name("b.test")), nullptr);
  EXPECT_EQ(std::get<sim::dns::SoaData>(zones.find(name("b.test"))->soa()->data).minimum, 120U);
}

TEST(ZoneFile, NameServersOfADomainAreOnlyData) {
  const auto zones = file("corp.example. NS ns.elsewhere.test.\ncorp.example. MX 10 mail.corp.example.\n");
  EXPECT_EQ(zones.answer(name("corp.example"), Type::MX).status, Status::found);
  EXPECT_EQ(data(zones.answer(name("corp.example"), Type::NS).records), Texts{"ns.elsewhere.test."});
}

TEST(ZoneFile, ErrorsHaveLineAndColumn) {
  EXPECT_EQ(problem("a.test. A 192.0.2.1\nb.test. MX mail\n").substr(0, 12), "zones:2:12: ");
  EXPECT_NE(problem("a.test. CNAME b.test.\na.test. SOA ns host 1 1h 1h 1h 60\n").find("has a CNAME and other data"), std::string::npos);
}

TEST(ZoneFile, ReadsNoOtherFile) {
  EXPECT_NE(problem("$INCLUDE /etc/passwd\n").find("$INCLUDE is refused"), std::string::npos);
}

TEST(ZoneFile, AsksForTheZonesNameWhereNobodySaidIt) {
  const std::string said = problem("@ IN SOA ns host 1 1h 1h 1h 60\n@ MX 10 mail\n");
  EXPECT_EQ(said.substr(0, 11), "zones:1:1: ");
  EXPECT_NE(said.find("name the zone: $ORIGIN corp.test. or --origin corp.test"), std::string::npos) << said;
  EXPECT_EQ(problem("$ORIGIN corp.test.\n@ MX 10 mail\n"), "");
}

TEST(ZoneFile, TakesItsOriginFromOutside) {
  const sim::dns::ZoneText text{"@ MX 10 mail\nmail A 192.0.2.10\n", {"zones", 1, 1}, name("corp.test")};
  const auto zones = sim::dns::read_zone_files({&text, 1});
  ASSERT_TRUE(zones) << zones.error().text();
  EXPECT_EQ(data(zones->answer(name("corp.test"), Type::MX).records), Texts{"10 mail.corp.test."});
}

TEST(ZoneFile, SeveralAreOneDns) {
  const sim::dns::ZoneText texts[] = {{"$ORIGIN a.test.\n$TTL 60\n@ CNAME x.b.test.\n", {"a", 1, 1}}, {"x.b.test. A 192.0.2.7\n", {"b", 1, 1}}};
  const auto zones = sim::dns::read_zone_files(texts);
  ASSERT_TRUE(zones) << zones.error().text();
  const auto answer = zones->answer(name("a.test"), Type::A);
  EXPECT_EQ(data(answer.records), Texts{"192.0.2.7"});
  EXPECT_EQ(answer.records.front().ttl, 3600U) << "the $TTL of one file is nothing to another";
  const sim::dns::ZoneText again[] = {texts[0], {"a.test. A 192.0.2.1\n", {"b", 1, 1}}};
  const auto clash = sim::dns::read_zone_files(again);
  ASSERT_FALSE(clash);
  EXPECT_EQ(clash.error().place.text(), "b:1:9");
}

TEST(ZoneFile, ADelegationToAZoneThatIsAbsentIsLame) {
  const auto zones = file("a.test. SOA ns host 1 1h 1h 1h 60\nsub.a.test. NS ns.sub.a.test.\nns.sub.a.test. A 192.0.2.1\nown.a.test. NS ns.a.test.\nown.a.test. TXT x\n");
  const auto lame = zones.answer(name("x.sub.a.test"), Type::TXT);
  EXPECT_EQ(lame.status, Status::servfail);
  EXPECT_EQ(lame.outcome(), "servfail, lame-delegation:sub.a.test");
  EXPECT_EQ(zones.answer(name("own.a.test"), Type::TXT).status, Status::found) << "what the file holds of a child is the child";
  EXPECT_EQ(zones.answer(name("x.own.a.test"), Type::TXT).status, Status::nxdomain);
}

TEST(ZoneFile, AnAliasLoopNamesItself) {
  EXPECT_EQ(file("a.test. CNAME b.test.\nb.test. CNAME a.test.\n").answer(name("a.test"), Type::A).outcome(), "servfail, too-many-aliases");
}

}  // namespace
