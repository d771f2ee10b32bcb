// The text of SPF records (RFC 7208, 12) as values, and what is wrong with it.
#include "sim/sender/spf_record.h"

#include <gtest/gtest.h>

#include "sim/sender/spf_macro.h"

namespace sender_tests {
namespace {

using namespace sim::sender;

std::string problem_of(const std::string& text) {
  const auto record = parse_spf_record(text);
  return record ? "" : std::to_string(record.error().place.column) + ": " + record.error().what;
}

TEST(SpfRecord, IsOneOnlyIfTheVersionEnds) {
  EXPECT_TRUE(is_spf_record("v=spf1"));
  EXPECT_TRUE(is_spf_record("V=SPF1 -all"));
  EXPECT_FALSE(is_spf_record("v=spf10"));
  EXPECT_FALSE(is_spf_record("v=spf1-all"));
  EXPECT_FALSE(is_spf_record(" v=spf1"));
}

TEST(SpfRecord, KeepsTermsInOrderWithQualifierDomainAndPrefixes) {
  const auto record = parse_spf_record("v=spf1 A:x.example/24//64 ~mx//48 ?exists:%{i}.y.example -ip6:2001:db8::/32 redirect=z.example");
  ASSERT_TRUE(record);
  ASSERT_EQ(record->directives.size(), 4U);
  const SpfDirective& a = record->directives[0];
  EXPECT_EQ(a.mechanism, SpfMechanism::a);
  EXPECT_EQ(a.domain_spec, "x.example");
  EXPECT_EQ(a.prefix4, 24U);
  EXPECT_EQ(a.prefix6, 64U);
  EXPECT_EQ(record->directives[1].qualifier, SpfQualifier::softfail);
  EXPECT_EQ(record->directives[1].prefix4, 32U);
  EXPECT_EQ(record->directives[1].prefix6, 48U);
  EXPECT_EQ(record->directives[3].text, "-ip6:2001:db8::/32");
  EXPECT_EQ(record->redirect, "z.example");
}

TEST(SpfRecord, SaysWhichTermIsWrongAndWhy) {
  EXPECT_EQ(problem_of("v=spf1 mx al"), "11: 'al' is no mechanism");
  EXPECT_EQ(problem_of("v=spf1 ip4:192.0.2.300"), "8: '192.0.2.300' is no IPv4 network");
  EXPECT_EQ(problem_of("v=spf1 ip4:192.0.2.0/33"), "8: the prefix length 33 is larger than 32");
  EXPECT_EQ(problem_of("v=spf1 ip4:192.0.2.0/08"), "8: the prefix length 08 begins with 0");
  EXPECT_EQ(problem_of("v=spf1 include"), "8: 'include' names no domain");
  EXPECT_EQ(problem_of("v=spf1 a:192.0.2.1"), "8: '192.0.2.1' does not end in a top-level domain");
  EXPECT_EQ(problem_of("v=spf1 exists:%{q}.x.example"), "8: '%{q}' is no macro");
  EXPECT_EQ(problem_of("v=spf1 exists:%{i0}.x.example"), "8: '%{i0}' is no macro: it takes no part");
  EXPECT_EQ(problem_of("v=spf1 exists:%{i.x.example"), "8: the macro '%{i.x.example' is not closed");
  EXPECT_EQ(problem_of("v=spf1 exists:%{t}.x.example"), "8: %{t} may stand in explanations only");
  EXPECT_EQ(problem_of("v=spf1 redirect=a.example redirect=b.example"), "27: 'redirect=' stands in it twice");
  EXPECT_EQ(problem_of("v=spf1 a:b\x80.example"), "8: the octet 0x80 may not stand in it");
}

TEST(SpfRecord, UnknownModifiersMustOnlyBeWellFormed) {
  EXPECT_EQ(problem_of("v=spf1 ra=postmaster rp=100 x.y-z_0=%{t} -all"), "");
  EXPECT_EQ(problem_of("v=spf1 x=%{ -all"), "8: the macro '%{' is not closed");
}

TEST(SpfMacro, ShortensNamesFromTheLeftByWholeLabels) {
  SpfMacroValues values;
  std::string long_name;
  for (int i = 0; i < 30; ++i) long_name += "abcdefghi.";
  values.domain = long_name;
  const std::string name = expand_spf_domain("%{d}x.example", values);
  EXPECT_LE(name.size(), 253U);
  EXPECT_TRUE(name.starts_with("abcdefghi."));
  EXPECT_TRUE(name.ends_with(".x.example"));
}

TEST(SpfMacro, ReadsAnyNumberOfParts) {
  SpfMacroValues values;
  values.domain = "a.b.c.example";
  EXPECT_EQ(expand_spf_domain("%{d2}", values), "c.example");
  EXPECT_EQ(expand_spf_domain("%{d99999999999999999999r}", values), "example.c.b.a");
}

}  // namespace
}  // namespace sender_tests
