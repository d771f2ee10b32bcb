// DMARC aggregate reports (RFC 7489, 7.2 and appendix C): what a receiver tells a domain's owner about a day of mail, and to whom it may be sent.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/message.h"
#include "sim/sender/dmarc.h"
#include "sim/sender/dmarc_record.h"

namespace sim::sender {

/// One mail as a receiver remembers it for the report.
struct ReportedMail {
  Instant time{};
  IpAddress source;
  std::string envelope_from, envelope_to;        ///< domains; "" if null or not told
  DmarcVerdict dmarc;
  std::optional<SpfVerdict> spf;
  std::vector<DkimVerdict> dkim;
  DmarcPolicy disposition = DmarcPolicy::none;   ///< what was done
  std::string override_reason;                   ///< why something else was done than asked: "local_policy", "sampled_out", "trusted_forwarder"...; "" otherwise
  std::string override_comment;
};

struct AggregateReport {
  std::string receiver;                          ///< the reporting host's domain
  std::string contact;                           ///< the address that sends it
  std::string id;
  std::string domain;                            ///< whose record was applied (DmarcVerdict::record_domain)
  Instant begin{}, end{};                        ///< in whole seconds
  std::vector<ReportedMail> mails;               ///< those of the domain, from begin to before end; equal ones make one row
};

/// The record of the last mail for which one was found, for an owner may change it within a day; "" if there is none.
std::string published_record(const AggregateReport& report);
/// The XML document; published_record() is its policy_published.
std::string aggregate_report_xml(const AggregateReport& report);
/// "receiver.example!corp.example!1767571200!1767657600.xml" (RFC 7489, 7.2.1.1).
std::string aggregate_report_name(const AggregateReport& report);
/// The mail that carries it, the XML attached as it is: compression is a SHOULD (RFC 7489, 7.2.1.1).
mail::Draft aggregate_report_mail(const AggregateReport& report, std::string_view to, Instant now);

/// An address of rua=, and whether a report may be sent there.
struct ReportDestination {
  std::string address;
  std::optional<std::uint64_t> most_octets;
  bool is_allowed = false;
  std::string reason;                            ///< "of the same organization", "reports.example agrees", "esp.example does not agree: no such name"
};
/// The mailto: addresses of a record found at `domain`. Another organization must agree, by a TXT record at domain._report._dmarc.host (RFC 7489, 7.1).
std::vector<ReportDestination> report_destinations(const std::string& domain, const DmarcRecord& record, dns::Lookup& dns, const PublicSuffixes& suffixes);

}  // namespace sim::sender
