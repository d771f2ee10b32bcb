// Why a mail was not delivered, in one of some thirty words. The words and the pseudo status codes are those of the Sisimai project, which
// many mail operators know from their own bounce handling; the phrases are what servers are seen to say.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sim/automatic/automatic_mail.h"

namespace sim::automatic {

enum class Reason {
  undefined, onhold, authfailure, badreputation, blocked, contenterror, delivered, exceedlimit, expired, feedback, filtered, hasmoved,
  hostunknown, mailboxfull, mailererror, mesgtoobig, networkerror, norelaying, notaccept, notcompliantrfc, policyviolation, rejected,
  requireptr, securityerror, spamdetected, speeding, suspend, syntaxerror, systemerror, systemfull, toomanyconn, userunknown, vacation,
  virusdetected,
};
std::string_view reason_name(Reason reason);

/// What a status code says by itself (RFC 3463, and the registry of RFC 5248); undefined if it says nothing.
Reason reason_of_status(std::string_view status);
/// The code that stands for a reason where the server gave none: "5.0.911", or its 4.0.9xx form if the failure passes.
std::string pseudo_status(Reason reason, bool is_temporary);

/// All that is known of one failure.
struct Circumstances {
  std::string status;      ///< "5.1.1" or ""
  int code = 0;
  std::string command;     ///< the SMTP command that was refused, "" if unknown
  std::string action;      ///< of the report: "failed", "delayed", ...
  std::string type;        ///< of the diagnostic: "SMTP", "X-UNIX", ... or ""
  std::string diagnostic;  ///< in any case
  std::string remote;      ///< the host that refused, "" if unknown
  std::string reporting;   ///< the host that writes
  std::string domain;      ///< of the recipient
  Reason hint = Reason::undefined;  ///< what the reporting server's own words mean
};
Reason decide_reason(const Circumstances& facts);

/// Hard if the address will not come back by waiting: userunknown, hostunknown, hasmoved; notaccept unless its words are temporary.
/// All others are soft, also those with a 5xx: a full mailbox or a listed address is not the recipient's end.
Hardness hardness_of(Reason reason, std::string_view status, std::string_view diagnostic);

/// True if lower-case `text` holds a phrase of that reason.
bool speaks_of(Reason reason, std::string_view text);
/// What the lower-case words of certain receiving hosts mean ("*.l.google.com", "*.orange.fr"); undefined if host or words are not known.
Reason reason_of_host(std::string_view host, std::string_view status, std::string_view text);
/// The same for hosts that speak in numbers: Microsoft, Spectrum, NTT docomo, Mimecast.
Reason reason_of_numbers(std::string_view host, const Circumstances& facts, std::string_view text);

}  // namespace sim::automatic
