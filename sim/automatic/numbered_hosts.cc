// Hosts whose answers are told by their numbers: an enhanced status of their own, or a code in the text.
#include "sim/automatic/phrase.h"
#include "sim/automatic/reason.h"

namespace sim::automatic {
namespace {

using enum Reason;

struct StatusWords {
  std::string_view status;  ///< begins so
  std::string_view words;   ///< lower case, "" for any
  Reason reason;
};

// Exchange Online and Exchange Server: learn.microsoft.com, "Non-delivery reports".
constexpr StatusWords microsoft[] = {
    {"4.7.26", "must pass either spf or dkim validation", authfailure}, {"5.7.23", "sender policy framework violation", authfailure},
    {"5.7.509", "does not pass dmarc verification", authfailure}, {"", "tlsa-invalid", authfailure}, {"", "dnssec-invalid", authfailure},
    {"", "certificate-host-mismatch", authfailure}, {"", "certificate-expired", authfailure},
    {"4.7.650", "has been temporarily rate limited due to ip reputation", badreputation}, {"4.4.2", "connection dropped", blocked},
    {"4.7.", "access denied, please try again later", blocked}, {"5.7.25", "must have a reverse dns record", blocked},
    {"5.7.506", "bad helo", blocked}, {"5.7.507", "rejected by recipient", blocked}, {"5.7.510", "does not accept email over ipv6",
    blocked},
    {"5.7.511", "banned sender", blocked}, {"5.7.513", "using customer block list", blocked},
    {"5.7.6", "access denied, banned sending ip ", blocked}, {"5.5.4", "invalid domain name", blocked},
    {"5.7.51", "restrictdomainsto", blocked}, {"5.7.1", "part of their network is on our block list", blocked},
    {"5.3.0", "too many related errors", contenterror}, {"5.6.11", "invalid characters", contenterror},
    {"5.4.11", "agent generated message depth exceeded", contenterror}, {"5.5.6", "invalid message content", contenterror},
    {"5.2.3", "message too large for this recipient", exceedlimit}, {"4.4.1", "connection timed out", expired},
    {"4.4.7", "message delayed", expired}, {"4.4.7", "message expired", expired}, {"5.4.300", "message expired", expired},
    {"5.2.2", "mailbox full", mailboxfull}, {"5.3.4", "message size exceeds fixed maximum message size", mesgtoobig},
    {"5.3.4", "message too big for system", mesgtoobig}, {"5.4.4", "nonexistent domain", networkerror},
    {"5.4.6", "hop count exceeded", networkerror}, {"4.4.316", "connection refused", networkerror},
    {"5.4.4", "invalid arguments", networkerror}, {"5.4.6", "routing loop detected", networkerror},
    {"5.4.14", "routing loop detected", networkerror}, {"5.7.1", "unable to relay", norelaying},
    {"5.7.1", "client was not authenticated", norelaying}, {"5.4.1", "relay access denied", norelaying},
    {"5.7.64", "relay access denied", norelaying}, {"5.4.310", "does not exist", norelaying},
    {"4.3.2", "system not accepting network messages", notaccept}, {"5.3.2", "missing or bad storedriver mdb properties", notaccept},
    {"5.0.350", "x-dg-ref header is too long", policyviolation}, {"5.0.350", "policy violation detected", policyviolation},
    {"5.7.9", "delivery not authorized, message refused", policyviolation}, {"5.1.7", "invalid address", rejected},
    {"5.1.7", "unknown sender address", rejected}, {"5.1.0", "sender denied", rejected}, {"5.1.8", "bad outbound sender", rejected},
    {"5.7.1", "delivery not authorized", rejected}, {"5.7.12", "sender was not authenticated", rejected},
    {"5.7.124", "sender not in allowed-senders list", rejected}, {"5.7.133", "sender not authenticated for group", rejected},
    {"5.7.13", "sender was not authenticated", rejected}, {"5.7.50", "spam abuse detected", rejected},
    {"5.7.512", "message must be rfc 5322", rejected}, {"5.7.750", "unregistered domains", rejected},
    {"5.7.3", "not authorized", securityerror}, {"", "starttls is required to send mail", securityerror},
    {"", "starttls-not-supported", securityerror}, {"5.7.57", "client was not authenticated", securityerror},
    {"5.2.1", "content filter agent quarantined this message", spamdetected}, {"4.3.2", "recipient thread limit exceeded", speeding},
    {"5.1.90", "", speeding}, {"5.2.2", "submission quota exceeded", speeding}, {"5.2.121", "", speeding}, {"5.2.122", "", speeding},
    {"5.7.508", "has exceeded permitted limits within", speeding}, {"5.7.7", "tenant has exceeded threshold", speeding},
    {"5.7.7", "traffic not accepted from this ip", speeding}, {"5.7.504", "recipient address rejected: access denied", suspend},
    {"5.7.505", "banned recipient", suspend}, {"5.2.1", "mailbox cannot be accessed", suspend},
    {"5.3.3", "unrecognized command", syntaxerror}, {"5.5.2", "send hello first", syntaxerror}, {"4.3.2", "service not a", systemerror},
    {"5.3.5", "system incorrectly configured", systemerror}, {"5.1.4", "destination mailbox address ambiguous", systemerror},
    {"5.2.4", "mailing list expansion problem", systemerror}, {"5.2.14", "misconfigured forwarding address", systemerror},
    {"4.4.3", "temporary server error", systemerror}, {"4.7.0", "temporary server error", systemerror},
    {"", "message failed to be replicated", systemerror}, {"", "(suspiciousremoteservererror)", systemerror},
    {"4.7.500", "server busy", systemerror}, {"4.7.700", "pfa agent busy", systemerror},
    {"4.3.1", "insufficient system resources", systemfull}, {"5.5.3", "too many recipients", toomanyconn},
    {"4.5.3", "too many recipients", toomanyconn}, {"5.1.1", "recipnotfound", userunknown}, {"5.1.1", "user unknown", userunknown},
    {"5.1.10", "", userunknown}, {"5.1.3", "invalid recipient address", userunknown},
    {"5.4.1", "recipient address rejected: access denied", userunknown}, {"5.5.0", "mailbox unavailable", userunknown}};

// community.mimecast.com, "SMTP error codes".
constexpr StatusWords mimecast[] = {
    {"", "spf sender invalid - envelope rejected", authfailure}, {"", "dkim sender invalid - envelope rejected", authfailure},
    {"", "dmarc sender invalid - envelope rejected", authfailure}, {"", "internal resources are temporarily unavailable", badreputation},
    {"", "local ct ip reputation - (reject)", badreputation}, {"", "sender address blocked", blocked},
    {"", "recipient temporarily unavailable", blocked}, {"", "ip temporarily blacklisted", blocked},
    {"", "maximum email size exceeded", mesgtoobig}, {"", "the incorrect hostname used for inbounds", networkerror},
    {"", "mail loop detected", networkerror}, {"", "open relay not allowed", norelaying}, {"", "open relay is not allowed", norelaying},
    {"", "account inbounds disabled", notaccept}, {"", "account outbounds disabled", onhold},
    {"", "anti-spoofing policy", policyviolation}, {"", "message bounced due to content examination policy", policyviolation},
    {"", "host network not allowed", policyviolation}, {"", "host network, not allowed", policyviolation},
    {"", "administrative prohibition envelope blocked", rejected}, {"", "envelope blocked - user", rejected},
    {"", "blocked senders", rejected}, {"", "block policy for envelope from address", rejected},
    {"", "incorrect authentication data", securityerror}, {"", "submitter failed to", securityerror},
    {"", "this route requires", securityerror}, {"", "unable to process", systemerror}, {"", "message ended early", systemerror},
    {"", "account service is temporarily unavailable", toomanyconn}, {"", "exceeding outbound thread limit", toomanyconn},
    {"", "too many recipients", toomanyconn}, {"", "invalid address", userunknown}, {"", "user unknown", userunknown},
    {"", "invalid recipient", userunknown}, {"", "rejected by header", policyviolation}};

struct Range {
  int first, last;
  Reason reason;
};
// Spectrum (charter.net): "AUP#Out-1130" and the like.
constexpr Range spectrum[] = {{1000, 1000, blocked}, {1010, 1080, rejected}, {1090, 1090, systemerror}, {1100, 1150, requireptr},
                              {1160, 1190, policyviolation}, {1200, 1250, blocked}, {1260, 1260, networkerror}, {1300, 1340, toomanyconn},
                              {1350, 1490, speeding}, {1500, 1520, rejected}, {1530, 1530, mesgtoobig}, {1540, 1550, speeding},
                              {1560, 1560, policyviolation}, {1580, 1580, speeding}};

Reason by_status(std::span<const StatusWords> table, std::string_view status, std::string_view text) {
  for (const StatusWords& each : table)
    if (status.substr(0, each.status.size()) == each.status && holds(text, each.words)) return each.reason;
  return undefined;
}

Reason by_range(std::string_view text) {
  const std::size_t at = text.find("aup#");
  const std::size_t digits = at == std::string_view::npos ? at : text.find_first_of("0123456789", at);
  if (digits == std::string_view::npos || digits > at + 12) return undefined;
  int number = 0;
  for (const char c : text.substr(digits, 4)) number = number * 10 + (c >= '0' && c <= '9' ? c - '0' : 0);
  for (const Range& each : spectrum)
    if (number >= each.first && number <= each.last) return each.reason;
  return undefined;
}

/// NTT docomo says "Unknown user" to all; the command it answers tells a missing user from a filter.
Reason of_docomo(const Circumstances& facts, std::string_view text) {
  if (holds(text, "552 too much mail data")) return mailboxfull;
  if (holds(text, "552 too many recipients")) return toomanyconn;
  if (facts.status == "5.1.1" || facts.status == "5.0.911") return userunknown;
  if (facts.status == "5.2.0") return filtered;
  if (holds(text, "503 bad sequence of commands") || holds(text, "504 command parameter not implemented")) return syntaxerror;
  if (facts.status != "5.0.0") return undefined;
  return facts.command == "RCPT" ? userunknown : facts.command == "DATA" ? rejected : undefined;
}

}  // namespace

Reason reason_of_numbers(std::string_view host, const Circumstances& facts, std::string_view text) {
  if (holds(host, ".prod.outlook.com") || holds(host, ".protection.outlook.com")) return by_status(microsoft, facts.status, text);
  if (holds(host, ".mimecast.com")) return by_status(mimecast, facts.status, text);
  if (holds(host, "charter.net")) return by_range(text);
  if (holds(host, "mfsmax.docomo.ne.jp")) return of_docomo(facts, text);
  return undefined;
}

}  // namespace sim::automatic
