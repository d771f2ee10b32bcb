// What a receiver writes of its findings (RFC 8601; RFC 7208, 9.1), and whether an address has a name that leads back (RFC 8601, 3).
#include <gtest/gtest.h>

#include "sim/sender/authentication_results.h"
#include "tests/sender/zone_lookup.h"

namespace sender_tests {
namespace {

using namespace sim::sender;

sim::IpAddress address_of(std::string_view text) { return *sim::IpAddress::parse(text); }

SpfVerdict spf_verdict(SpfResult result, std::string domain, std::string evidence) {
  SpfVerdict out;
  out.result = result;
  out.domain = std::move(domain);
  out.evidence = std::move(evidence);
  return out;
}

DkimVerdict dkim_verdict(DkimResult result, std::string domain) {
  DkimVerdict out;
  out.result = result;
  out.domain = std::move(domain);
  out.selector = "s1";
  out.identity = "@" + out.domain;
  out.algorithm = "rsa-sha256";
  out.signature_start = "Ab/d+f==";
  out.key_bits = 2048;
  return out;
}

DmarcVerdict dmarc_verdict() {
  DmarcVerdict out;
  out.result = DmarcResult::fail;
  out.author_domain = "corp.example";
  out.policy = DmarcPolicy::reject;
  out.policy_tag = "p";
  return out;
}

TEST(AuthenticationResults, SaysNoneWhereNothingWasChecked) {
  EXPECT_EQ(authentication_results("mx.corp.example", {}), "Authentication-Results: mx.corp.example; none\r\n");
  EXPECT_EQ(results_text({}), "none");
}

TEST(AuthenticationResults, TellsEachMethodWithItsProperties) {
  Findings found;
  found.spf = spf_verdict(SpfResult::pass, "corp.example", "192.0.2.1 is in 192.0.2.0/24");
  found.dkim = {dkim_verdict(DkimResult::pass, "corp.example")};
  found.dmarc = dmarc_verdict();
  EXPECT_EQ(results_text(found),
            "spf=pass (192.0.2.1 is in 192.0.2.0/24) smtp.mailfrom=corp.example; "
            "dkim=pass (2048-bit key) header.d=corp.example header.i=@corp.example header.s=s1 header.a=rsa-sha256 header.b=\"Ab/d+f==\"; "
            "dmarc=fail (p=reject dis=none) header.from=corp.example");
}

TEST(AuthenticationResults, CallsAMailWithoutSignatureUnsigned) {
  Findings found;
  found.dkim.emplace();
  EXPECT_EQ(results_text(found), "dkim=none");
}

TEST(AuthenticationResults, TellsOfTheChainAndTheClientsName) {
  Findings found;
  found.iprev = IprevVerdict{.result = IprevResult::pass, .client = address_of("2001:db8::1"), .name = "mail.corp.example"};
  found.spf_helo = spf_verdict(SpfResult::none, "mail.corp.example", "");
  found.arc.emplace();
  found.arc->result = ArcResult::pass;
  found.arc->sets = 2;
  found.arc->sealers = {"a.example", "b.example"};
  EXPECT_EQ(results_text(found),
            "iprev=pass (mail.corp.example) policy.iprev=\"2001:db8::1\"; spf=none smtp.helo=mail.corp.example; "
            "arc=pass (i=2 a.example b.example) header.oldest-pass=0");
}

TEST(AuthenticationResults, FoldsBetweenWords) {
  Findings found;
  found.spf = spf_verdict(SpfResult::softfail, "a-rather-long-name.of-a-department.corp.example", std::string("no term ") + "of the record permits 192.0.2.1, which is what ~all is for");
  found.dkim = {dkim_verdict(DkimResult::fail, "a-rather-long-name.of-a-department.corp.example"), dkim_verdict(DkimResult::pass, "b.example")};
  const std::string field = authentication_results("mx.corp.example", found);
  std::string unfolded;
  for (std::size_t at = 0, end = 0; at < field.size(); at = end + 2) {
    end = field.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LT(end - at, 78U) << field.substr(at, end - at);
    if (at > 0) {
      EXPECT_EQ(field[at], '\t');
    }
    unfolded += field.substr(at, end - at);
  }
  std::replace(unfolded.begin(), unfolded.end(), '\t', ' ');
  EXPECT_EQ(unfolded, "Authentication-Results: mx.corp.example; " + results_text(found));
}

TEST(AuthenticationResults, LetsNothingHostileIntoTheHeader) {
  Findings found;
  found.spf = spf_verdict(SpfResult::permerror, "a.example\r\nX-Evil: 1", "term 'x)\r\n; dkim=pass (' is no mechanism\\");
  const std::string text = results_text(found);
  EXPECT_EQ(text, R"(spf=permerror (term 'x] , dkim=pass [' is no mechanism/) smtp.mailfrom="a.exampleX-Evil: 1")");
  DmarcVerdict dmarc = dmarc_verdict();
  dmarc.author_domain = "a\".example";
  Findings other;
  other.dmarc = dmarc;
  EXPECT_TRUE(results_text(other).ends_with("header.from=a'.example")) << results_text(other);
}

TEST(ForgedResults, OfTheOwnHostGoAndOthersStay) {
  const std::string raw =
      "Authentication-Results: other.example; spf=pass\r\n"
      "authentication-results : (a (nested) one)\r\n \"MX.corp.example\" 1;\r\n\tdkim=pass header.d=bank.example\r\n"
      "From: a@b.example\r\nAuthentication-Results: mx.corp.example;spf=pass\r\nSubject: x\r\n\r\nAuthentication-Results: mx.corp.example; none\r\n";
  EXPECT_EQ(without_forged_results(raw, "mx.corp.example"),
            "Authentication-Results: other.example; spf=pass\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nAuthentication-Results: mx.corp.example; none\r\n");
}

TEST(ForgedResults, HideBehindNoNumberOfFields) {
  std::string raw;
  for (int i = 0; i < 1500; ++i) raw += "X-Field: 1\r\n";
  const std::string rest = "From: a@b.example\r\n\r\nx\r\n";
  EXPECT_EQ(without_forged_results(raw + "Authentication-Results: mx.corp.example; spf=pass\r\n" + rest, "mx.corp.example"), raw + rest);
}

TEST(ReceivedSpf, FollowsItsGrammar) {
  const SpfQuestion question{.client = address_of("192.0.2.9"), .helo = "out.esp.example", .mail_from = "a@corp.example", .receiver = "mx.partner.example"};
  SpfVerdict verdict = spf_verdict(SpfResult::fail, "corp.example", "192.0.2.9 is not permitted by corp.example (-all)");
  verdict.mechanism = "-all";
  EXPECT_EQ(received_spf(question, verdict),
            "Received-SPF: fail (mx.partner.example: 192.0.2.9 is not permitted by\r\n\tcorp.example [-all]) client-ip=192.0.2.9;\r\n"
            "\tenvelope-from=\"a@corp.example\"; helo=out.esp.example;\r\n\tidentity=mailfrom; mechanism=-all; receiver=mx.partner.example;\r\n");
}

TEST(Iprev, PassesOnlyForANameThatLeadsBack) {
  ZoneLookup dns("10.2.0.192.in-addr.arpa. PTR wrong.example.\n10.2.0.192.in-addr.arpa. PTR mail.corp.example.\n"
                 "mail.corp.example. A 192.0.2.10\nwrong.example. A 192.0.2.11\n"
                 "11.2.0.192.in-addr.arpa. PTR mail.corp.example.\n");
  const IprevVerdict good = check_iprev(address_of("192.0.2.10"), dns);
  EXPECT_EQ(good.result, IprevResult::pass);
  EXPECT_EQ(good.name, "mail.corp.example");
  EXPECT_GT(good.cost, sim::Duration{0});
  const IprevVerdict other = check_iprev(address_of("192.0.2.11"), dns);
  EXPECT_EQ(other.result, IprevResult::fail);
  EXPECT_EQ(other.reason, "mail.corp.example leads to 192.0.2.10");
  const IprevVerdict nameless = check_iprev(address_of("192.0.2.12"), dns);
  EXPECT_EQ(nameless.result, IprevResult::permerror) << "RFC 8601, 2.7.3: no PTR data";
  EXPECT_EQ(nameless.reason, "no PTR record");
}

TEST(Iprev, KnowsIpv6AndTemporaryErrors) {
  ZoneLookup dns("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR six.corp.example.\nsix.corp.example. AAAA 2001:db8::1\n");
  EXPECT_EQ(check_iprev(address_of("2001:db8::1"), dns).result, IprevResult::pass);
  dns.failing.insert("six.corp.example");
  EXPECT_EQ(check_iprev(address_of("2001:db8::1"), dns).result, IprevResult::temperror);
  dns.failing = {"9.2.0.192.in-addr.arpa"};
  EXPECT_EQ(check_iprev(address_of("192.0.2.9"), dns).result, IprevResult::temperror);
}

}  // namespace
}  // namespace sender_tests
