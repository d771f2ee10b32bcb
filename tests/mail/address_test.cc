#include "sim/mail/address.h"

namespace {

using sim::mail::Address;
using sim::mail::ReversePath;

std::string printed(std::string_view text) {
  const auto address = Address::parse(text);
  return address ? address->text() : "refused";
}

TEST(Address, ReadsLocalPartAndDomain) {
  const auto address = Address::parse("yuki.tanaka+tag@Corp.Example");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->local(), "yuki.tanaka+tag");
  EXPECT_EQ(address->domain(), "Corp.Example");
  EXPECT_EQ(address->domain_lower(), "corp.example");
  EXPECT_FALSE(address->is_utf8());
}

TEST(Address, TakesTheQuotesOffAndPutsThemBack) {
  const auto address = Address::parse(R"("john \"jack\" doe@home"@example.com)");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->local(), R"(john "jack" doe@home)");
  EXPECT_EQ(address->text(), R"("john \"jack\" doe@home"@example.com)");
}

TEST(Address, DropsQuotesThatAreNotNeeded) { EXPECT_EQ(printed("\"plain\"@example.com"), "plain@example.com"); }

TEST(Address, KeepsAnEmptyQuotedLocalPart) { EXPECT_EQ(printed("\"\"@example.com"), "\"\"@example.com"); }

TEST(Address, TakesUtf8AndSaysSo) {
  const auto address = Address::parse("田中@例え.example");
  ASSERT_TRUE(address);
  EXPECT_TRUE(address->is_utf8());
  EXPECT_EQ(address->text(), "田中@例え.example");
}

TEST(Address, TakesAddressLiterals) {
  EXPECT_EQ(printed("a@[192.0.2.1]"), "a@[192.0.2.1]");
  EXPECT_EQ(printed("a@[IPv6:2001:db8::1]"), "a@[IPv6:2001:db8::1]");
  EXPECT_EQ(printed("a@[192.0.2.256]"), "refused");
  EXPECT_EQ(printed("a@[IPv6:2001:zz8::1]"), "refused");
  EXPECT_EQ(printed("a@[]"), "refused");
}

TEST(Address, RefusesWhatIsNoAddress) {
  for (const std::string_view text : {"", "@", "a", "a@", "@b", "a b@c", "a@b c", ".a@b", "a.@b", "a..b@c", "a@b..c", "a@.b", "a@b.", "a@-b.c",
                                      "a@b-.c", "\"a@b", "\"a\"b@c", "a,b@c", "a@b@c", "<a@b>", "a@b>", "a\r\n@b", "\"a\r\nb\"@c", "a@b\r\n"})
    EXPECT_EQ(printed(text), "refused") << text;
}

TEST(Address, RefusesBytesThatAreNoUtf8) { EXPECT_EQ(printed("caf\xE9@example.com"), "refused"); }

TEST(Address, RefusesControlCharactersAndNul) {
  EXPECT_EQ(printed(std::string_view("a\0b@c", 5)), "refused");
  EXPECT_EQ(printed(std::string_view("\"a\0b\"@c", 7)), "refused");
  EXPECT_EQ(printed(std::string_view("a@c\0d", 5)), "refused");
}

TEST(Address, HoldsTheBoundsOfRfc5321) {
  const std::string label(63, 'b');
  const std::string domain255 = label + "." + label + "." + label + "." + std::string(63, 'b');
  EXPECT_NE(printed(std::string(64, 'a') + "@b"), "refused");
  EXPECT_EQ(printed(std::string(65, 'a') + "@b"), "refused");
  EXPECT_NE(printed("a@" + domain255), "refused");
  EXPECT_EQ(printed("a@" + domain255 + ".c"), "refused");
  EXPECT_EQ(printed("a@" + std::string(64, 'b')), "refused");
}

TEST(Address, ComparesDomainsWithoutCaseAndLocalPartsExactly) {
  EXPECT_EQ(Address("a", "B.example"), Address("a", "b.EXAMPLE"));
  EXPECT_FALSE(Address("A", "b") == Address("a", "b"));
  EXPECT_TRUE(Address("A", "B").matches(Address("a", "b")));
  EXPECT_FALSE(Address("A", "B").matches(Address("a", "c")));
  EXPECT_FALSE(Address("a", "B") < Address("a", "b"));
}

TEST(Address, SaysWhatIsWrong) {
  const auto address = Address::parse("nobody");
  ASSERT_FALSE(address);
  EXPECT_EQ(address.error().what, "'nobody' is no mail address: it has no @");
}

TEST(ReversePath, IsNullUnlessGivenAnAddress) {
  EXPECT_TRUE(ReversePath().is_null());
  EXPECT_EQ(ReversePath().text(), "");
  EXPECT_EQ(ReversePath(Address("a", "b")).text(), "a@b");
}

}  // namespace
