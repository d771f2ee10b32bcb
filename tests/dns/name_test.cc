#include "tests/dns/dns_texts.h"

namespace {

using dns_texts::name;
using sim::dns::Name;

TEST(DnsName, ReadsLabelsInLowerCaseWithOrWithoutTheLastDot) {
  EXPECT_EQ(name("Mail.Corp.EXAMPLE"), name("mail.corp.example."));
  EXPECT_EQ(name("mail.corp.example").labels(), (std::vector<std::string>{"mail", "corp", "example"}));
  EXPECT_EQ(name("mail.corp.example.").text(), "mail.corp.example");
}

TEST(DnsName, TheRootIsADot) {
  EXPECT_TRUE(name(".").is_root());
  EXPECT_EQ(Name().text(), ".");
  EXPECT_EQ(Name().parent(), Name());
}

TEST(DnsName, ReadsAndWritesEscapes) {
  EXPECT_EQ(name("yuki\\.t.corp.example").labels().front(), "yuki.t");
  EXPECT_EQ(name("\\097b").labels().front(), "ab");
  EXPECT_EQ(name("a\\032b").text(), "a\\032b");
  for (const auto* text : {"yuki\\.t.corp", "a\\000b", "a\\\\b", "\\@.x", "\\255"}) {
    EXPECT_EQ(name(name(text).text()), name(text)) << text;
  }
}

TEST(DnsName, HoldsLabelsOf63AndNamesOf255Octets) {
  const std::string label63(63, 'a');
  EXPECT_TRUE(Name::parse(label63).has_value());
  EXPECT_FALSE(Name::parse(label63 + "a").has_value());
  const std::string three = label63 + "." + label63 + "." + label63 + ".";
  EXPECT_TRUE(Name::parse(three + std::string(61, 'b')).has_value());
  EXPECT_FALSE(Name::parse(three + std::string(62, 'b')).has_value());
}

TEST(DnsName, RefusesWhatIsNoName) {
  for (const auto* text : {"", "a..b", ".a", "..", "a b", "a\tb", "a\\", "a\\25", "a\\256", "a\\2x3"}) {
    const auto parsed = Name::parse(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_FALSE(parsed.error().advice.empty()) << text;
  }
  EXPECT_FALSE(Name::parse(std::string("a\0b", 3)).has_value());
}

TEST(DnsName, AHugeNameGivesAShortError) {
  const auto parsed = Name::parse(std::string(1'000'000, 'a'));
  ASSERT_FALSE(parsed.has_value());
  EXPECT_LT(parsed.error().text().size(), 300U);
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "a.";
  EXPECT_FALSE(Name::parse(many).has_value());
}

TEST(DnsName, KnowsWhatItIsBelow) {
  EXPECT_TRUE(name("a.b.example").is_below_or_at(name("b.example")));
  EXPECT_TRUE(name("b.example").is_below_or_at(name("b.example")));
  EXPECT_TRUE(name("b.example").is_below_or_at(Name()));
  EXPECT_FALSE(name("xb.example").is_below_or_at(name("b.example")));
  EXPECT_FALSE(name("example").is_below_or_at(name("b.example")));
  EXPECT_EQ(name("a.b.example").parent(), name("b.example"));
  EXPECT_EQ(name("example").child("B"), name("b.example"));
}

}  // namespace
