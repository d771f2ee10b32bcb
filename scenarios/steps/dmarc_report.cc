#include <fmt/format.h>

#include "scenarios/runner/director.h"
#include "sim/mail/message.h"
#include "sim/sender/aggregate_report.h"

namespace scenarios::steps {
namespace {

using sim::sender::AggregateReport;
using sim::sender::ReportDestination;
using sim::sender::ReportedMail;

/// The usual interval (RFC 7489, 6.3: ri= is a day).
constexpr sim::Duration reported_time = std::chrono::hours{24};

const Shape& dmarc_report_shape() {
  static const Shape keys{"step 'dmarc-report'", "A host mails a DMARC aggregate report about the last day.",
                          {required("host", host(), "The host that checked DMARC."),
                           required("domain", text(), "Where the record stands (corp.example, not _dmarc.corp.example); the report goes to its rua= addresses.")}};
  return keys;
}

AggregateReport day_of(const fakeservers::mta::MailServer& host, std::string_view domain, sim::Instant now, sim::Random& random) {
  AggregateReport report;
  report.receiver = host.config().domains.empty() ? host.config().name : host.config().domains.front();
  report.contact = "postmaster@" + report.receiver;
  report.id = random.hex(16) + "@" + host.config().name;
  report.domain = domain;
  report.begin = std::chrono::floor<std::chrono::seconds>(now - reported_time);
  report.end = std::chrono::ceil<std::chrono::seconds>(now);
  for (const ReportedMail& mail : host.dmarc_seen())
    if (mail.dmarc.record_domain == domain && mail.time >= report.begin) report.mails.push_back(mail);
  return report;
}

/// "" if the report went out to that address, else why not.
std::string mail_to(const ReportDestination& to, const AggregateReport& report, Stage& stage, fakeservers::mta::MailServer& host, sim::Random& random) {
  if (!to.is_allowed) return to.reason;
  const auto from = sim::mail::Address::parse(report.contact), address = sim::mail::Address::parse(to.address);
  if (!from || !address) return to.address + " is no address to write to";
  std::string raw = build(aggregate_report_mail(report, to.address, stage.clock().now()), random, host.config().name);
  if (to.most_octets && raw.size() > *to.most_octets) return fmt::format("the report has {} octets, {} takes {}", raw.size(), to.address, *to.most_octets);
  stage.trace().note(sim::EventKind::report_written, sim::mail::message_id_of(raw),
                     {{"host", host.config().name}, {"domain", report.domain}, {"to", to.address}, {"messages", std::to_string(report.mails.size())}});
  sim::mail::Envelope envelope;
  envelope.from = *from;
  envelope.to = {*address};
  host.submit(envelope, std::move(raw));
  return "";
}

sim::Result<void> play_dmarc_report(Performance& performance, const Value& value) {
  Stage& stage = performance.stage;
  const std::string domain = value.text_of("domain");
  auto* server = stage.host(value.text_of("host"));
  if (server == nullptr) return sim::Error{"only a mail host writes DMARC reports", "name one of the story's hosts", value.place};
  sim::Random random = stage.world().random.stream(fmt::format("dmarc-report {} {} {}", server->config().name, domain, stage.clock().now().time_since_epoch().count()));
  const AggregateReport report = day_of(*server, domain, stage.clock().now(), random);
  if (report.mails.empty())
    return sim::Error{fmt::format("{} has seen no mail of {} within a day", server->config().name, domain), "it must check DMARC, and the record must stand at that domain", value.place};
  const auto record = sim::sender::read_dmarc_record(published_record(report), sim::sender::DmarcRules::rfc7489);
  std::string problem = "its record has no rua=mailto:";
  bool is_sent = false;
  for (const ReportDestination& to : report_destinations(domain, record, stage.resolver(), sim::sender::PublicSuffixes::installed())) {
    const std::string why = mail_to(to, report, stage, *server, random);
    is_sent = is_sent || why.empty();
    if (!why.empty()) problem = why;
  }
  if (!is_sent) return sim::Error{fmt::format("nobody can be told about {}: {}", domain, problem), "", value.place};
  return {};
}

}  // namespace

Step dmarc_report() {
  return {"dmarc-report", object(dmarc_report_shape), "A host mails a DMARC aggregate report (RFC 7489, 7.2) about the last day to those whom the domain's record names and who take it.",
          "dmarc-report: {host: mail.corp.example, domain: partner.example}", play_dmarc_report};
}

}  // namespace scenarios::steps
