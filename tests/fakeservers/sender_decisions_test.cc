// From a finding to a reply, a folder or nothing.
#include "fakeservers/policy/sender_decisions.h"

#include <gtest/gtest.h>

namespace {

using namespace fakeservers::policy;
using namespace sim::sender;

std::string line(const std::optional<Decision>& decision) {
  if (!decision) return "nothing";
  if (decision->refusal) return decision->refusal->line();
  return decision->folder.empty() ? "taken" : "folder " + decision->folder;
}

Findings spf_finding(SpfResult result) {
  return {.spf = SpfVerdict{.result = result, .domain = "corp.example", .evidence = "192.0.2.1 is not permitted by corp.example (-all)"}};
}

TEST(SenderDecisions, AnswerSpfByResultAndHandling) {
  struct Row {
    SpfResult result;
    Handling SpfHandling::*key;
    std::string_view reject, defer;
  };
  constexpr Row rows[]{{SpfResult::fail, &SpfHandling::fail, "550 5.7.23 ", "451 4.7.23 "},
                       {SpfResult::softfail, &SpfHandling::softfail, "550 5.7.23 ", "451 4.7.23 "},
                       {SpfResult::neutral, &SpfHandling::neutral, "550 5.7.23 ", "451 4.7.23 "},
                       {SpfResult::none, &SpfHandling::none, "550 5.7.23 ", "451 4.7.23 "},
                       {SpfResult::permerror, &SpfHandling::permerror, "550 5.7.24 ", "451 4.7.24 "},
                       {SpfResult::temperror, &SpfHandling::temperror, "550 5.7.24 ", "451 4.7.24 "}};
  for (const Row& row : rows) {
    SenderPolicy policy{.spf = SpfHandling{}};
    EXPECT_EQ(line(decide_spf(policy, spf_finding(row.result))), "nothing");
    policy.spf.value().*row.key = Handling::reject;
    EXPECT_TRUE(line(decide_spf(policy, spf_finding(row.result))).starts_with(row.reject)) << row.reject;
    policy.spf.value().*row.key = Handling::defer;
    EXPECT_TRUE(line(decide_spf(policy, spf_finding(row.result))).starts_with(row.defer)) << row.defer;
    policy.spf.value().*row.key = Handling::junk;
    EXPECT_EQ(line(decide_spf(policy, spf_finding(row.result))), "folder Junk");
    EXPECT_EQ(line(decide_spf(policy, spf_finding(SpfResult::pass))), "nothing");
  }
}

TEST(SenderDecisions, QuoteTheDomainsOwnWords) {
  SenderPolicy policy{.spf = SpfHandling{.fail = Handling::reject}};
  Findings findings = spf_finding(SpfResult::fail);
  findings.spf->explanation = "use our server";
  EXPECT_EQ(line(decide_spf(policy, findings)),
            "550 5.7.23 SPF validation failed: 192.0.2.1 is not permitted by corp.example (-all); corp.example explains: use our server");
}

TEST(SenderDecisions, LetHeloFailLikeMailFrom) {  // cause-A05
  SenderPolicy policy{.spf = SpfHandling{.fail = Handling::reject, .asks_helo = true}};
  Findings findings = spf_finding(SpfResult::pass);
  findings.spf_helo = SpfVerdict{.result = SpfResult::fail, .identity = SpfIdentity::helo, .domain = "mx.example", .evidence = "it is not"};
  EXPECT_EQ(line(decide_spf(policy, findings)), "550 5.7.23 SPF validation failed: it is not");
}

TEST(SenderDecisions, AnswerDkimByTheBestSignature) {
  SenderPolicy policy{.dkim = DkimHandling{.missing = Handling::reject,
                                           .fail = Handling::reject,
                                           .policy = Handling::reject,
                                           .permerror = Handling::reject,
                                           .temperror = Handling::defer}};
  const auto with = [&](std::vector<DkimResult> results) {
    std::vector<DkimVerdict> all;
    for (const DkimResult result : results) all.push_back({.result = result, .domain = "corp.example", .selector = "s1", .reason = "so"});
    return line(decide_dkim(policy, {.dkim = all}));
  };
  EXPECT_EQ(with({}), "550 5.7.20 no passing DKIM signature found: the mail is not signed");  // cause-A06
  EXPECT_EQ(with({DkimResult::fail}), "550 5.7.20 no passing DKIM signature found: d=corp.example s=s1: so");
  EXPECT_EQ(with({DkimResult::permerror}).substr(0, 10), "550 5.7.20");
  EXPECT_EQ(with({DkimResult::fail, DkimResult::policy}), "550 5.7.21 no acceptable DKIM signature found: d=corp.example s=s1: so");
  EXPECT_EQ(with({DkimResult::temperror, DkimResult::fail}).substr(0, 10), "451 4.7.20");
  EXPECT_EQ(with({DkimResult::fail, DkimResult::pass}), "nothing");
}

TEST(SenderDecisions, AnswerTheClientsName) {
  const auto with = [](Handling handling, IprevResult result) {
    const SenderPolicy policy{.iprev = IprevHandling{.fail = handling, .permerror = handling, .temperror = handling}};
    return line(
        decide_iprev(policy, {.iprev = IprevVerdict{.result = result, .client = *sim::IpAddress::parse("192.0.2.1"), .reason = "no PTR record"}}));
  };
  EXPECT_EQ(with(Handling::reject, IprevResult::permerror), "550 5.7.25 reverse DNS validation failed for 192.0.2.1: no PTR record");  // cause-R03
  EXPECT_EQ(with(Handling::defer, IprevResult::fail).substr(0, 10), "450 4.7.25");
  EXPECT_EQ(with(Handling::reject, IprevResult::pass), "nothing");
}

Findings dmarc_finding(DmarcPolicy disposition) {
  return {.dmarc = DmarcVerdict{.result = DmarcResult::fail,
                                .author_domain = "corp.example",
                                .record_domain = "corp.example",
                                .record = "v=DMARC1",
                                .policy = disposition,
                                .disposition = disposition,
                                .policy_tag = "p",
                                .reason = "nothing is aligned"}};
}

TEST(SenderDecisions, DoWhatTheDomainsOwnerAsks) {
  SenderPolicy policy{.dmarc = DmarcHandling{.reject = Handling::reject, .quarantine = Handling::junk}};
  EXPECT_EQ(line(decide_dmarc(policy, dmarc_finding(DmarcPolicy::reject))), "550 5.7.1 rejected by the DMARC policy of corp.example");  // cause-A13
  EXPECT_EQ(line(decide_dmarc(policy, dmarc_finding(DmarcPolicy::quarantine))), "folder Junk");                                         // cause-A14
  EXPECT_EQ(line(decide_dmarc(policy, dmarc_finding(DmarcPolicy::none))), "nothing");
  policy.dmarc->reply = sim::mail::SmtpReply{554, {5, 7, 9}, "Message not accepted for policy reasons"};
  EXPECT_EQ(line(decide_dmarc(policy, dmarc_finding(DmarcPolicy::reject))), "554 5.7.9 Message not accepted for policy reasons");
  EXPECT_EQ(line(decide_dmarc({.dmarc = DmarcHandling{}}, dmarc_finding(DmarcPolicy::reject))), "nothing");
}

TEST(SenderDecisions, BelieveATrustedSealerWhoSawDmarcPass) {  // cause-A18
  SenderPolicy policy{.arc = ArcHandling{.trusted = {"lists.example"}}, .dmarc = DmarcHandling{.reject = Handling::reject}};
  Findings findings = dmarc_finding(DmarcPolicy::reject);
  findings.arc = ArcVerdict{
      .result = ArcResult::pass, .sets = 1, .sealers = {"Lists.example"}, .results = {"lists.example; dmarc=pass header.from=corp.example"}};
  EXPECT_EQ(line(decide_dmarc(policy, findings)), "taken");
  EXPECT_EQ(decide_dmarc(policy, findings)->rule, "arc-override");
  Findings broken = findings, unseen = findings, later = findings;
  broken.arc->result = ArcResult::fail;
  unseen.arc->results = {"lists.example; dmarc=fail header.from=corp.example"};
  // A stranger who sealed after the trusted one could have changed the mail.
  later.arc->sealers.push_back("stranger.example");
  later.arc->results.push_back("stranger.example; arc=pass");
  for (const Findings& each : {broken, unseen, later})
    EXPECT_EQ(line(decide_dmarc(policy, each)), "550 5.7.1 rejected by the DMARC policy of corp.example");
  Findings forged = findings, other = findings, several = findings, nameless = findings;
  // A list copies what a mail's own signature claims into header.i.
  forged.arc->results = {
      "lists.example; dkim=permerror header.i=\"dmarc=pass\"@evil.example (dmarc=pass header.from=corp.example); dmarc=fail header.from=corp.example"};
  other.arc->results = {"lists.example; dmarc=pass header.from=evil.example"};
  several.dmarc->has_other_authors = true;
  nameless.arc->results = {"lists.example; dmarc=pass"};
  for (const Findings& each : {forged, other, several, nameless})
    EXPECT_EQ(line(decide_dmarc(policy, each)), "550 5.7.1 rejected by the DMARC policy of corp.example");
  policy.arc->trusted.clear();
  EXPECT_EQ(line(decide_dmarc(policy, findings)), "550 5.7.1 rejected by the DMARC policy of corp.example");
}

TEST(Impersonation, FindsNamesAndCousinDomains) {  // cause-A20
  SenderPolicy policy{.impersonation = ImpersonationRules{.names = {"Ken Mori"}, .domains = {"corp.example"}}};
  const auto from = [&](const std::string& field) { return line(find_impersonation(policy, sim::mail::Message("From: " + field + "\r\n\r\n"))); };
  for (const char* stranger : {"Ken Mori <x@free.example>", "\"ken mori\" <k@home.example>", "A <a@c0rp.example>", "A <a@co-rp.example>",
                               "A <a@corps.example>", "A <a@ocrp.example>"}) {
    EXPECT_EQ(from(stranger), "folder Junk") << stranger;
  }
  for (const char* friendly :
       {"Ken Mori <ken@corp.example>", "Ken Mori <ken@mail.corp.example>", "Ada <ada@home.example>", "Ken <k@free.example>", "A <a@cropp.example>"}) {
    EXPECT_EQ(from(friendly), "nothing") << friendly;
  }
  policy.impersonation->handling = Handling::reject;
  EXPECT_EQ(from("Ken Mori <x@free.example>").substr(0, 9), "550 5.7.1");
}

}  // namespace
