// DMARC: who the author is, which record counts, what is aligned, what is asked for (RFC 7489; RFC 9989).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/sender/dmarc.h"
#include "sim/sender/dmarc_discovery.h"
#include "tests/sender/zone_lookup.h"

namespace sender_tests {
namespace {

using namespace sim::sender;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

/// What SPF and DKIM said, and the question that goes with it.
struct Mail {
  std::string author = "corp.example";
  SpfResult spf = SpfResult::none;
  std::string spf_domain = "corp.example";
  DkimResult dkim = DkimResult::none;  ///< none: unsigned
  std::string dkim_domain = "corp.example";
  DmarcRules rules = DmarcRules::rfc7489;
  unsigned sample = 0;
};

DmarcVerdict check(const Mail& mail, ZoneLookup& dns) {
  SpfVerdict spf;
  spf.result = mail.spf;
  spf.domain = mail.spf_domain;
  std::vector<DkimVerdict> dkim;
  if (mail.dkim != DkimResult::none) dkim.push_back({.result = mail.dkim, .domain = mail.dkim_domain});
  const DmarcQuestion question{.author_domain = mail.author, .spf = &spf, .dkim = &dkim, .rules = mail.rules, .sample = mail.sample};
  return check_dmarc(question, dns, PublicSuffixes::installed());
}

DmarcVerdict check(const Mail& mail, const std::string& zone) {
  ZoneLookup dns(zone);
  return check(mail, dns);
}

const std::string rejecting = "_dmarc.corp.example. TXT \"v=DMARC1; p=reject\"\n";

TEST(Dmarc, PassesByOneAlignedMethod) {
  const DmarcVerdict by_spf = check({.spf = SpfResult::pass}, rejecting);
  EXPECT_EQ(by_spf.result, DmarcResult::pass);
  EXPECT_TRUE(by_spf.spf_aligned && !by_spf.dkim_aligned);
  EXPECT_EQ(by_spf.disposition, DmarcPolicy::none) << "nothing is asked for a mail that passes";
  EXPECT_EQ(by_spf.reason, "spf=pass for corp.example, aligned with corp.example");
  EXPECT_GT(by_spf.cost, sim::Duration{0});
  const DmarcVerdict by_dkim = check({.spf = SpfResult::fail, .dkim = DkimResult::pass, .dkim_domain = "mail.corp.example"}, rejecting);
  EXPECT_EQ(by_dkim.result, DmarcResult::pass) << "a subdomain is aligned where the record does not ask for more";
  EXPECT_EQ(by_dkim.reason, "dkim=pass for mail.corp.example, aligned with corp.example");
}

/// cause-A15: the classic misunderstanding.
TEST(Dmarc, TellsThatAPassOfAnotherDomainIsNotAligned) {
  const DmarcVerdict verdict =
      check({.spf = SpfResult::pass, .spf_domain = "bounce.esp.example", .dkim = DkimResult::pass, .dkim_domain = "esp.example"}, rejecting);
  EXPECT_EQ(verdict.result, DmarcResult::fail);
  EXPECT_EQ(verdict.disposition, DmarcPolicy::reject);
  EXPECT_EQ(verdict.reason, "spf=pass for bounce.esp.example, not aligned with corp.example; dkim=pass for esp.example, not aligned with corp.example");
}

TEST(Dmarc, FailsWithoutAnyPass) {
  const DmarcVerdict verdict = check({.spf = SpfResult::softfail}, rejecting);
  EXPECT_EQ(verdict.result, DmarcResult::fail);
  EXPECT_EQ(verdict.reason, "spf=softfail for corp.example; no DKIM signature");
}

TEST(Dmarc, IsStrictWhereTheRecordSaysSo) {
  const std::string zone = "_dmarc.corp.example. TXT \"v=DMARC1; p=reject; adkim=s; aspf=s\"\n";
  const DmarcVerdict verdict = check({.spf = SpfResult::pass, .spf_domain = "mail.corp.example"}, zone);
  EXPECT_EQ(verdict.result, DmarcResult::fail);
  EXPECT_THAT(verdict.reason, HasSubstr("spf=pass for mail.corp.example, not identical to corp.example (aspf=s)"));
  EXPECT_EQ(check({.dkim = DkimResult::pass, .dkim_domain = "CORP.example"}, zone).result, DmarcResult::pass);
}

TEST(Dmarc, DoesNotApplyWithoutARecord) {
  const DmarcVerdict verdict = check({.author = "mail.corp.example", .spf = SpfResult::pass}, "corp.example. A 192.0.2.1\n");
  EXPECT_EQ(verdict.result, DmarcResult::none);
  EXPECT_EQ(verdict.reason, "no DMARC record at mail.corp.example or corp.example");
  EXPECT_THAT(verdict.steps, Contains("_dmarc.corp.example TXT: nxdomain"));
}

/// cause-A16: sp=, the owner's record, pct=.
TEST(Dmarc, AsksTheOwnersDomainForASubdomain) {
  const std::string zone = "_dmarc.corp.co.uk. TXT \"v=DMARC1; p=reject; sp=quarantine\"\n";
  const DmarcVerdict below = check({.author = "news.mail.corp.co.uk"}, zone);
  EXPECT_EQ(below.record_domain, "corp.co.uk");
  EXPECT_EQ(below.organizational_domain, "corp.co.uk");
  EXPECT_EQ(below.policy_tag, "sp");
  EXPECT_EQ(below.disposition, DmarcPolicy::quarantine);
  EXPECT_EQ(check({.author = "corp.co.uk"}, zone).policy_tag, "p");
}

TEST(Dmarc, AppliesThePolicyToItsShareOfTheMail) {
  const std::string zone = "_dmarc.corp.example. TXT \"v=DMARC1; p=reject; pct=30\"\n";
  EXPECT_EQ(check({.sample = 29}, zone).disposition, DmarcPolicy::reject);
  const DmarcVerdict left_out = check({.sample = 30}, zone);
  EXPECT_EQ(left_out.disposition, DmarcPolicy::quarantine) << "RFC 7489, 6.6.4: the next weaker policy";
  EXPECT_EQ(left_out.policy, DmarcPolicy::reject);
  EXPECT_EQ(check({.sample = 0}, "_dmarc.corp.example. TXT \"v=DMARC1; p=quarantine; pct=0\"\n").disposition, DmarcPolicy::none);
}

TEST(Dmarc, TakesSeveralRecordsForNone) {
  const std::string zone = rejecting + "_dmarc.corp.example. TXT \"v=DMARC1; p=none\"\n_dmarc.corp.example. TXT \"another thing\"\n";
  const DmarcVerdict verdict = check({}, zone);
  EXPECT_EQ(verdict.result, DmarcResult::none);
  EXPECT_THAT(verdict.findings, Contains("_dmarc.corp.example has 2 DMARC records, which count as none (RFC 7489, 6.6.3)"));
  EXPECT_EQ(check({}, rejecting + "_dmarc.corp.example. TXT \"another thing\"\n").result, DmarcResult::fail);
}

/// cause-A17
TEST(Dmarc, FindsTheTypoInARecord) {
  const DmarcVerdict verdict = check({}, "_dmarc.corp.example. TXT \"v=DMARC1;p=non\"\n");
  EXPECT_EQ(verdict.result, DmarcResult::permerror);
  EXPECT_EQ(verdict.disposition, DmarcPolicy::none);
  EXPECT_THAT(verdict.findings, Contains("_dmarc.corp.example: p=non is no policy (none, quarantine or reject)"));
  const DmarcVerdict lower = check({}, "_dmarc.corp.example. TXT \"v=dmarc1; p=reject\"\n");
  EXPECT_EQ(lower.result, DmarcResult::none);
  EXPECT_THAT(lower.findings, ElementsAre("the TXT record of _dmarc.corp.example does not begin with v=DMARC1, so it is no DMARC record"));
}

TEST(Dmarc, KnowsThatItDoesNotKnow) {
  ZoneLookup dns(rejecting);
  dns.failing.insert("_dmarc.corp.example");
  EXPECT_EQ(check({.spf = SpfResult::pass}, dns).result, DmarcResult::temperror);
  EXPECT_EQ(check({.spf = SpfResult::temperror}, rejecting).result, DmarcResult::temperror) << "RFC 7489, 6.6.2: SPF may pass later";
  EXPECT_EQ(check({.spf = SpfResult::temperror, .spf_domain = "esp.example"}, rejecting).result, DmarcResult::fail) << "which would not help here";
  EXPECT_EQ(check({.spf = SpfResult::temperror, .dkim = DkimResult::pass}, rejecting).result, DmarcResult::pass);
}

TEST(Dmarc, ComparesInternationalNamesInOneForm) {
  const std::string zone = "_dmarc.xn--bcher-kva.example. TXT \"v=DMARC1; p=reject\"\n";
  const DmarcVerdict verdict = check({.author = "b\u00fccher.example", .dkim = DkimResult::pass, .dkim_domain = "mail.xn--bcher-kva.example"}, zone);
  EXPECT_EQ(verdict.result, DmarcResult::pass);
  EXPECT_EQ(verdict.author_domain, "b\u00fccher.example");
  EXPECT_EQ(check({.author = "b\xff.example"}, zone).result, DmarcResult::permerror);
  EXPECT_EQ(check({.author = "[192.0.2.1]"}, zone).result, DmarcResult::permerror);
}

Mail by_walk(std::string author, SpfResult spf = SpfResult::none, std::string spf_domain = "") {
  return {.author = std::move(author), .spf = spf, .spf_domain = std::move(spf_domain), .rules = DmarcRules::rfc9989};
}

/// The example of RFC 9989, 4.10.
TEST(DmarcTreeWalk, AsksEightNamesAtMost) {
  EXPECT_THAT(tree_walk_names("a.b.c.d.e.f.g.h.i.j.mail.example.com"),
              ElementsAre("a.b.c.d.e.f.g.h.i.j.mail.example.com", "g.h.i.j.mail.example.com", "h.i.j.mail.example.com", "i.j.mail.example.com", "j.mail.example.com",
                          "mail.example.com", "example.com", "com"));
  EXPECT_THAT(tree_walk_names("a.mail.example.com"), ElementsAre("a.mail.example.com", "mail.example.com", "example.com", "com"));
  ZoneLookup dns("a.example. A 192.0.2.1\n");
  std::string deep = "com";
  for (int i = 0; i < 100; ++i) deep = "a." + deep;
  EXPECT_EQ(check(by_walk(deep), dns).result, DmarcResult::none);
  EXPECT_EQ(dns.asked.size(), most_tree_walk_queries);
}

TEST(DmarcTreeWalk, TakesTheShortestNameWithARecordForTheOwner) {
  const std::string zone = "_dmarc.mail.corp.example. TXT \"v=DMARC1; p=none\"\n_dmarc.corp.example. TXT \"v=DMARC1; p=reject; sp=quarantine\"\n";
  const DmarcVerdict verdict = check(by_walk("a.mail.corp.example", SpfResult::pass, "corp.example"), zone);
  EXPECT_EQ(verdict.organizational_domain, "corp.example");
  EXPECT_EQ(verdict.record_domain, "corp.example") << "not that of the name between";
  EXPECT_EQ(verdict.policy_tag, "sp");
  EXPECT_EQ(verdict.result, DmarcResult::pass);
}

TEST(DmarcTreeWalk, EndsWhereARecordSaysWhatItIs) {
  const std::string owner = "_dmarc.mail.corp.example. TXT \"v=DMARC1; p=reject; psd=n\"\n_dmarc.corp.example. TXT \"v=DMARC1; p=none\"\n";
  EXPECT_EQ(check(by_walk("a.mail.corp.example"), owner).organizational_domain, "mail.corp.example");
  const std::string suffix = "_dmarc.com. TXT \"v=DMARC1; p=reject; psd=y\"\n";
  const DmarcVerdict verdict = check(by_walk("a.mail.example.com", SpfResult::pass, "b.example.com"), suffix);
  EXPECT_EQ(verdict.organizational_domain, "example.com") << "one label below the public suffix";
  EXPECT_EQ(verdict.record_domain, "com");
  EXPECT_EQ(verdict.result, DmarcResult::pass);
}

TEST(DmarcTreeWalk, PassesOverNamesWithSeveralRecords) {
  const std::string zone = "_dmarc.mail.corp.example. TXT \"v=DMARC1; p=none\"\n_dmarc.mail.corp.example. TXT \"v=DMARC1; p=reject\"\n" + rejecting;
  EXPECT_EQ(check(by_walk("mail.corp.example"), zone).record_domain, "corp.example");
  EXPECT_EQ(check({.author = "mail.corp.example"}, zone).result, DmarcResult::none) << "RFC 7489 ends there";
}

TEST(DmarcTreeWalk, NeedsNoPublicSuffixList) {
  // Two customers of one suffix are aligned if nobody has published where the border runs (RFC 9989, 4.10.2).
  const std::string zone = "_dmarc.co.uk. TXT \"v=DMARC1; p=reject\"\n";
  EXPECT_EQ(check(by_walk("a.co.uk", SpfResult::pass, "b.co.uk"), zone).result, DmarcResult::pass);
  EXPECT_EQ(check({.author = "a.co.uk", .spf = SpfResult::pass, .spf_domain = "b.co.uk"}, zone).result, DmarcResult::none);
}

TEST(DmarcTreeWalk, AsksForLessInATest) {
  EXPECT_EQ(check(by_walk("corp.example"), "_dmarc.corp.example. TXT \"v=DMARC1; p=reject; t=y\"\n").disposition, DmarcPolicy::quarantine);
  EXPECT_EQ(check(by_walk("corp.example"), "_dmarc.corp.example. TXT \"v=DMARC1; p=quarantine; t=y; pct=100\"\n").disposition, DmarcPolicy::none);
}

TEST(DmarcTreeWalk, HasAPolicyForNamesThatDoNotExist) {
  const std::string zone = "_dmarc.corp.example. TXT \"v=DMARC1; p=none; sp=quarantine; np=reject\"\nreal.corp.example. A 192.0.2.1\n";
  const DmarcVerdict ghost = check(by_walk("ghost.corp.example"), zone);
  EXPECT_EQ(ghost.policy_tag, "np");
  EXPECT_EQ(ghost.disposition, DmarcPolicy::reject);
  EXPECT_EQ(check(by_walk("real.corp.example"), zone).policy_tag, "sp");
}

/// RFC 9989, 4.10: what a walk did not see may be the record that decides.
TEST(DmarcTreeWalk, DoesNotDecideWhereDnsFailed) {
  const std::string own = "_dmarc.a.corp.example. TXT \"v=DMARC1; p=reject\"\n";
  ZoneLookup dns(own);
  dns.failing.insert("_dmarc.corp.example");
  const DmarcVerdict verdict = check(by_walk("a.corp.example", SpfResult::pass, "b.corp.example"), dns);
  EXPECT_EQ(verdict.result, DmarcResult::temperror);
  EXPECT_EQ(verdict.disposition, DmarcPolicy::none);
  EXPECT_THAT(verdict.reason, HasSubstr("spf=pass for b.corp.example, for DNS failed perhaps aligned with a.corp.example"));
  EXPECT_EQ(check(by_walk("a.corp.example", SpfResult::pass, "a.corp.example"), dns).result, DmarcResult::pass) << "the same name needs no walk";
  EXPECT_EQ(check(by_walk("a.corp.example", SpfResult::fail, "b.corp.example"), dns).result, DmarcResult::fail) << "no alignment would help";
  EXPECT_EQ(check(by_walk("a.corp.example", SpfResult::pass, "b.corp.example"), own + rejecting).result, DmarcResult::pass);
  ZoneLookup strict("_dmarc.a.corp.example. TXT \"v=DMARC1; p=reject; aspf=s\"\n");
  strict.failing = dns.failing;
  EXPECT_EQ(check(by_walk("a.corp.example", SpfResult::pass, "b.corp.example"), strict).result, DmarcResult::fail);
}

TEST(DmarcTreeWalk, FailsAForgerWhoseOwnDnsIsDown) {
  ZoneLookup dns(rejecting + "_dmarc.suffix.example. TXT \"v=DMARC1; p=reject; psd=y\"\n");
  dns.failing = {"_dmarc.evil.example", "_dmarc.evil.suffix.example"};
  EXPECT_EQ(check(by_walk("corp.example", SpfResult::pass, "evil.example"), dns).result, DmarcResult::fail) << "they can have no owner together";
  EXPECT_EQ(check(by_walk("corp.suffix.example", SpfResult::pass, "evil.suffix.example"), dns).result, DmarcResult::fail);
  dns.failing.insert("_dmarc.mail.corp.example");
  EXPECT_EQ(check(by_walk("corp.example", SpfResult::pass, "mail.corp.example"), dns).result, DmarcResult::temperror);
}

std::string author(std::string_view from) {
  const auto authors = author_domains("Subject: x\r\n" + std::string(from) + "\r\n\r\nFrom: body@other.example\r\n");
  if (!authors) return "! " + authors.error().what;
  std::string out;
  for (const std::string& domain : authors->domains) out += (out.empty() ? "" : ", ") + domain;
  return out + (authors->is_cut ? " and more" : "");
}

TEST(DmarcAuthor, IsTheDomainInFrom) {
  EXPECT_EQ(author("From: Yuki <yuki@Corp.EXAMPLE>"), "corp.example");
  EXPECT_EQ(author("from:\r\n \"bank@bank.example\"\r\n <x@evil.example>"), "evil.example") << "not the address in the name";
  EXPECT_EQ(author("From: a@corp.example (x@y.example)"), "corp.example");
  EXPECT_EQ(author("From: =?utf-8?q?x=40bank=2Eexample?= <a@corp.example>"), "corp.example");
  EXPECT_EQ(author("From: a@b\u00fccher.example"), "b\u00fccher.example");
  EXPECT_EQ(author("From: team: a@corp.example, b@corp.example;"), "corp.example") << "a group of one domain";
}

TEST(DmarcAuthor, MustBeNamedByOneFrom) {
  EXPECT_EQ(author("To: x@y.example"), "! there is no From field");
  EXPECT_EQ(author("From: a@corp.example\r\nFROM : b@evil.example"), "! there are several From fields");
  EXPECT_EQ(author("From: nobody:;"), "! From has no address");
  EXPECT_THAT(author("From: postmaster"), HasSubstr("! From has no address: "));
  EXPECT_EQ(author("From: a@[192.0.2.1]"), "! '[192.0.2.1]' in From is no domain name");
}

TEST(DmarcAuthor, MayBeOfSeveralDomains) {
  EXPECT_EQ(author("From: a@corp.example, b@evil.example, c@CORP.example"), "corp.example, evil.example");
  EXPECT_EQ(author("From: a@b\u00fccher.example, b@xn--bcher-kva.example"), "b\u00fccher.example") << "one name in two spellings";
  EXPECT_EQ(author("From: a@[192.0.2.1], b@corp.example"), "corp.example") << "an address literal hides no author";
  std::string many = "From: a@x0.example", same = many;
  for (int i = 1; i < 11; ++i) many += ", a@x" + std::to_string(i) + ".example";
  EXPECT_THAT(author(many), testing::EndsWith("x9.example and more"));
  for (int i = 0; i < 100; ++i) same += ", a" + std::to_string(i) + "@x0.example";
  EXPECT_EQ(author(same), "x0.example and more") << "a hundred authors are read";
}

/// SPF passed for other.example; each author domain is asked about.
DmarcVerdict of_authors(const std::string& from, const std::string& zone) {
  ZoneLookup dns(zone);
  SpfVerdict spf;
  spf.result = SpfResult::pass;
  spf.domain = "other.example";
  return check_dmarc_of_mail("From: " + from + "\r\n\r\n", {.author_domain = {}, .spf = &spf}, dns, PublicSuffixes::installed());
}

/// RFC 7489, 6.6.1; RFC 9989, 11.5.
TEST(DmarcAuthors, OfSeveralDomainsTheStrictestResultCounts) {
  const std::string lax = "_dmarc.other.example. TXT \"v=DMARC1; p=none\"\n", zone = rejecting + lax;
  for (const std::string from : {"a@corp.example, b@other.example", "b@other.example, a@corp.example"}) {
    const DmarcVerdict verdict = of_authors(from, zone);
    EXPECT_EQ(verdict.result, DmarcResult::fail) << from;
    EXPECT_EQ(verdict.disposition, DmarcPolicy::reject);
    EXPECT_EQ(verdict.author_domain, "corp.example");
    EXPECT_TRUE(verdict.has_other_authors);
    EXPECT_THAT(verdict.reason, HasSubstr("; From has authors of "));
    EXPECT_THAT(verdict.steps, Contains(HasSubstr("_dmarc.other.example TXT: ")));
    EXPECT_EQ(verdict.cost, sim::Duration{20});
  }
  const std::string third = "_dmarc.third.example. TXT \"v=DMARC1; p=quarantine\"\n";
  EXPECT_EQ(of_authors("a@third.example, b@corp.example", zone + third).author_domain, "corp.example");
  EXPECT_EQ(of_authors("a@third.example, b@other.example", zone + third).disposition, DmarcPolicy::quarantine);
  EXPECT_EQ(of_authors("a@mail.other.example, b@other.example", lax).result, DmarcResult::pass) << "each of them passes";
  EXPECT_EQ(of_authors("a@other.example, b@unknown.example", lax).result, DmarcResult::none) << "nobody spoke for the second";
  EXPECT_FALSE(of_authors("a@other.example", lax).has_other_authors);
}

TEST(DmarcAuthors, BeyondTheBoundArePermerrorUnlessOneOfThoseBeforeIsRefused) {
  std::string many = "a@other.example";
  for (int i = 0; i < 10; ++i) many += ", a@x" + std::to_string(i) + ".example";
  EXPECT_EQ(of_authors(many + ", a@corp.example", rejecting).result, DmarcResult::permerror);
  EXPECT_THAT(of_authors(many, rejecting).reason, HasSubstr("From has more than 100 authors or 10 domains"));
  EXPECT_EQ(of_authors("a@corp.example, " + many, rejecting).disposition, DmarcPolicy::reject);
  EXPECT_EQ(of_authors("nobody:;", rejecting).result, DmarcResult::permerror);
}

}  // namespace
}  // namespace sender_tests
