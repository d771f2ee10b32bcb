#include "sim/sender/aggregate_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/sender/dmarc_discovery.h"

namespace sim::sender {
namespace {

/// More signatures of one mail make a row no clearer (RFC 7489, 7.2 leaves it open).
constexpr std::size_t most_reported_signatures = 10;

/// Text as XML holds it; what XML 1.0 forbids is left out.
std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      default:
        if (static_cast<unsigned char>(c) >= ' ' && c != 127) out += static_cast<unsigned char>(c) < 128 ? c : '?';
    }
  }
  return out;
}

/// Elements, one a line, indented by their depth.
class XmlWriter {
 public:
  void open(std::string_view name, std::string_view attributes = {}) {
    out_ += fmt::format("{:{}}<{}{}{}>\n", "", 2 * open_.size(), name, attributes.empty() ? "" : " ", attributes);
    open_.emplace_back(name);
  }
  void close() {
    const std::string name = std::move(open_.back());
    open_.pop_back();
    out_ += fmt::format("{:{}}</{}>\n", "", 2 * open_.size(), name);
  }
  void leaf(std::string_view name, std::string_view text) { out_ += fmt::format("{:{}}<{}>{}</{}>\n", "", 2 * open_.size(), name, xml_text(text), name); }
  void leaf(std::string_view name, std::int64_t number) { leaf(name, std::to_string(number)); }
  std::string text() && { return std::move(out_); }

 private:
  std::string out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  std::vector<std::string> open_;
};

std::int64_t seconds_of(Instant time) { return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count(); }

void write_metadata(XmlWriter& xml, const AggregateReport& report) {
  xml.open("report_metadata");
  xml.leaf("org_name", report.receiver);
  xml.leaf("email", report.contact);
  xml.leaf("report_id", report.id);
  xml.open("date_range");
  xml.leaf("begin", seconds_of(report.begin));
  xml.leaf("end", seconds_of(report.end));
  xml.close();
  xml.close();
}

void write_policy(XmlWriter& xml, const AggregateReport& report) {
  const DmarcRecord record = read_dmarc_record(published_record(report), DmarcRules::rfc7489);
  xml.open("policy_published");
  xml.leaf("domain", report.domain);
  xml.leaf("adkim", record.strict_dkim ? "s" : "r");
  xml.leaf("aspf", record.strict_spf ? "s" : "r");
  xml.leaf("p", policy_name(record.policy));
  xml.leaf("sp", policy_name(record.subdomains.value_or(record.policy)));
  xml.leaf("pct", record.percent);
  xml.leaf("fo", record.failure_options);
  xml.close();
}

void write_auth_results(XmlWriter& xml, const ReportedMail& mail) {
  xml.open("auth_results");
  for (std::size_t i = 0; i < std::min(mail.dkim.size(), most_reported_signatures); ++i) {
    xml.open("dkim");
    xml.leaf("domain", mail.dkim[i].domain);
    xml.leaf("selector", mail.dkim[i].selector);
    xml.leaf("result", result_name(mail.dkim[i].result));
    if (!mail.dkim[i].reason.empty()) xml.leaf("human_result", mail.dkim[i].reason);
    xml.close();
  }
  xml.open("spf");
  xml.leaf("domain", mail.spf ? mail.spf->domain : mail.envelope_from);
  xml.leaf("scope", mail.spf && mail.spf->identity == SpfIdentity::helo ? "helo" : "mfrom");
  xml.leaf("result", mail.spf ? result_name(mail.spf->result) : "none");
  xml.close();
  xml.close();
}

/// The part of a record that does not count mails: equal ones are one row.
std::string row_key(const ReportedMail& mail, std::size_t count) {
  XmlWriter xml;
  xml.open("feedback");
  xml.open("record");
  xml.open("row");
  xml.leaf("source_ip", mail.source.text());
  xml.leaf("count", static_cast<std::int64_t>(count));
  xml.open("policy_evaluated");
  xml.leaf("disposition", policy_name(mail.disposition));
  xml.leaf("dkim", mail.dmarc.dkim_aligned ? "pass" : "fail");
  xml.leaf("spf", mail.dmarc.spf_aligned ? "pass" : "fail");
  if (!mail.override_reason.empty()) {
    xml.open("reason");
    xml.leaf("type", mail.override_reason);
    if (!mail.override_comment.empty()) xml.leaf("comment", mail.override_comment);
    xml.close();
  }
  xml.close();
  xml.close();
  xml.open("identifiers");
  if (!mail.envelope_to.empty()) xml.leaf("envelope_to", mail.envelope_to);
  xml.leaf("envelope_from", mail.envelope_from);
  xml.leaf("header_from", mail.dmarc.author_domain);
  xml.close();
  write_auth_results(xml, mail);
  xml.close();
  const std::string text = std::move(xml).text();
  return text.substr(text.find("  <record>"));
}

}  // namespace

