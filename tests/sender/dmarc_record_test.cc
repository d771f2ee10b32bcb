// DMARC records: which count, what they ask for, and what a person should mend (RFC 7489, 6.3 and 6.6.3; RFC 9989, 4.7 and 4.10.1).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/sender/dmarc_record.h"

namespace sender_tests {
namespace {

using namespace sim::sender;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

DmarcRecord old_record(std::string_view text) { return read_dmarc_record(text, DmarcRules::rfc7489); }
DmarcRecord new_record(std::string_view text) { return read_dmarc_record(text, DmarcRules::rfc9989); }

TEST(DmarcRecord, BeginsWithItsVersion) {
  for (const char* text : {"v=DMARC1", "v=DMARC1;p=none", "v = DMARC1 ; p=none", "V=DMARC1; p=none"}) EXPECT_TRUE(is_dmarc_record(text)) << text;
  for (const char* text : {"", "v=DMARC", "v=DMARC10; p=none", "v=dmarc1; p=none", "p=none; v=DMARC1", " v=DMARC1", "V=dmarc1"}) EXPECT_FALSE(is_dmarc_record(text)) << text;
  EXPECT_TRUE(resembles_dmarc_record("v=dmarc1; p=none"));
  EXPECT_FALSE(resembles_dmarc_record("v=spf1 -all"));
}

TEST(DmarcRecord, SaysWhatItAsksFor) {
  const DmarcRecord record = old_record("v=DMARC1; p=Reject; sp=quarantine; adkim=s; aspf=S; pct=20; rua=mailto:a@corp.example!10m,mailto:b%2Bc@esp.example; fo=1:d");
  EXPECT_TRUE(record.counts);
  EXPECT_EQ(record.policy, DmarcPolicy::reject);
  EXPECT_EQ(record.subdomains, DmarcPolicy::quarantine);
  EXPECT_TRUE(record.strict_dkim && record.strict_spf);
  EXPECT_EQ(record.failure_options, "1:d");
  EXPECT_EQ(record.percent, 20U);
  ASSERT_EQ(record.aggregate_to.size(), 2U);
  EXPECT_EQ(record.aggregate_to[0].most_octets, 10U << 20);
  EXPECT_EQ(record.aggregate_to[1].address, "b+c@esp.example");
  EXPECT_THAT(record.findings, IsEmpty());
}

/// cause-A17: a typo in the policy.
TEST(DmarcRecord, WithATypoCountsAsNoneOnlyIfItAsksForReports) {
  const DmarcRecord silent = old_record("v=DMARC1;p=non");
  EXPECT_FALSE(silent.counts);
  EXPECT_THAT(silent.findings, ElementsAre("p=non is no policy (none, quarantine or reject)", "it does not count at all, since it has no rua= either"));
  const DmarcRecord reporting = old_record("v=DMARC1; p=rejcet; sp=reject; rua=mailto:d@corp.example");
  EXPECT_TRUE(reporting.counts);
  EXPECT_EQ(reporting.policy, DmarcPolicy::none);
  EXPECT_EQ(reporting.subdomains, std::nullopt);
  EXPECT_FALSE(old_record("v=DMARC1; p=reject; sp=no").counts) << "the same goes for sp=";
  EXPECT_FALSE(old_record("v=DMARC1; p=non; rua=d@corp.example").counts) << "an address without mailto: is no URI";
}

TEST(DmarcRecord, MayLackItsPolicySinceRfc9989) {
  EXPECT_FALSE(old_record("v=DMARC1; aspf=s").counts);
  EXPECT_TRUE(new_record("v=DMARC1; aspf=s").counts);
  EXPECT_FALSE(new_record("v=DMARC1; p=reject; np=maybe").counts);
}

TEST(DmarcRecord, KnowsTheTagsOfItsRules) {
  const std::string text = "v=DMARC1; p=reject; np=quarantine; t=y; psd=n; pct=10";
  const DmarcRecord before = old_record(text);
  EXPECT_EQ(before.nonexistent_subdomains, std::nullopt);
  EXPECT_FALSE(before.is_test);
  EXPECT_EQ(before.percent, 10U);
  EXPECT_EQ(before.findings.size(), 3U);
  const DmarcRecord after = new_record(text);
  EXPECT_EQ(after.nonexistent_subdomains, DmarcPolicy::quarantine);
  EXPECT_TRUE(after.is_test);
  EXPECT_EQ(after.psd, PublicSuffixDomain::no);
  EXPECT_EQ(after.percent, 100U);
  EXPECT_THAT(after.findings, ElementsAre(HasSubstr("pct= is gone")));
}

TEST(DmarcRecord, TellsWhatToMend) {
  const DmarcRecord record = old_record("v=DMARC1; sp=none; p=none; pct=150; adkim=strict; ptc=3; rua=d@corp.example,mailto:x,https://corp.example/r; ruf=mailto:a@b.example!7x; fo=9; rf=xyz; ri=often");
  EXPECT_TRUE(record.counts);
  EXPECT_EQ(record.percent, 100U);
  EXPECT_EQ(record.aggregate_to.size(), 1U) << "https: is a URI, to which nobody sends";
  for (const char* finding : {"p= does not stand directly behind v= (RFC 7489, 6.4)", "pct=150 is no number from 0 to 100: 100", "adkim=strict is neither r nor s: relaxed",
                              "unknown tag 'ptc'", "rua: 'd@corp.example' is no URI", "rua: 'x' is no mail address", "ruf: 'mailto:a@b.example!7x' has no size behind !",
                              "fo=9 is none of 0, 1, d and s", "rf= knows afrf alone", "ri= is no number of seconds"})
    EXPECT_THAT(record.findings, Contains(finding));
}

TEST(DmarcRecord, BoundsWhatIsHostile) {
  std::string text = "v=DMARC1; p=none; rua=";
  for (int i = 0; i < 1000; ++i) text += "mailto:a@b.example,";
  for (int i = 0; i < 1000; ++i) text += ";x" + std::to_string(i) + "=1";
  const DmarcRecord record = old_record(text);
  EXPECT_LE(record.aggregate_to.size(), 20U);
  EXPECT_LE(record.findings.size(), 50U);
}

}  // namespace
}  // namespace sender_tests
