// Where a domain's owner begins. The list's own test cases: tests/corpora/psl.cc.
#include <gtest/gtest.h>

#include "sim/sender/public_suffix.h"

namespace sender_tests {
namespace {

using sim::sender::PublicSuffixes;

TEST(PublicSuffix, FindsTheOwnersDomain) {
  const PublicSuffixes& list = PublicSuffixes::installed();
  EXPECT_EQ(list.organizational_domain("a.b.Example.co.UK"), "example.co.uk");
  EXPECT_EQ(list.organizational_domain("example.com."), "example.com");
  EXPECT_EQ(list.organizational_domain("mail.corp.example"), "corp.example") << "a top level that is not listed";
  EXPECT_EQ(list.organizational_domain("co.uk"), "") << "a public suffix has no owner";
  EXPECT_EQ(list.organizational_domain("b.c.kobe.jp"), "b.c.kobe.jp") << "a wildcard rule";
  EXPECT_EQ(list.organizational_domain("www.city.kobe.jp"), "city.kobe.jp") << "and its exception";
}

TEST(PublicSuffix, KeepsTheFormOfTheName) {
  const PublicSuffixes& list = PublicSuffixes::installed();
  EXPECT_EQ(list.organizational_domain("www.食狮.公司.cn"), "食狮.公司.cn");
  EXPECT_EQ(list.organizational_domain("www.xn--85x722f.xn--55qx5d.cn"), "xn--85x722f.xn--55qx5d.cn");
  EXPECT_EQ(list.organizational_domain("a.b\xff.example"), "b\xff.example") << "no UTF-8";
}

TEST(PublicSuffix, TakesNoAddressForADomain) {
  const PublicSuffixes& list = PublicSuffixes::installed();
  for (const char* text : {"", ".", ".com", "a..example", "192.0.2.1", "[192.0.2.1]", "2001:db8::1", "a b.example", "x@y.example"}) {
    EXPECT_EQ(list.organizational_domain(text), "") << text;
    EXPECT_FALSE(list.is_public_suffix(text)) << text;
  }
  EXPECT_EQ(list.organizational_domain(std::string(300, 'a') + ".example"), "");
}

TEST(PublicSuffix, TellsWhyAListCannotBeRead) {
  const auto missing = PublicSuffixes::read("/nowhere/list.dat");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().place.file, "/nowhere/list.dat");
  EXPECT_FALSE(PublicSuffixes::read("/dev/null")) << "a list without rules would call every domain its own owner";
}

}  // namespace
}  // namespace sender_tests
