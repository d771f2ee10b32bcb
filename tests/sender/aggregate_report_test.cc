// DMARC aggregate reports (RFC 7489, 7.2): the document, its name, its mail, and who may get it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>

#include "sim/sender/aggregate_report.h"
#include "tests/sender/zone_lookup.h"

namespace sender_tests {
namespace {

using namespace sim::sender;
using testing::ElementsAre;

ReportedMail reported(std::string_view ip, DmarcResult result) {
  ReportedMail out;
  out.source = *sim::IpAddress::parse(ip);
  out.envelope_from = "corp.example";
  out.dmarc.author_domain = "corp.example";
  out.dmarc.record_domain = "corp.example";
  out.dmarc.record = "v=DMARC1; p=reject; sp=none; aspf=s; pct=50; rua=mailto:d@corp.example";
  out.dmarc.result = result;
  out.dmarc.spf_aligned = result == DmarcResult::pass;
  out.spf.emplace();
  out.spf->domain = "corp.example";
  out.spf->result = result == DmarcResult::pass ? SpfResult::pass : SpfResult::fail;
  return out;
}

AggregateReport a_report() {
  AggregateReport report{.receiver = "partner.example", .contact = "postmaster@partner.example", .id = "1", .domain = "corp.example"};
  report.begin = *sim::parse_iso8601("2026-01-05T00:00:00Z");
  report.end = *sim::parse_iso8601("2026-01-06T00:00:00Z");
  report.mails = {reported("192.0.2.1", DmarcResult::pass), reported("203.0.113.9", DmarcResult::fail), reported("192.0.2.1", DmarcResult::pass)};
  ReportedMail& forged = report.mails[1];
  forged.disposition = DmarcPolicy::reject;
  forged.dkim = {{.result = DkimResult::fail, .domain = "corp.example", .selector = "s1", .reason = "body <hash> & \"more\"\x01"}};
  return report;
}

/// Names of elements as a path, with their text: "row/count=2".
void flatten(const xmlNode* node, const std::string& path, std::vector<std::string>& out) {
  for (const xmlNode* child = node->children; child != nullptr; child = child->next) {
    if (child->type != XML_ELEMENT_NODE) continue;
    const std::string name = path + reinterpret_cast<const char*>(child->name);
    if (xmlChildElementCount(const_cast<xmlNode*>(child)) > 0) {
      flatten(child, name + "/", out);
    } else {
      xmlChar* text = xmlNodeGetContent(child);
      out.push_back(name + "=" + reinterpret_cast<const char*>(text));
      xmlFree(text);
    }
  }
}

std::vector<std::string> elements(const std::string& xml) {
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, XML_PARSE_NONET), &xmlFreeDoc);
  std::vector<std::string> out;
  if (!document) return {"not well formed"};
  const xmlNode* root = xmlDocGetRootElement(document.get());
  out.emplace_back(reinterpret_cast<const char*>(root->name));
  flatten(root, "", out);
  return out;
}

/// The order of elements is that of RFC 7489's schema (appendix C), which is a sequence.
TEST(AggregateReport, FollowsTheSchema) {
  EXPECT_THAT(elements(aggregate_report_xml(a_report())),
              ElementsAre("feedback", "version=1.0", "report_metadata/org_name=partner.example", "report_metadata/email=postmaster@partner.example",
                          "report_metadata/report_id=1", "report_metadata/date_range/begin=1767571200", "report_metadata/date_range/end=1767657600",
                          "policy_published/domain=corp.example", "policy_published/adkim=r", "policy_published/aspf=s", "policy_published/p=reject",
                          "policy_published/sp=none", "policy_published/pct=50", "policy_published/fo=0",
                          "record/row/source_ip=192.0.2.1", "record/row/count=2", "record/row/policy_evaluated/disposition=none",
                          "record/row/policy_evaluated/dkim=fail", "record/row/policy_evaluated/spf=pass", "record/identifiers/envelope_from=corp.example",
                          "record/identifiers/header_from=corp.example", "record/auth_results/spf/domain=corp.example", "record/auth_results/spf/scope=mfrom",
                          "record/auth_results/spf/result=pass", "record/row/source_ip=203.0.113.9", "record/row/count=1",
                          "record/row/policy_evaluated/disposition=reject", "record/row/policy_evaluated/dkim=fail", "record/row/policy_evaluated/spf=fail",
                          "record/identifiers/envelope_from=corp.example", "record/identifiers/header_from=corp.example", "record/auth_results/dkim/domain=corp.example",
                          "record/auth_results/dkim/selector=s1", "record/auth_results/dkim/result=fail", "record/auth_results/dkim/human_result=body <hash> & \"more\"",
                          "record/auth_results/spf/domain=corp.example", "record/auth_results/spf/scope=mfrom", "record/auth_results/spf/result=fail"));
}

