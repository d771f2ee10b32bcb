#include "sim/mail/date.h"
#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"
#include "sim/mail/dsn.h"
#include "sim/mail/entity.h"

namespace sim::mail {
namespace {

using detail::equal_ignoring_case;
using detail::trim;

/// The value of a typed field (RFC 3464, 2.1.2): "rfc822; a@b" gives "a@b".
std::string typed(std::string_view value) {
  const std::string flat = detail::decode_words(value);
  const std::size_t semicolon = flat.find(';');
  const std::string_view type = std::string_view(flat).substr(0, semicolon);
  // Servers that leave the type out are common; a semicolon deep in a diagnostic is none.
  if (semicolon == std::string::npos || type.find_first_of(" <@") != std::string_view::npos) return flat;
  return std::string(trim(std::string_view(flat).substr(semicolon + 1)));
}

std::string bare_address(std::string_view value) {
  std::string text = typed(value);
  if (text.size() > 1 && text.front() == '<' && text.back() == '>') text = text.substr(1, text.size() - 2);
  return text;
}

DsnRecipient recipient_of(const std::vector<HeaderField>& fields) {
  DsnRecipient recipient;
  std::string original;
  for (const HeaderField& field : fields) {
    if (equal_ignoring_case(field.name, "Final-Recipient")) recipient.final_recipient = bare_address(field.value);
    if (equal_ignoring_case(field.name, "Original-Recipient")) original = bare_address(field.value);
    if (equal_ignoring_case(field.name, "Action")) {
      const std::string action = detail::lower(detail::decode_words(field.value));
      recipient.action = action.substr(0, action.find_first_of(" \t("));
    }
    if (equal_ignoring_case(field.name, "Status"))
      recipient.status = EnhancedStatus::parse(detail::decode_words(field.value)).value_or(EnhancedStatus());
    if (equal_ignoring_case(field.name, "Remote-MTA")) recipient.remote_mta = typed(field.value);
    if (equal_ignoring_case(field.name, "Diagnostic-Code")) recipient.diagnostic = typed(field.value);
  }
  if (recipient.final_recipient.empty()) recipient.final_recipient = original;
  return recipient;
}

/// Groups of fields parted by empty lines: the first is about the message, each other about one recipient (RFC 3464, 2.1).
void read_status(std::string_view content, Dsn& dsn) {
  const MessageLimits limits;
  while (!content.empty() && dsn.recipients.size() < limits.parts) {
    if (content.front() == '\r' || content.front() == '\n') {
      content.remove_prefix(1);
      continue;
    }
    const FieldScan scan = scan_fields(content, limits);
    if (scan.fields.empty()) return;
    bool is_recipient = false;
    for (const HeaderField& field : scan.fields) {
      if (equal_ignoring_case(field.name, "Reporting-MTA")) dsn.reporting_mta = typed(field.value);
      if (equal_ignoring_case(field.name, "Arrival-Date")) dsn.arrival = parse_date(field.value);
      is_recipient = is_recipient || equal_ignoring_case(field.name, "Final-Recipient") ||
                     equal_ignoring_case(field.name, "Original-Recipient") || equal_ignoring_case(field.name, "Action");
    }
    if (is_recipient) dsn.recipients.push_back(recipient_of(scan.fields));
    content.remove_prefix(scan.body_at);
  }
}

bool is_status(const Part& part) {
  return part.content_type == "message/delivery-status" || part.content_type == "message/global-delivery-status";
}

bool is_returned(const Part& part) {
  return part.content_type == "message/rfc822" || part.content_type == "text/rfc822-headers" ||
         part.content_type == "message/global" || part.content_type == "message/global-headers";
}

}  // namespace

std::optional<Dsn> read_dsn(const Message& message) {
  const std::string type = message.content_type();
  if (type.compare(0, 10, "multipart/") != 0) return std::nullopt;
  const bool is_report = type == "multipart/report" &&
                         equal_ignoring_case(message.content_type_parameter("report-type"), "delivery-status");
  Dsn dsn;
  bool has_status = false;
  for (const Part& part : message.parts()) {
    if (is_status(part)) {
      has_status = true;
      read_status(message.content(part), dsn);
    } else if (is_returned(part) && dsn.original_message_id.empty()) {
      dsn.original_message_id = message_id_of(message.content(part));
    }
  }
  if (!is_report && !has_status) return std::nullopt;
  return dsn;
}

}  // namespace sim::mail
