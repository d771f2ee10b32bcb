#include "tests/dns/dns_texts.h"

namespace {

using dns_texts::look;
using dns_texts::name;
using dns_texts::zone;
using sim::dns::Type;
using Texts = std::vector<std::string>;

TEST(Zone, ReadsEveryTypeItKnows) {
  const auto z = zone("corp.example", R"(
@      IN SOA  ns1 hostmaster ( 2026010501 1h 10m ; retry
                                1w 5m )
@      IN NS   ns1
@      IN MX   10 mail
       IN MX   20 mail.backup.example.
@      IN TXT  "v=spf1 ip4:192.0.2.10 -all"
mail   IN A    192.0.2.10
mail   IN AAAA 2001:DB8::0010
www    IN CNAME mail
ptr    IN PTR  mail
)");
  EXPECT_EQ(look(z, "corp.example", Type::SOA),
            Texts{"ns1.corp.example. hostmaster.corp.example. 2026010501 3600 600 604800 300"});
  EXPECT_EQ(look(z, "corp.example", Type::NS), Texts{"ns1.corp.example."});
  EXPECT_EQ(look(z, "corp.example", Type::MX), (Texts{"10 mail.corp.example.", "20 mail.backup.example."}));
  EXPECT_EQ(look(z, "corp.example", Type::TXT), Texts{"\"v=spf1 ip4:192.0.2.10 -all\""});
  EXPECT_EQ(look(z, "mail.corp.example", Type::A), Texts{"192.0.2.10"});
  EXPECT_EQ(look(z, "mail.corp.example", Type::AAAA), Texts{"2001:db8::10"});
  EXPECT_EQ(look(z, "www.corp.example", Type::CNAME), Texts{"mail.corp.example."});
  EXPECT_EQ(look(z, "ptr.corp.example", Type::PTR), Texts{"mail.corp.example."});
  EXPECT_EQ(look(z, "mail.corp.example", Type::ANY).size(), 2U);
}

TEST(Zone, TimeToLiveAndClassStandInEitherOrderAndMayBeMissing) {
  const auto z = zone("corp.example", "a 60 IN A 192.0.2.1\nb IN 1h30m A 192.0.2.2\nc A 192.0.2.3\n$TTL 2d\nd A 192.0.2.4\n");
  const auto ttl = [&z](const char* owner) { return z.match(name(owner), Type::A).records.at(0).ttl; };
  EXPECT_EQ(ttl("a.corp.example"), 60U);
  EXPECT_EQ(ttl("b.corp.example"), 5400U);
  EXPECT_EQ(ttl("c.corp.example"), 3600U);
  EXPECT_EQ(ttl("d.corp.example"), 172'800U);
}

TEST(Zone, OriginMovesRelativeNames) {
  const auto z = zone("corp.example", "$ORIGIN sub.corp.example.\nmail A 192.0.2.1\n$ORIGIN deep\n@ MX 5 mail\n");
  EXPECT_EQ(look(z, "mail.sub.corp.example", Type::A), Texts{"192.0.2.1"});
  EXPECT_EQ(look(z, "deep.sub.corp.example", Type::MX), Texts{"5 mail.deep.sub.corp.example."});
}

TEST(Zone, ALineThatBeginsWithABlankKeepsTheOwner) {
  const auto z = zone("corp.example", "mail A 192.0.2.1\n     ; a comment\n\n  \t TXT hello\n");
  EXPECT_EQ(look(z, "mail.corp.example", Type::TXT), Texts{"\"hello\""});
}

TEST(Zone, QuotedStringsKeepBlanksEscapesAndSemicolons) {
  const auto z = zone("corp.example", "@ TXT ( \"v=DKIM1; k=rsa; \" ; first half\n  \"p=\\\"A\\065\\\\\" ) \n");
  const auto match = z.match(name("corp.example"), Type::TXT);
  ASSERT_EQ(match.records.size(), 1U);
  EXPECT_EQ(std::get<sim::dns::TxtData>(match.records[0].data).joined(), "v=DKIM1; k=rsa; p=\"AA\\");
}

TEST(Zone, ReadsANullMx) {
  const auto z = zone("nomail.example", "@ MX 0 .\n");
  const auto match = z.match(name("nomail.example"), Type::MX);
  ASSERT_EQ(match.records.size(), 1U);
  EXPECT_TRUE(std::get<sim::dns::MxData>(match.records[0].data).is_null());
}

TEST(Zone, ATextWithoutSoaGetsOne) {
  const auto z = zone("corp.example", "");
  ASSERT_NE(z.soa(), nullptr);
  EXPECT_GT(std::get<sim::dns::SoaData>(z.soa()->data).minimum, 0U);
}

TEST(Zone, ReadsCarriageReturnsAndALastLineWithoutEnd) {
  const auto z = zone("corp.example", "a A 192.0.2.1\r\nb TXT x\r\nc A 192.0.2.3");
  EXPECT_EQ(look(z, "b.corp.example", Type::TXT), Texts{"\"x\""});
  EXPECT_EQ(look(z, "c.corp.example", Type::A), Texts{"192.0.2.3"});
}

TEST(Zone, EqualRecordsAreOne) {
  const auto z = zone("corp.example", "a A 192.0.2.1\na 60 A 192.0.2.1\n");
  EXPECT_EQ(look(z, "a.corp.example", Type::A).size(), 1U);
}

TEST(Zone, WhatItWritesItReadsBackAlike) {
  const auto z = zone("corp.example", "@ MX 0 .\n@ TXT \"a \\\" \\\\ \\001\" b\nx\\.y 5 A 192.0.2.1\n*.w CNAME @\n");
  std::string text;
  for (const auto& [owner, records] : z.records()) {
    for (const auto& record : records) text += record.text() + "\n";
  }
  EXPECT_EQ(zone("corp.example", text).records(), z.records());
}

TEST(Zone, ForgetsWhatIsRemoved) {
  auto z = zone("corp.example", "a.b A 192.0.2.1\na.b TXT x\n");
  z.remove(name("a.b.corp.example"), Type::A);
  EXPECT_TRUE(z.match(name("a.b.corp.example"), Type::A).exists);
  EXPECT_TRUE(look(z, "a.b.corp.example", Type::A).empty());
  z.remove(name("a.b.corp.example"), Type::ANY);
  EXPECT_FALSE(z.match(name("a.b.corp.example"), Type::TXT).exists);
  EXPECT_FALSE(z.match(name("b.corp.example"), Type::A).exists);
}

}  // namespace
