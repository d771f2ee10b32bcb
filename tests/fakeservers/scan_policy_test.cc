#include "fakeservers/policy/dnsbl.h"
#include "fakeservers/policy/spam_score.h"
#include "fakeservers/policy/virus.h"
#include "tests/fakeservers/mta_town.h"

namespace {

using namespace fakeservers;
using policy::SpamPattern;
using policy::SpamRule;
using policy::SpamRules;
using sim::mail::Message;
using sim::sender::DkimResult;
using sim::sender::Findings;
using sim::sender::SpfResult;
using namespace std::chrono_literals;

Message mail_with(std::string_view subject, std::string_view body) {
  return Message(fmt::format("From: ada@home.example\r\nTo: yuki@corp.example\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\nMessage-ID: <1@home.example>\r\n"
                             "Subject: {}\r\n\r\n{}\r\n", subject, body));
}

Findings spf(SpfResult result) {
  Findings found;
  found.spf.emplace();
  found.spf->result = result;
  return found;
}

SpamRule rule(std::string name, SpamRule::Where where, SpamPattern pattern, int weight) {
  return {std::move(name), where, "", std::move(pattern), weight};
}

// spec 8: softfail +3.5, fail +4.0, of 6.2; C14.
TEST(SpamScore, CountsTheSendersCheckAndFlagsNoSpfFailureAlone) {
  const Message plain = mail_with("Printer", "It shows 0x6100."), loud = mail_with("Casino night", "Act now.");
  EXPECT_EQ(policy::score_spam(plain, spf(SpfResult::pass)).thousandths, -1901);
  EXPECT_EQ(policy::score_spam(plain, spf(SpfResult::softfail)).thousandths, 1600);
  EXPECT_EQ(policy::score_spam(plain, spf(SpfResult::fail)).thousandths, 2100);
  EXPECT_FALSE(policy::score_spam(loud).is_spam());
  EXPECT_TRUE(policy::score_spam(loud, spf(SpfResult::softfail)).is_spam());
  SpamRules other;
  other.spf_failure_flags = true;
  EXPECT_EQ(policy::score_spam(plain, spf(SpfResult::fail), other).thousandths, 6200);
  EXPECT_FALSE(policy::score_spam(plain, spf(SpfResult::softfail), other).is_spam());
}

std::vector<std::string> test_names(const policy::SpamScore& score) {
  std::vector<std::string> names;
  for (const auto& test : score.tests) names.push_back(test.name);
  return names;
}

TEST(SpamScore, NamesTheSignaturesTests) {
  const Message plain = mail_with("Printer", "It shows 0x6100.");
  Findings found;
  found.dkim.emplace();
  EXPECT_EQ(test_names(policy::score_spam(plain, found)), (std::vector<std::string>{"BAYES_00"}));
  found.dkim->emplace_back();
  found.dkim->back().result = DkimResult::fail;
  EXPECT_EQ(test_names(policy::score_spam(plain, found)), (std::vector<std::string>{"BAYES_00", "DKIM_SIGNED", "DKIM_INVALID"}));
  found.dkim->back().result = DkimResult::pass;
  found.dkim->back().domain = "esp.example";
  EXPECT_EQ(test_names(policy::score_spam(plain, found)), (std::vector<std::string>{"BAYES_00", "DKIM_SIGNED", "DKIM_VALID"}));
  found.dkim->back().domain = "HOME.example";
  EXPECT_EQ(test_names(policy::score_spam(plain, found)), (std::vector<std::string>{"BAYES_00", "DKIM_SIGNED", "DKIM_VALID", "DKIM_VALID_AU"}));
}

TEST(SpamRulesOfAHost, AddPatternsAndChangeWeights) {
  SpamRules rules;
  rules.has_built_in = false;
  rules.required = 3000;
  rules.weights = {{"BAYES_00", 0}};
  rules.rules.push_back(rule("ORDER", SpamRule::Where::subject, *SpamPattern::expression(R"(\border [0-9]{6,}\b)"), 2500));
  rules.rules.push_back(rule("WORD", SpamRule::Where::body, SpamPattern::literal("Invoice"), 600));
  SpamRule mailer = rule("MAILER", SpamRule::Where::header, SpamPattern::literal("home.example"), 10);
  mailer.header = "Message-Id";
  rules.rules.push_back(mailer);
  const auto score = policy::score_spam(mail_with("ORDER 4711000, casino", "the\r\nINVOICE"), {}, rules);
  EXPECT_EQ(test_names(score), (std::vector<std::string>{"ORDER", "WORD", "MAILER"}));
  EXPECT_EQ(score.thousandths, 3110);
  EXPECT_TRUE(score.is_spam());
}

TEST(SpamRulesOfAHost, GiveUpAnExpressionThatTakesLong) {
  const std::string text(200'000, 'a');
  for (const char* expression : {"(a+)+$b", "(a|a)*b", "(a*)*(a*)*b", "(.*)(.*)(.*)(.*)b", "(a|aa)+$b"}) {
    const auto pattern = SpamPattern::expression(expression);
    ASSERT_TRUE(pattern) << expression;
    EXPECT_NE(pattern->search(text), SpamPattern::Outcome::found) << expression;
  }
  SpamRules rules;
  rules.rules.push_back(rule("SLOW", SpamRule::Where::body, *SpamPattern::expression("(a|a)*b"), 9000));
  const auto decision = policy::mark_spam(mail_with("x", std::string(5000, 'a')), {}, rules);
  EXPECT_NE(decision.evidence.find("the pattern of SLOW took too long"), std::string::npos) << decision.evidence;
  EXPECT_FALSE(SpamPattern::expression("(unclosed"));
}

TEST(SpamRulesOfAHost, DropAScoreThatWouldDelayTheMail) {
  const Message mail = mail_with("viagra", "casino, no prescription");
  SpamRules rules;
  EXPECT_EQ(policy::mark_spam(mail, {}, rules, 31s).header_lines, "");
  EXPECT_FALSE(policy::mark_spam(mail, {}, rules, 31s).refusal);
  EXPECT_NE(policy::mark_spam(mail, {}, rules, 30s).header_lines, "");
  rules.most_octets = 10;
  EXPECT_EQ(policy::mark_spam(mail, {}, rules).header_lines, "");
  rules.defers_if_slow = true;
  EXPECT_EQ(policy::mark_spam(mail, {}, rules).refusal->code, 451);
}

TEST(SpamRulesOfAHost, TagRefuseAndNameTheHeader) {
  const Message mail = mail_with("viagra", "casino, no prescription");
  SpamRules rules;
  rules.prefix = "X-Spam-";
  EXPECT_EQ(policy::mark_spam(mail, {}, rules).header_lines.substr(0, 18), "X-Spam-Flag: YES\r\n");
  rules.tagged_above = 20'000;
  EXPECT_EQ(policy::mark_spam(mail, {}, rules).header_lines, "");
  rules.refused_from = 8'000;
  EXPECT_EQ(policy::mark_spam(mail, {}, rules).refusal->line().substr(0, 9), "554 5.7.1");
}

TEST(SpamRulesOfAHost, LetAScannerOutsideDecide) {
  SpamRules rules;
  rules.scanner_name = "rspamd at 127.0.0.1:11333";
  rules.scanner = [](std::string_view) {
    return sim::client::ScanAnswer{.is_found = true, .name = "add header", .thousandths = 7000, .required = 15000, .symbols = {{"R_SPF_FAIL", 1000, true}, {"NO_WEIGHT", 0, false}}};
  };
  const auto decision = policy::mark_spam(mail_with("x", "y"), {}, rules);
  EXPECT_NE(decision.header_lines.find("Spam-Flag:YES"), std::string::npos);
  EXPECT_NE(decision.header_lines.find("Yes, score=7 tagged_above=-999 required=15\r\n\ttests=[R_SPF_FAIL=1, NO_WEIGHT]"), std::string::npos) << decision.header_lines;
  rules.scanner = [](std::string_view) -> sim::Result<sim::client::ScanAnswer> { return sim::Error{"no answer within 30s", "", {}}; };
  EXPECT_EQ(policy::mark_spam(mail_with("x", "y"), {}, rules).evidence, "scoring dropped: rspamd at 127.0.0.1:11333: no answer within 30s");
}

TEST(DynamicName, IsOneThatAProviderMade) {
  for (const char* dynamic : {"192-0-2-10.dyn.provider.example", "80.8.136.186.example.net", "cm-vtr0-104-67.cable.vtr.example", "p3ee.dialin.example", "pool7.isp.example"})
    EXPECT_TRUE(policy::looks_dynamic(dynamic)) << dynamic;
  for (const char* steady : {"mail.corp.example", "mx1.corp.example", "static-192-0-2-10.isp.example", "customers.example", "", "out-12-3.mailfarm.example"})
    EXPECT_FALSE(policy::looks_dynamic(steady)) << steady;
}

TEST(Virus, RefusesOrPutsAsideWhereTheHostWantsIt) {
  const Message mail = mail_with("Invoice", policy::eicar_file());
  policy::VirusRules rules;
  rules.then = policy::VirusRules::Then::refuse;
  EXPECT_EQ(policy::scan_virus(mail, rules)->refusal->line(), "554 5.7.1 the mail is infected: Eicar-Test-Signature");
  rules.then = policy::VirusRules::Then::quarantine;
  rules.quarantine = town::address("virus@corp.example");
  EXPECT_EQ(policy::scan_virus(mail, rules)->redirect, rules.quarantine);
  rules.scanner = [](std::string_view) -> sim::Result<sim::client::ScanAnswer> { return sim::Error{"gone", "", {}}; };
  EXPECT_FALSE(policy::scan_virus(mail, rules)->refusal);
  rules.defers_if_slow = true;
  EXPECT_EQ(policy::scan_virus(mail, rules)->refusal->code, 451);
}

/// What a list says about a client, by the world's own zones.
struct Lists : town::Town {
  Lists() {
    zone("zen.example", "2.2.0.192 A 127.0.0.2\n2.2.0.192 TXT \"listed; see example\"\n3.2.0.192 A 127.0.0.10\n4.2.0.192 A 127.255.255.254\n5.2.0.192 A 192.0.2.99\n"
                        "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2 A 127.0.0.3\n"
                        "evil.example A 127.0.0.4\nsub.good.example A 127.0.0.4\n");
    lists = {{.zone = "zen.example"}};
  }
  std::optional<policy::Decision> about(std::string_view client) { return policy::refuse_listed_client(lists, town::ip(client), resolver, cost); }
  std::optional<policy::Decision> about_text(std::string_view text) { return policy::refuse_listed_links(lists, mail_with("x", text), resolver, cost); }
  std::vector<policy::DnsblZone> lists;
  sim::Duration cost{0};
};

TEST(Dnsbl, RefusesWhoIsListedWithTheListsReason) {
  Lists world;
  const auto listed = world.about("192.0.2.2");
  EXPECT_EQ(listed->refusal->line(), "550 5.7.1 Service unavailable; client [192.0.2.2] blocked using zen.example; listed; see example");
  EXPECT_GT(world.cost.count(), 0);
  EXPECT_TRUE(world.about("2001:db8::1")->refusal);
  EXPECT_FALSE(world.about("192.0.2.1"));
  EXPECT_FALSE(world.about("2001:db8::2"));
}

TEST(Dnsbl, TakesErrorCodesForAListingOnlyIfNaive) {
  Lists world;
  EXPECT_FALSE(world.about("192.0.2.4")->refusal);
  EXPECT_EQ(world.about("192.0.2.4")->evidence, "zen.example: 127.255.255.254 is an error code of the list, not a listing");
  EXPECT_FALSE(world.about("192.0.2.5")->refusal);
  EXPECT_TRUE(world.about("192.0.2.3")->refusal);
  world.lists.front().ignore = {"127.0.0.10"};
  EXPECT_FALSE(world.about("192.0.2.3")->refusal);
  world.lists.front().is_naive = true;
  EXPECT_TRUE(world.about("192.0.2.4")->refusal);
  EXPECT_TRUE(world.about("192.0.2.5")->refusal);
}

TEST(Dnsbl, ListsNobodyWhenItDoesNotAnswer) {
  Lists world;
  world.zones.put_fault({.below = *sim::dns::Name::parse("zen.example"), .answer = sim::dns::Status::servfail});
  EXPECT_FALSE(world.about("192.0.2.2")->refusal);
  world.lists.push_back({.zone = "second.example"});
  world.zone("second.example", "2.2.0.192 A 127.0.0.2\n");
  EXPECT_EQ(world.about("192.0.2.2")->refusal->text, "Service unavailable; client [192.0.2.2] blocked using second.example");
}

TEST(Uribl, FindsTheHostsThatAMailLinksTo) {
  EXPECT_EQ(policy::linked_hosts("see HTTPS://A.Example./x http://b.example:8080 http://bank.example@evil.example/ ftp://no.example http:// http://a.example"),
            (std::vector<std::string>{"a.example", "b.example", "evil.example"}));
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += fmt::format("http://h{}.example ", i);
  EXPECT_EQ(policy::linked_hosts(many).size(), 20u);
}

TEST(Uribl, RefusesAMailThatLinksToAListedDomain) {
  Lists world;
  EXPECT_EQ(world.about_text("http://www.Evil.example/x")->refusal->line().substr(0, 9), "554 5.7.1");
  EXPECT_TRUE(world.about_text("http://sub.good.example")->refusal);
  EXPECT_FALSE(world.about_text("http://good.example"));
  EXPECT_FALSE(world.about_text("no link at all"));
}

}  // namespace
