#include <algorithm>

#include "sim/mail/detail/words.h"
#include "sim/mail/dsn.h"

namespace sim::mail {
namespace {

using detail::field_line;
using detail::single_line;

bool is_delay(const Dsn& report) {
  return !report.recipients.empty() && std::all_of(report.recipients.begin(), report.recipients.end(),
                                                   [](const DsnRecipient& each) { return each.action == "delayed"; });
}

bool has_failure(const Dsn& report) {
  return std::any_of(report.recipients.begin(), report.recipients.end(), [](const DsnRecipient& each) { return each.action == "failed"; });
}

std::string subject_of(const Dsn& report) {
  if (has_failure(report)) return "Undelivered Mail Returned to Sender";
  return is_delay(report) ? "Delayed Mail (still being retried)" : "Successful Mail Delivery Report";
}

std::string notice_of(const Dsn& report) {
  std::string out = "This is the mail system at host " + single_line(report.reporting_mta) + ".\r\n\r\n";
  if (has_failure(report)) {
    out += "Your message could not be delivered to one or more recipients.\r\n";
  } else if (is_delay(report)) {
    out += "Your message has not been delivered yet. It will be retried; you need not send it again.\r\n";
  } else {
    out += "Your message was delivered to the recipients below.\r\n";
  }
  for (const DsnRecipient& each : report.recipients) {
    out += "\r\n<" + single_line(each.final_recipient) + ">: ";
    if (!each.remote_mta.empty()) out += "host " + single_line(each.remote_mta) + " said: ";
    out += single_line(each.diagnostic.empty() ? each.status.text() : each.diagnostic) + "\r\n";
  }
  return out;
}

std::string status_of(const Dsn& report) {
  std::string out = field_line("Reporting-MTA", "dns; " + single_line(report.reporting_mta));
  if (report.arrival) out += field_line("Arrival-Date", rfc5322_date(*report.arrival));
  for (const DsnRecipient& each : report.recipients) {
    out += "\r\n" + field_line("Final-Recipient", "rfc822; " + single_line(each.final_recipient));
    out += field_line("Action", single_line(each.action));
    out += field_line("Status", each.status.text());
    if (!each.remote_mta.empty()) out += field_line("Remote-MTA", "dns; " + single_line(each.remote_mta));
    if (!each.diagnostic.empty()) out += field_line("Diagnostic-Code", "smtp; " + single_line(each.diagnostic));
  }
  return out;
}

/// The header of the mail that failed, with CRLF. Bytes beyond ASCII stay: RFC 3462 has no other way for them.
std::string returned_header(const std::string& original) {
  const Message message(original);
  std::string out;
  for (const char c : message.header_block()) {
    if (c == '\r') continue;
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

std::string part(const std::string& boundary, std::string_view fields, const std::string& body) {
  return "--" + boundary + "\r\n" + std::string(fields) + "\r\n" + body + "\r\n";
}

bool is_7bit(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string write_dsn(const DsnOptions& options, Random& random) {
  const std::string id = random.hex(24) + "@" + single_line(options.report.reporting_mta);
  const std::string boundary = "=_" + random.token(24);
  std::string out = field_line("Date", rfc5322_date(options.now));
  out += field_line("From", "Mail Delivery System <" + single_line(options.postmaster) + ">");
  out += field_line("To", single_line(options.to));
  out += field_line("Subject", subject_of(options.report));
  out += field_line("Message-ID", "<" + id + ">");
  const std::string original_id = message_id_of(options.original);
  if (!original_id.empty()) out += field_line("References", "<" + single_line(original_id) + ">");
  out += "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n";
  out += field_line("Content-Type", "multipart/report; report-type=delivery-status; boundary=\"" + boundary + "\"");
  const std::string header = returned_header(options.original);
  const std::string_view encoding = is_7bit(header) ? "" : "Content-Transfer-Encoding: 8bit\r\n";
  out += "\r\n" + part(boundary, "Content-Description: Notification\r\nContent-Type: text/plain; charset=us-ascii\r\n", notice_of(options.report));
  out += part(boundary, "Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n", status_of(options.report));
  out += part(boundary, "Content-Description: Undelivered Message Headers\r\nContent-Type: text/rfc822-headers\r\n" + std::string(encoding), header);
  return out + "--" + boundary + "--\r\n";
}

}  // namespace sim::mail
