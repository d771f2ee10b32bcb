// A report as lines: what its writer says, the status fields that stand in it (RFC 3464), and the mail that it returns. Good MIME and
// broken MIME are read alike, for a third of all bounces is neither a multipart/report nor well-formed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/message.h"

namespace sim::automatic {

/// One recipient's fields (RFC 3464, 2.3), or a feedback report's (RFC 5965, 3).
struct StatusFields {
  std::string recipient;        ///< Final-Recipient if it is an address, else Original- or X-Actual-Recipient
  std::string original;         ///< Original-Recipient, until it is known whether it is needed
  std::string action;           ///< lower case
  std::string status;           ///< "5.1.1"
  std::string comment;          ///< what stands behind the status: "(permanent failure)", "553 Exceeded maximum inbound message size"
  std::string type;             ///< of the diagnostic, upper case
  std::string diagnostic;
  std::string remote;           ///< Remote-MTA, lower case
  std::string category;         ///< X-PowerMTA-BounceCategory
};

struct Report {
  std::vector<std::string> lines;     ///< the writer's words, up to the returned mail; UTF-8
  std::vector<StatusFields> fields;
  std::string reporting;              ///< Reporting-MTA, lower case
  std::string original;               ///< header and body of the returned mail, as far as it is there
  bool has_status_part = false;       ///< a message/delivery-status was declared
  bool has_receipt_part = false;      ///< a message/disposition-notification (RFC 8098)
};

/// Looks at no more than the first 256 KB of what matters.
Report read_report(const mail::Message& message);
Report read_report(std::string_view text);

/// The first field of that name in a header block; "" if it is not there.
std::string field_of(std::string_view header, std::string_view name);

}  // namespace sim::automatic