TEST(AggregateReport, TellsWhyAPolicyWasNotApplied) {
  AggregateReport report = a_report();
  report.mails = {reported("203.0.113.9", DmarcResult::fail)};
  report.mails[0].override_reason = "sampled_out";
  report.mails[0].override_comment = "pct=50";
  const std::vector<std::string> found = elements(aggregate_report_xml(report));
  EXPECT_THAT(found, testing::Contains("record/row/policy_evaluated/reason/type=sampled_out"));
  EXPECT_THAT(found, testing::Contains("record/row/policy_evaluated/reason/comment=pct=50"));
}

TEST(AggregateReport, PublishesTheLastRecordThatWasFound) {
  AggregateReport report = a_report();
  report.mails[1].dmarc.record = "v=DMARC1; p=quarantine; fo=1:d:x:D";
  report.mails[2].dmarc.record.clear();
  report.mails[2].dmarc.result = DmarcResult::temperror;
  EXPECT_EQ(published_record(report), report.mails[1].dmarc.record) << "DNS failed for the mail after it";
  const std::vector<std::string> found = elements(aggregate_report_xml(report));
  EXPECT_THAT(found, testing::Contains("policy_published/p=quarantine"));
  EXPECT_THAT(found, testing::Contains("policy_published/fo=1:d")) << "as the owner asks";
  EXPECT_EQ(published_record({}), "");
}

TEST(AggregateReport, IsNamedAfterItsEndsAndDays) {
  EXPECT_EQ(aggregate_report_name(a_report()), "partner.example!corp.example!1767571200!1767657600.xml");
  const sim::mail::Draft mail = aggregate_report_mail(a_report(), "d@corp.example", a_report().end);
  EXPECT_EQ(mail.subject, "Report Domain: corp.example Submitter: partner.example Report-ID: <1>");
  ASSERT_EQ(mail.attachments.size(), 1U);
  EXPECT_EQ(mail.attachments[0].file_name, aggregate_report_name(a_report()));
  EXPECT_EQ(elements(mail.attachments[0].content).front(), "feedback");
}

TEST(AggregateReport, GoesToAnotherOrganizationOnlyIfItAgrees) {
  ZoneLookup dns("corp.example._report._dmarc.agrees.example. TXT \"v=DMARC1;\"\ncorp.example._report._dmarc.talks.example. TXT \"hello\"\n");
  const DmarcRecord record = read_dmarc_record(
      "v=DMARC1; p=none; rua=mailto:d@mail.corp.example!1k,mailto:x@agrees.example,mailto:x@talks.example,mailto:x@silent.example,https://corp.example/d", DmarcRules::rfc7489);
  std::vector<std::string> found;
  for (const ReportDestination& each : report_destinations("corp.example", record, dns, PublicSuffixes::installed()))
    found.push_back(each.address + (each.is_allowed ? " yes: " : " no: ") + each.reason);
  EXPECT_THAT(found, ElementsAre("d@mail.corp.example yes: of the same organization", "x@agrees.example yes: agrees.example agrees",
                                 "x@talks.example no: talks.example does not agree: corp.example._report._dmarc.talks.example TXT: no DMARC record",
                                 "x@silent.example no: silent.example does not agree: corp.example._report._dmarc.silent.example TXT: nxdomain"));
}

}  // namespace
}  // namespace sender_tests
