// Delivery status notifications (RFC 3461, 3464): what a mail server writes to the reverse path, and how one is read.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/clock.h"
#include "sim/mail/address.h"
#include "sim/mail/enhanced_status.h"
#include "sim/mail/message.h"
#include "sim/random.h"

namespace sim::mail {

struct DsnRecipient {
  std::string final_recipient;     ///< "no-one@corp.example"
  std::string action;              ///< failed, delayed, delivered, relayed, expanded
  EnhancedStatus status;
  std::string remote_mta;          ///< "" if none was reached
  std::string diagnostic;          ///< "550 5.1.1 no such user" (type smtp)
};

struct Dsn {
  std::string reporting_mta;
  std::optional<Instant> arrival;
  std::vector<DsnRecipient> recipients;
  std::string original_message_id; ///< from the returned header or message, "" if not there
};

/// Reads a multipart/report of report-type delivery-status; nothing if the message is not one.
std::optional<Dsn> read_dsn(const Message& message);

struct DsnOptions {
  Dsn report;
  std::string postmaster;          ///< header From: "MAILER-DAEMON@mail.corp.example"
  std::string to;                  ///< the reverse path of the mail that failed
  Instant now{};
  std::string original;            ///< the raw mail; its header is returned (RFC 3462 text/rfc822-headers)
};
/// Writes the notification, Auto-Submitted: auto-replied (RFC 3834, 5), sent from the null reverse path.
std::string write_dsn(const DsnOptions& options, Random& random);

}  // namespace sim::mail