std::string published_record(const AggregateReport& report) {
  const auto last = std::find_if(report.mails.rbegin(), report.mails.rend(), [](const ReportedMail& mail) { return !mail.dmarc.record.empty(); });
  return last == report.mails.rend() ? std::string() : last->dmarc.record;
}

std::string aggregate_report_xml(const AggregateReport& report) {
  XmlWriter xml;
  xml.open("feedback", "xmlns=\"http://dmarc.org/dmarc-xml/0.1\"");
  xml.leaf("version", "1.0");
  write_metadata(xml, report);
  write_policy(xml, report);
  std::string out = std::move(xml).text();
  std::vector<std::pair<const ReportedMail*, std::size_t>> rows;  // in the order of their first mail
  std::map<std::string, std::size_t> known;
  for (const ReportedMail& mail : report.mails) {
    const auto [found, is_new] = known.emplace(row_key(mail, 0), rows.size());
    if (is_new) rows.emplace_back(&mail, 0);
    ++rows[found->second].second;
  }
  for (const auto& [mail, count] : rows) out += row_key(*mail, count);
  return out + "</feedback>\n";
}

std::string aggregate_report_name(const AggregateReport& report) {
  return fmt::format("{}!{}!{}!{}.xml", report.receiver, report.domain, seconds_of(report.begin), seconds_of(report.end));
}

mail::Draft aggregate_report_mail(const AggregateReport& report, std::string_view to, Instant now) {
  mail::Draft out;
  out.from = report.contact;
  out.to = to;
  out.subject = fmt::format("Report Domain: {} Submitter: {} Report-ID: <{}>", report.domain, report.receiver, report.id);
  out.text = fmt::format("This is a DMARC aggregate report for {} from {}.\n", report.domain, report.receiver);
  out.attachments = {{aggregate_report_name(report), "text/xml", aggregate_report_xml(report)}};
  out.headers = {{"Auto-Submitted", "auto-generated"}};
  out.date = now;
  return out;
}

std::vector<ReportDestination> report_destinations(const std::string& domain, const DmarcRecord& record, dns::Lookup& dns, const PublicSuffixes& suffixes) {
  std::vector<ReportDestination> out;
  for (const DmarcUri& uri : record.aggregate_to) {
    if (uri.address.empty()) continue;  // only mail is sent
    ReportDestination to{.address = uri.address, .most_octets = uri.most_octets, .is_allowed = false, .reason = {}};
    const std::string host = comparable_domain(uri.address.substr(uri.address.rfind('@') + 1));
    const auto owner = [&suffixes](const std::string& name) {
      const std::string found = suffixes.organizational_domain(name);
      return found.empty() ? name : found;
    };
    if (!host.empty() && owner(host) == owner(domain)) {
      to.is_allowed = true;
      to.reason = "of the same organization";
    } else if (const auto name = dns::Name::parse(fmt::format("{}._report._dmarc.{}", domain, host)); !host.empty() && name) {
      const dns::Answer answer = dns.look_up(*name, dns::Type::TXT);
      to.is_allowed = std::any_of(answer.records.begin(), answer.records.end(), [](const dns::Record& each) {
        const auto* txt = std::get_if<dns::TxtData>(&each.data);
        return txt != nullptr && is_dmarc_record(txt->joined());
      });
      to.reason = to.is_allowed ? host + " agrees" : fmt::format("{} does not agree: {} TXT: {}", host, name->text(), answer.records.empty() ? answer.outcome() : "no DMARC record");
    } else {
      to.reason = "no domain name";
    }
    out.push_back(std::move(to));
  }
  return out;
}

}  // namespace sim::sender
