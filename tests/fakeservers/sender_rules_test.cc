// The demands of the big receivers (catalogue, part 6): a mail that meets all, and for each row what breaks it.
#include "fakeservers/policy/sender_rules.h"

#include <gtest/gtest.h>

#include "fakeservers/policy/sender_volume.h"
#include "sim/sender/public_suffix.h"

namespace {

using namespace fakeservers::policy;
using namespace sim::sender;
using namespace std::chrono_literals;
using State = RuleFinding::State;

sim::Instant moment(std::string_view text) { return *sim::parse_iso8601(text); }

/// A bulk sender who meets every demand.
SenderFacts good() {
  SenderFacts facts;
  facts.client = *sim::IpAddress::parse("192.0.2.7");
  facts.is_tls = facts.is_bulk = true;
  facts.author_domain = facts.organizational_domain = "shop.example";
  facts.spam_rate = 5;
  facts.is_promotional = facts.has_one_click = facts.is_one_click_signed = true;
  facts.findings.iprev = IprevVerdict{.result = IprevResult::pass, .client = facts.client, .name = "mx.shop.example"};
  facts.findings.spf = SpfVerdict{.result = SpfResult::pass, .domain = "shop.example"};
  facts.findings.dkim = std::vector<DkimVerdict>{{.result = DkimResult::pass, .domain = "shop.example", .selector = "s1", .key_bits = 2048}};
  facts.findings.dmarc = DmarcVerdict{.result = DmarcResult::pass,
                                      .author_domain = "shop.example",
                                      .record_domain = "shop.example",
                                      .record = "v=DMARC1; p=none",
                                      .policy_tag = "p",
                                      .spf_aligned = true,
                                      .dkim_aligned = true};
  return facts;
}

void no_spf(SenderFacts& facts) { facts.findings.spf->result = SpfResult::softfail; }
void no_dkim(SenderFacts& facts) { facts.findings.dkim->clear(); }
void nothing(SenderFacts& facts) { no_spf(facts), no_dkim(facts); }
void no_record(SenderFacts& facts) { facts.findings.dmarc = DmarcVerdict{.result = DmarcResult::none}; }
void unaligned(SenderFacts& facts) {
  facts.findings.dmarc->spf_aligned = facts.findings.dmarc->dkim_aligned = false;
  facts.findings.dmarc->result = DmarcResult::fail;
}
void own_reject(SenderFacts& facts) {
  unaligned(facts);
  facts.findings.dmarc->policy = facts.findings.dmarc->disposition = DmarcPolicy::reject;
}
void no_name(SenderFacts& facts) {
  facts.findings.iprev = IprevVerdict{.result = IprevResult::permerror, .client = facts.client, .reason = "no PTR record"};
}
void clear_text(SenderFacts& facts) { facts.is_tls = false; }
void complaints(SenderFacts& facts) { facts.spam_rate = 30; }
void two_froms(SenderFacts& facts) { facts.format_faults = {"2 From fields"}; }
void as_gmail(SenderFacts& facts) {
  facts.author_domain = "gmail.com";
  unaligned(facts);
}
void no_one_click(SenderFacts& facts) { facts.has_one_click = false; }
void unsigned_one_click(SenderFacts& facts) { facts.is_one_click_signed = false; }
void list_without_arc(SenderFacts& facts) { facts.is_indirect = true; }

struct Row {
  BigReceiver receiver;
  std::string_view id;
  void (*breaks)(SenderFacts&);
  std::string_view temporary, permanent;  ///< how the replies begin
};
constexpr auto gmail = BigReceiver::gmail, yahoo = BigReceiver::yahoo, outlook = BigReceiver::outlook;
constexpr Row rows[]{
    {gmail, "G1", no_spf, "421 4.7.27", "550 5.7.27"},
    {gmail, "G2", no_dkim, "421 4.7.30", "550 5.7.30"},
    {gmail, "G3", nothing, "421 4.7.26", "550 5.7.26"},
    {gmail, "G4", no_record, "421 4.7.40", "550 5.7.40"},
    {gmail, "G5", unaligned, "421 4.7.32", "550 5.7.32"},
    {gmail, "G6", no_name, "421 4.7.23", "550 5.7.25"},
    {gmail, "G7", clear_text, "421 4.7.29", "550 5.7.29"},
    {gmail, "G8", complaints, "421 4.7.28", "550 5.7.1"},
    {gmail, "G9", two_froms, "550 5.7.1", "550 5.7.1"},
    {gmail, "G10", as_gmail, "550 5.7.26", "550 5.7.26"},
    {gmail, "G11", list_without_arc, "", ""},
    {gmail, "G12", no_one_click, "", ""},
    {gmail, "G12", unsigned_one_click, "", ""},
    {gmail, "G13", own_reject, "550 5.7.26", "550 5.7.26"},
    {yahoo, "Y1", nothing, "451 ", "554 5.7.9"},
    {yahoo, "Y2", no_spf, "451 ", "554 5.7.9"},
    {yahoo, "Y3", no_dkim, "451 ", "554 5.7.9"},
    {yahoo, "Y4", no_record, "451 ", "554 5.7.9"},
    {yahoo, "Y5", unaligned, "451 ", "554 5.7.9"},
    {yahoo, "Y6", no_name, "451 ", "554 5.7.9"},
    {yahoo, "Y7", two_froms, "554 Message not allowed", "554 Message not allowed"},
    {yahoo, "Y8", complaints, "421 4.7.0 [TSS04]", "421 4.7.1 [TS03]"},
    {yahoo, "Y9", no_one_click, "", ""},
    {yahoo, "Y10", own_reject, "554 5.7.9", "554 5.7.9"},
    {outlook, "O1", no_spf, "550 5.7.515", "550 5.7.515"},
    {outlook, "O2", no_dkim, "550 5.7.515", "550 5.7.515"},
    {outlook, "O3", no_record, "550 5.7.515", "550 5.7.515"},
    {outlook, "O3", unaligned, "550 5.7.515", "550 5.7.515"},
    {outlook, "O4", own_reject, "550 5.7.509", "550 5.7.509"},
    {outlook, "O5", no_one_click, "", ""},
};

const RuleOutcome* outcome(const std::vector<RuleOutcome>& all, std::string_view id) {
  for (const RuleOutcome& each : all) {
    if (each.rule->id == id) return &each;
  }
  return nullptr;
}

TEST(SenderRules, AskNothingMoreOfASenderWhoMeetsThem) {
  for (const BigReceiver receiver : all_receivers) {
    for (const RuleOutcome& each : check_rules(rules_of(receiver), good(), Strictness::permanent)) {
      EXPECT_NE(each.finding.state, State::failed) << each.rule->id << ": " << each.finding.evidence;
      EXPECT_FALSE(each.reply) << each.rule->id;
    }
  }
}

TEST(SenderRules, RefuseEachBreachWithTheReceiversOwnReply) {
  for (const Row& row : rows) {
    SenderFacts facts = good();
    row.breaks(facts);
    for (const auto& [strictness, begins] : {std::pair(Strictness::temporary, row.temporary), std::pair(Strictness::permanent, row.permanent)}) {
      const auto all = check_rules(rules_of(row.receiver), facts, strictness);
      const RuleOutcome* found = outcome(all, row.id);
      ASSERT_NE(found, nullptr) << row.id;
      EXPECT_EQ(found->finding.state, State::failed) << row.id << ": " << found->finding.evidence;
      ASSERT_EQ(found->reply.has_value(), !begins.empty()) << row.id;
      if (!found->reply) continue;
      EXPECT_TRUE(found->reply->line().starts_with(begins)) << row.id << ": " << found->reply->line();
      EXPECT_EQ(found->reply->line().find('{'), std::string::npos) << found->reply->line();
      EXPECT_LE(found->reply->wire().size(), 512U) << row.id;  // RFC 5321, 4.5.3.1.5
    }
  }
}

/// Nobody adds a rule that no row breaks.
TEST(SenderRules, AreAllBrokenByARow) {
  for (const BigReceiver receiver : all_receivers) {
    for (const SenderRule& rule : rules_of(receiver).rules) {
      EXPECT_TRUE(std::any_of(std::begin(rows), std::end(rows), [&](const Row& row) { return row.receiver == receiver && row.id == rule.id; }))
          << rule.id;
      EXPECT_FALSE(rule.repair.empty()) << rule.id;
    }
  }
}

TEST(SenderRules, AskSmallSendersForLess) {
  SenderFacts facts = good();
  facts.is_bulk = false;
  no_dkim(facts), no_record(facts);
  for (const BigReceiver receiver : all_receivers) {
    for (const RuleOutcome& each : check_rules(rules_of(receiver), facts, Strictness::permanent)) {
      EXPECT_NE(each.finding.state, State::failed) << each.rule->id << ": " << each.finding.evidence;
      if (each.rule->who != SenderRule::Who::bulk) continue;
      EXPECT_EQ(each.finding.state, State::not_asked) << each.rule->id;
    }
  }
}

TEST(SenderRules, RefuseAtOutlookWhatPassesDmarc) {  // cause-A19
  SenderFacts facts = good();
  no_spf(facts);
  facts.findings.dmarc->spf_aligned = false;
  const auto all = check_rules(rules_of(outlook), facts, Strictness::permanent);
  EXPECT_EQ(outcome(all, "O3")->finding.state, State::passed);
  EXPECT_EQ(outcome(all, "O1")->reply->text,
            "Access denied, sending domain [shop.example] does not meet the required authentication level. Spf= softfail , Dkim= pass , DMARC= pass");
}

TEST(SenderRules, AreNotKnownWhereNothingWasAsked) {
  SenderFacts facts = good();
  facts.findings = {};
  for (const BigReceiver receiver : all_receivers) {
    for (const RuleOutcome& each : check_rules(rules_of(receiver), facts, Strictness::permanent))
      EXPECT_NE(each.finding.state, State::failed) << each.rule->id << ": " << each.finding.evidence;
  }
  const auto all = check_rules(rules_of(gmail), facts, Strictness::permanent);
  for (const char* id : {"G1", "G2", "G3", "G4", "G6", "G13"}) EXPECT_EQ(outcome(all, id)->finding.state, State::unknown) << id;
}

TEST(SenderRules, DoNotFailForSpfThatNobodyAsked) {
  SenderFacts facts = good();
  no_dkim(facts);
  facts.findings.spf.reset();
  facts.findings.dmarc->result = DmarcResult::fail;
  facts.findings.dmarc->spf_aligned = facts.findings.dmarc->dkim_aligned = false;
  EXPECT_EQ(outcome(check_rules(rules_of(yahoo), facts, Strictness::permanent), "Y5")->finding.state, State::unknown);
}

TEST(SenderRules, HaveNoHolesInTheirReplies) {
  SenderFacts facts = good();
  facts.client = {};
  facts.findings.spf.reset();
  facts.is_tls = false;
  facts.spam_rate = 31;
  for (const RuleOutcome& each : check_rules(rules_of(gmail), facts, Strictness::permanent)) {
    if (!each.reply) continue;
    EXPECT_EQ(each.reply->text.find("[]"), std::string::npos) << each.reply->text;
  }
  EXPECT_NE(outcome(check_rules(rules_of(yahoo), facts, Strictness::permanent), "Y8")->reply->text.find("from (client address) will"), std::string::npos);
}

TEST(SenderRules, ComeIntoForceOnTheirDates) {
  const auto at = [](BigReceiver receiver, std::string_view when) { return strictness(rules_of(receiver), RulePhase::by_date, moment(when)); };
  EXPECT_EQ(at(gmail, "2024-01-31T23:59:59Z"), Strictness::off);
  EXPECT_EQ(at(gmail, "2024-02-01T00:00:00Z"), Strictness::temporary);
  EXPECT_EQ(at(gmail, "2025-10-31T23:59:59Z"), Strictness::temporary);
  EXPECT_EQ(at(gmail, "2025-11-01T00:00:00Z"), Strictness::permanent);
  EXPECT_EQ(at(outlook, "2025-05-04T23:59:59Z"), Strictness::off);
  EXPECT_EQ(at(outlook, "2025-05-05T00:00:00Z"), Strictness::permanent);
  EXPECT_EQ(strictness(rules_of(gmail), RulePhase::temporary, moment("2026-01-05T00:00:00Z")), Strictness::temporary);
}

// Catalogue, 6.4: the number alone lies.
TEST(SenderRules, TellWhatANumberMeansWhereItWasSpoken) {
  EXPECT_EQ(dialect_of(rules_of(gmail), {4, 7, 23}),
            "at Gmail 4.7.23 is about reverse DNS (PTR); by RFC 7372 it says that SPF validation failed, and Exchange Online means that by it");
  for (const int detail : {26, 27, 28, 29, 30}) EXPECT_NE(dialect_of(rules_of(gmail), {5, 7, detail}), "") << detail;
  EXPECT_EQ(dialect_of(rules_of(gmail), {5, 7, 25}), "");
  EXPECT_EQ(dialect_of(rules_of(gmail), {5, 1, 26}), "");
  EXPECT_EQ(dialect_of(rules_of(outlook), {5, 7, 26}), "");
}

TEST(SenderFacts, ReadTheMail) {
  const auto facts = [](const std::string& header, Findings findings = {}) {
    return sender_facts(sim::mail::Message(header + "\r\nhello\r\n"), std::move(findings), {});
  };
  const std::string whole = "From: a@news.shop.example\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\nMessage-ID: <1@shop.example>\r\n";
  EXPECT_TRUE(facts(whole).format_faults.empty());
  EXPECT_EQ(facts(whole).author_domain, "news.shop.example");
  EXPECT_EQ(facts(whole).organizational_domain, "shop.example");
  EXPECT_EQ(facts("Subject: x\r\n").format_faults, (std::vector<std::string>{"no From", "no Date", "no Message-ID"}));
  EXPECT_EQ(facts(whole + "From: b@corp.example\r\n").format_faults, std::vector<std::string>{"2 From fields"});
  EXPECT_EQ(facts("From: a@x.example, b@x.example\r\n" + whole.substr(whole.find("Date"))).format_faults,
            std::vector<std::string>{"2 addresses in From"});
  const std::string both =
      "List-Unsubscribe: <mailto:u@shop.example>, <https://shop.example/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
  Findings signed_fields{
      .dkim = std::vector<DkimVerdict>{{.result = DkimResult::pass, .signed_fields = {"from", "list-unsubscribe", "list-unsubscribe-post"}}}};
  EXPECT_TRUE(facts(whole + both, signed_fields).is_one_click_signed);
  signed_fields.dkim->front().signed_fields.pop_back();
  EXPECT_TRUE(facts(whole + both, signed_fields).has_one_click);
  EXPECT_FALSE(facts(whole + both, signed_fields).is_one_click_signed);
  EXPECT_FALSE(facts(whole + "List-Unsubscribe: <mailto:u@shop.example>\r\n").has_one_click);
  EXPECT_TRUE(facts(whole + "List-Id: <all.corp.example>\r\n").is_indirect);
}

constexpr SenderVolume::Threshold as_gmail_counts{.bulk = 5, .is_bulk_beyond = false, .is_bulk_for_ever = true};
constexpr SenderVolume::Threshold as_outlook_counts{.bulk = 5, .is_bulk_beyond = true, .is_bulk_for_ever = false};

TEST(SenderVolume, CountsRecipientsWithinADay) {
  SenderVolume volume;
  const auto begin = moment("2026-01-05T09:00:00Z");
  EXPECT_FALSE(volume.add("shop.example", "1", 3, begin, as_outlook_counts).is_bulk);
  EXPECT_FALSE(volume.add("shop.example", "2", 2, begin + 1h, as_outlook_counts).is_bulk);  // five is not more than five
  EXPECT_TRUE(volume.add("shop.example", "3", 1, begin + 2h, as_outlook_counts).is_bulk);
  EXPECT_FALSE(volume.add("other.example", "4", 1, begin + 2h, as_outlook_counts).is_bulk);
  const auto next_day = volume.add("shop.example", "5", 1, begin + 25h, as_outlook_counts);
  EXPECT_EQ(next_day.within_day, 2U);
  EXPECT_FALSE(next_day.is_bulk);
}

TEST(SenderVolume, HoldsABulkSenderForOneForEverAtGmail) {
  SenderVolume volume;
  const auto begin = moment("2026-01-05T09:00:00Z");
  EXPECT_TRUE(volume.add("shop.example", "1", 5, begin, as_gmail_counts).is_bulk);
  const auto later = volume.add("shop.example", "2", 1, begin + 24h * 90, as_gmail_counts);
  EXPECT_EQ(later.within_day, 1U);
  EXPECT_TRUE(later.is_bulk);
  EXPECT_TRUE(later.was_bulk_before);
}

TEST(SenderVolume, CountsAMailThatIsTriedAgainOnce) {
  SenderVolume volume;
  const auto begin = moment("2026-01-05T09:00:00Z");
  volume.add("shop.example", "1", 4, begin, as_gmail_counts);
  EXPECT_EQ(volume.add("shop.example", "1", 4, begin + 5min, as_gmail_counts).within_day, 4U);
}

TEST(SenderVolume, MakesNobodyBulkWithoutANumber) {
  SenderVolume volume;
  EXPECT_FALSE(volume.add("shop.example", "1", 100000, moment("2026-01-05T09:00:00Z"), {}).is_bulk);
}

}  // namespace
