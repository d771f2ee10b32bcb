// SPF (RFC 7208) where its own test suite (tests/corpora) says nothing: the steps, the counters, the bounds, HELO, times.
#include "sim/sender/spf.h"

#include "tests/sender/zone_lookup.h"

namespace sender_tests {
namespace {

using namespace sim::sender;

SpfQuestion spf_question(const std::string& ip, const std::string& mail_from, const std::string& helo = "mail.client.example") {
  return {.client = *sim::IpAddress::parse(ip), .helo = helo, .mail_from = mail_from, .receiver = "mx.receiver.example",
          .now = *sim::parse_iso8601("2026-01-05T09:00:00Z")};
}

SpfVerdict spf_of(const std::string& zone, const std::string& ip, const std::string& mail_from = "a@corp.example") {
  ZoneLookup dns(zone);
  return check_spf(spf_question(ip, mail_from), dns);
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Spf, NamesTheDirectiveThatDecided) {
  const std::string zone = "corp.example. TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n";
  const auto pass = spf_of(zone, "192.0.2.9");
  EXPECT_EQ(pass.result, SpfResult::pass);
  EXPECT_EQ(pass.mechanism, "ip4:192.0.2.0/24");
  EXPECT_EQ(pass.evidence, "192.0.2.9 is permitted by corp.example (ip4:192.0.2.0/24)");
  const auto fail = spf_of(zone, "198.51.100.1");
  EXPECT_EQ(fail.result, SpfResult::fail);
  EXPECT_EQ(fail.evidence, "198.51.100.1 is not permitted by corp.example (-all)");
}

TEST(Spf, TellsEachTermWithWhatDnsSaid) {
  const auto verdict = spf_of("corp.example. TXT \"v=spf1 a include:esp.example -all\"\ncorp.example. A 192.0.2.1\n"
                              "esp.example. TXT \"v=spf1 ip4:198.51.100.0/24 ~all\"\n", "203.0.113.5");
  std::vector<std::string> told;
  for (const SpfStep& step : verdict.steps) told.push_back(std::to_string(step.depth) + " " + step.term + ": " + step.evidence);
  const std::vector<std::string> wanted{"0 : v=spf1 a include:esp.example -all",
                                        "0 a: corp.example has 192.0.2.1",
                                        "0 include:esp.example: softfail for esp.example (~all)",
                                        "1 : v=spf1 ip4:198.51.100.0/24 ~all",
                                        "1 ip4:198.51.100.0/24: 203.0.113.5 is not in 198.51.100.0/24",
                                        "1 ~all: matches always",
                                        "0 -all: matches always"};
  EXPECT_EQ(told, wanted);
}

TEST(Spf, WithoutStepsComesToTheSame) {
  ZoneLookup dns("corp.example. TXT \"v=spf1 mx -all\"\ncorp.example. MX 10 m.corp.example.\nm.corp.example. A 192.0.2.1\n");
  auto question = spf_question("192.0.2.1", "a@corp.example");
  question.tells_steps = false;
  const auto verdict = check_spf(question, dns);
  EXPECT_EQ(verdict.result, SpfResult::pass);
  EXPECT_EQ(verdict.mechanism, "mx");
  EXPECT_TRUE(verdict.steps.empty());
}

TEST(Spf, TenthLookupIsStillAnswered) {
  const auto verdict = spf_of("corp.example. TXT \"v=spf1" + repeated(" a", 10) + " ip4:192.0.2.9 -all\"\ncorp.example. A 192.0.2.1\n", "192.0.2.9");
  EXPECT_EQ(verdict.result, SpfResult::pass);
  EXPECT_EQ(verdict.lookups, 10);
}

TEST(Spf, EleventhLookupIsPermerror) {
  const auto verdict = spf_of("corp.example. TXT \"v=spf1" + repeated(" a", 11) + " ip4:192.0.2.9 -all\"\ncorp.example. A 192.0.2.1\n", "192.0.2.9");
  EXPECT_EQ(verdict.result, SpfResult::permerror);
  EXPECT_EQ(verdict.problem, "more than 10 terms ask DNS");
}

TEST(Spf, LoopOfIncludesEndsAtTheTenthLookup) {
  ZoneLookup dns("corp.example. TXT \"v=spf1 include:corp.example -all\"\n");
  EXPECT_EQ(check_spf(spf_question("192.0.2.1", "a@corp.example"), dns).result, SpfResult::permerror);
  EXPECT_LE(dns.asked.size(), 11U);
}

TEST(Spf, RedirectCountsAsALookup) {
  ZoneLookup dns("corp.example. TXT \"v=spf1 redirect=corp.example\"\n");
  EXPECT_EQ(check_spf(spf_question("192.0.2.1", "a@corp.example"), dns).result, SpfResult::permerror);
  EXPECT_LE(dns.asked.size(), 11U);
}

TEST(Spf, ThirdVoidLookupIsPermerror) {
  const auto two = spf_of("corp.example. TXT \"v=spf1 a:x.example exists:y.example ip4:192.0.2.1 -all\"\n", "192.0.2.1");
  EXPECT_EQ(two.result, SpfResult::pass);
  EXPECT_EQ(two.void_lookups, 2);
  const auto three = spf_of("corp.example. TXT \"v=spf1 a:x.example exists:y.example mx:z.example ip4:192.0.2.1 -all\"\n", "192.0.2.1");
  EXPECT_EQ(three.result, SpfResult::permerror);
}

TEST(Spf, CountsAVoidTermOnceHoweverManyHostsItAsksFor) {
  // RFC 7208, 4.6.4 limits terms: four hosts without AAAA are one void term.
  std::string zone = "corp.example. TXT \"v=spf1 mx ip6:2001:db8::/32 -all\"\n";
  for (const char host : std::string("abcd")) {
    zone += std::string("corp.example. MX 10 ") + host + ".corp.example.\n" + host + ".corp.example. A 192.0.2.1\n";
  }
  const auto verdict = spf_of(zone, "2001:db8::1");
  EXPECT_EQ(verdict.result, SpfResult::pass);
  EXPECT_EQ(verdict.void_lookups, 1);
}

TEST(Spf, ElevenMxHostsArePermerrorAndNoneIsAsked) {
  std::string zone = "corp.example. TXT \"v=spf1 mx -all\"\n";
  for (int i = 0; i < 11; ++i) zone += "corp.example. MX 10 m" + std::to_string(i) + ".corp.example.\n";
  ZoneLookup dns(zone);
  EXPECT_EQ(check_spf(spf_question("192.0.2.1", "a@corp.example"), dns).result, SpfResult::permerror);
  EXPECT_EQ(dns.asked, (std::vector<std::string>{"corp.example", "corp.example"}));
}

TEST(Spf, LooksAtTenNamesOfAClientOnly) {
  std::string zone = "corp.example. TXT \"v=spf1 ptr -all\"\nz.corp.example. A 192.0.2.1\n";
  for (int i = 0; i < 10; ++i) zone += "1.2.0.192.in-addr.arpa. PTR n" + std::to_string(i) + ".example.\n";
  zone += "1.2.0.192.in-addr.arpa. PTR z.corp.example.\n";
  ZoneLookup dns(zone);
  EXPECT_EQ(check_spf(spf_question("192.0.2.1", "a@corp.example"), dns).result, SpfResult::fail);
  EXPECT_EQ(dns.asked.size(), 12U);
}

TEST(Spf, AsksForThePostmasterOfHeloAboutTheNullReversePath) {
  ZoneLookup dns("h.example. TXT \"v=spf1 exists:%{l}.%{o}.q.example -all\"\npostmaster.h.example.q.example. A 127.0.0.2\n");
  const auto verdict = check_spf(spf_question("192.0.2.1", "", "h.example"), dns);
  EXPECT_EQ(verdict.result, SpfResult::pass);
  EXPECT_EQ(verdict.domain, "h.example");
}

TEST(Spf, ChecksHeloForItself) {
  ZoneLookup dns("h.example. TXT \"v=spf1 -all\"\ncorp.example. TXT \"v=spf1 +all\"\n");
  const auto question = spf_question("192.0.2.1", "a@corp.example", "h.example");
  EXPECT_EQ(check_spf_helo(question, dns).result, SpfResult::fail);
  EXPECT_EQ(check_spf_helo(question, dns).identity, SpfIdentity::helo);
  EXPECT_EQ(check_spf(question, dns).result, SpfResult::pass);
  EXPECT_EQ(check_spf_helo(spf_question("192.0.2.1", "", "[192.0.2.1]"), dns).result, SpfResult::none);
  EXPECT_EQ(check_spf_helo(spf_question("192.0.2.1", "", "localhost"), dns).result, SpfResult::none);
  EXPECT_EQ(check_spf_helo(spf_question("192.0.2.1", "", ""), dns).result, SpfResult::none);
}

TEST(Spf, TemporaryFailureOfDnsIsTemperrorWithItsName) {
  ZoneLookup dns("corp.example. TXT \"v=spf1 include:down.example -all\"\n");
  dns.failing.insert("down.example");
  const auto verdict = check_spf(spf_question("192.0.2.1", "a@corp.example"), dns);
  EXPECT_EQ(verdict.result, SpfResult::temperror);
  EXPECT_EQ(verdict.problem, "asking for TXT of down.example failed: servfail");
}

TEST(Spf, AddsUpWhatDnsCost) {
  const auto verdict = spf_of("corp.example. TXT \"v=spf1 a -all\"\ncorp.example. A 192.0.2.1\n", "192.0.2.1");
  EXPECT_EQ(verdict.cost, sim::Duration{20});
}

TEST(Spf, GivesUpAfterTwentySeconds) {
  class Slow final : public sim::dns::Lookup {
   public:
    sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type type) override {
      auto answer = zone_.look_up(name, type);
      answer.cost = sim::Duration{9'000};
      return answer;
    }

   private:
    ZoneLookup zone_{"corp.example. TXT \"v=spf1 a mx ip4:192.0.2.1 -all\"\ncorp.example. A 192.0.2.2\ncorp.example. MX 10 corp.example.\n"};
  } slow;
  EXPECT_EQ(check_spf(spf_question("192.0.2.1", "a@corp.example"), slow).result, SpfResult::temperror);
}

TEST(Spf, ExplainsAFailWithTheReceiverAndTheTime) {
  const auto verdict = spf_of("corp.example. TXT \"v=spf1 -all exp=why.corp.example\"\n"
                              "why.corp.example. TXT \"%{r} saw %{c} at %{t}: %{S}\"\n", "192.0.2.1");
  EXPECT_EQ(verdict.explanation, "mx.receiver.example saw 192.0.2.1 at 1767603600: a%40corp.example");
}

TEST(Spf, CountsTheQuestionForPtrOfAMacroOnce) {
  const std::string record = "corp.example. TXT \"v=spf1 exists:%{p}.a.example exists:%{p}.b.example ?all\"\nmail.corp.example. A 192.0.2.1\n"
                             "1.2.0.192.in-addr.arpa. PTR mail.corp.example.\n";
  EXPECT_EQ(spf_of(record, "192.0.2.1").lookups, 3);
}

/// RFC 8616, 4: names are asked for in A-labels, and so are they in macros.
TEST(Spf, TakesInternationalNamesAsALabels) {
  const std::string zone = "xn--bcher-kva.example. TXT \"v=spf1 exists:%{l}.%{o}.%{d}.%{h}.q.example -all\"\n"
                           "a.xn--bcher-kva.example.xn--bcher-kva.example.xn--bcher-kva.example.q.example. A 127.0.0.2\n";
  ZoneLookup dns(zone);
  const auto verdict = check_spf(spf_question("192.0.2.1", "a@b\u00fccher.example", "b\u00fccher.example"), dns);
  EXPECT_EQ(verdict.result, SpfResult::pass) << verdict.evidence;
  EXPECT_EQ(verdict.domain, "xn--bcher-kva.example");
  const std::string of_helo = "xn--bcher-kva.example. TXT \"v=spf1 exists:%{s}.q.example -all\"\npostmaster@xn--bcher-kva.example.q.example. A 127.0.0.2\n";
  ZoneLookup helo(of_helo);
  EXPECT_EQ(check_spf_helo(spf_question("192.0.2.1", "", "b\u00fccher.example"), helo).result, SpfResult::pass);
  EXPECT_EQ(check_spf(spf_question("192.0.2.1", "", "b\u00fccher.example"), helo).result, SpfResult::pass);
  EXPECT_EQ(check_spf(spf_question("192.0.2.1", "a@b\xff.example"), helo).result, SpfResult::none);
}

/// RFC 8616, 4: such terms match nothing, whatever a wildcard says, and nothing is asked.
TEST(Spf, MatchesNoTermThatNeedsALocalPartBeyondAscii) {
  const auto asked_by = [](const std::string& terms) {
    ZoneLookup dns("corp.example. TXT \"v=spf1 " + terms + "\"\n*.q.example. A 127.0.0.2\n*.r.example. TXT \"v=spf1 +all\"\n");
    const auto verdict = check_spf(spf_question("192.0.2.1", "andr\u00e9@corp.example"), dns);
    return std::string(result_name(verdict.result)) + " " + std::to_string(dns.asked.size());
  };
  for (const std::string term : {"exists:%{l}.q.example", "exists:%{L}.q.example", "a:%{s1r}.q.example", "include:%{l}.r.example", "mx:%{S}.q.example"})
    EXPECT_EQ(asked_by(term + " -all"), "fail 1") << term;
  EXPECT_EQ(asked_by("redirect=%{L}.r.example"), "permerror 1") << "a target that is none";
  EXPECT_EQ(asked_by("exists:%{o}.q.example -all"), "pass 2");
  EXPECT_EQ(asked_by("-all exp=%{l}.q.example"), "fail 1");
}

TEST(Spf, FailedQuestionForPtrIsNoVoidLookup) {
  ZoneLookup dns("corp.example. TXT \"v=spf1 ptr ptr:a.example ptr:b.example ip4:192.0.2.1 -all\"\n");
  dns.failing.insert("1.2.0.192.in-addr.arpa");
  const auto verdict = check_spf(spf_question("192.0.2.1", "a@corp.example"), dns);
  EXPECT_EQ(verdict.result, SpfResult::pass) << "RFC 7208, 5.5: the terms do not match, and others may";
  EXPECT_EQ(verdict.void_lookups, 0);
  EXPECT_EQ(verdict.steps[1].evidence, "the names of 192.0.2.1 cannot be asked for");
  dns.failing.clear();
  EXPECT_EQ(check_spf(spf_question("192.0.2.1", "a@corp.example"), dns).result, SpfResult::permerror) << "three terms found nothing";
}

TEST(Spf, MacrosWithoutEndStayBounded) {
  // Each macro becomes 250 octets: 4,000 of them in a record that DNS can carry, and a text that grows to be cut.
  const std::string long_domain = repeated("abcdefghi.", 23) + "corp.example";
  std::string strings;
  for (int i = 0; i < 60; ++i) strings += " \"" + repeated("%{o}", 60) + "\"";
  ZoneLookup dns(long_domain + ". TXT \"v=spf1 exists:\"" + strings + " \".x.example -all exp=why.example\"\nwhy.example. TXT" + strings + "\n");
  const auto verdict = check_spf(spf_question("192.0.2.1", "a@" + long_domain), dns);
  EXPECT_EQ(verdict.result, SpfResult::fail);
  EXPECT_EQ(verdict.explanation.size(), 2'000U);
  for (const std::string& name : dns.asked) EXPECT_LE(name.size(), 253U);
}

TEST(Spf, SenderLongerThanAnyPathIsNone) {
  const auto verdict = spf_of("corp.example. TXT \"v=spf1 +all\"\n", "192.0.2.1", std::string(5'000, 'a') + "@corp.example");
  EXPECT_EQ(verdict.result, SpfResult::none);
  EXPECT_EQ(verdict.evidence, "a sender of more than 1000 octets");
}

TEST(Spf, AddressMappedIntoIpv6IsIpv4) {
  EXPECT_EQ(spf_of("corp.example. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n", "::ffff:192.0.2.1").evidence,
            "192.0.2.1 is permitted by corp.example (ip4:192.0.2.1)");
  EXPECT_EQ(spf_of("corp.example. TXT \"v=spf1 ip6:::/0 -all\"\n", "::ffff:192.0.2.1").result, SpfResult::fail);
}

}  // namespace
}  // namespace sender_tests
