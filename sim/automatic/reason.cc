#include "sim/automatic/reason.h"

#include "sim/automatic/codes.h"
#include "sim/automatic/phrase.h"
#include "sim/automatic/reason_phrases.h"
#include "sim/mail/detail/charset.h"

namespace sim::automatic {
namespace {

using enum Reason;

/// The facts with the diagnostic lowered once and the status looked up once.
struct Case {
  const Circumstances& facts;
  std::string text;
  Reason by_status = undefined;

  bool says(Reason reason) const { return speaks_of(reason, text); }
  /// True if the session ended before the content was seen.
  bool is_before_data() const {
    static constexpr std::array early{"CONN", "EHLO", "HELO", "MAIL", "RCPT"};
    return std::find(early.begin(), early.end(), facts.command) != early.end();
  }
};

/// A hint that further words may overrule: the reporting server knows little of why the other one refused.
bool is_open(Reason reason) {
  static constexpr std::array open{undefined, onhold, systemerror, securityerror, expired, suspend, networkerror, hostunknown, userunknown};
  return std::find(open.begin(), open.end(), reason) != open.end();
}

bool is_size(const Case& c) {
  if (c.by_status == mesgtoobig) return true;
  return c.by_status != exceedlimit && c.says(mesgtoobig);
}

bool is_relaying(const Case& c) {
  const bool is_local = c.facts.hint == securityerror || c.facts.hint == systemerror;
  const bool is_greeting = c.facts.command == "CONN" || c.facts.command == "EHLO" || c.facts.command == "HELO";
  return !is_local && !is_greeting && c.says(norelaying);
}

/// Unknown users are told at RCPT. Later, the same words come from a filter that read the content.
bool is_user(const Case& c) {
  if (c.by_status == suspend) return false;
  if (c.by_status == userunknown) {
    for (const Reason other : {norelaying, blocked, mailboxfull, hasmoved, rejected, notaccept})
      if (c.says(other)) return false;
    return true;
  }
  return c.facts.command == "RCPT" && c.says(userunknown);
}

bool is_filter(const Case& c) {
  if (c.by_status == suspend) return false;
  if (c.by_status != filtered && c.is_before_data()) return false;
  return c.says(filtered) || c.says(userunknown);
}

bool is_sender(const Case& c) {
  if (c.by_status == rejected) return true;
  const bool is_vague = c.by_status == onhold || c.by_status == undefined || c.by_status == securityerror || c.by_status == systemerror;
  const bool is_data = c.facts.command == "DATA" && c.by_status != userunknown;
  return (c.facts.command == "MAIL" || is_data || is_vague) && c.says(rejected);
}

bool is_host(const Case& c) { return c.by_status == hostunknown ? !c.says(networkerror) : c.says(hostunknown); }

/// Reasons that are told by words and status together, the most certain first.
bool is_certain(const Case& c, Reason reason) {
  switch (reason) {
    case mesgtoobig: return is_size(c);
    case norelaying: return is_relaying(c);
    case userunknown: return is_user(c);
    case filtered: return is_filter(c);
    case rejected: return is_sender(c);
    case hostunknown: return is_host(c);
    case spamdetected: return c.by_status == spamdetected || (!c.is_before_data() && c.says(spamdetected));
    case suspend: return c.facts.code == 525 || c.says(suspend);
    case mailboxfull: case exceedlimit: case authfailure: case requireptr: case toomanyconn: case blocked:
      return c.by_status == reason || c.says(reason);
    default: return c.says(reason);
  }
}

Reason certain_reason(const Case& c) {
  for (const Reason reason : {mailboxfull, mesgtoobig, exceedlimit, suspend, hasmoved, norelaying, authfailure, userunknown, filtered,
                              requireptr, notcompliantrfc, rejected, hostunknown, spamdetected, speeding, toomanyconn, blocked})
    if (c.facts.hint == reason || is_certain(c, reason)) return reason;
  return undefined;
}

/// What the status, or words alone, or the action say when nothing is certain.
Reason likely_reason(const Case& c) {
  if (c.facts.hint != undefined) return c.facts.hint;
  if (is_open(c.by_status) || (!c.facts.type.empty() && c.facts.type != "SMTP")) {
    for (const Reason reason : {mailboxfull, spamdetected, policyviolation, virusdetected, norelaying, authfailure, badreputation,
                                securityerror, systemerror, networkerror, speeding, suspend, expired, contenterror, systemfull,
                                notaccept, mailererror})
      if (c.says(reason)) return reason;
  }
  if (c.by_status != undefined) return c.by_status;
  const std::string subject = c.facts.status.size() > 2 ? c.facts.status.substr(1, 2) : "";
  if (subject == ".6") return contenterror;
  if (subject == ".7") return securityerror;
  if (c.facts.type.compare(0, 6, "X-UNIX") == 0) return mailererror;
  if (c.facts.code > 500 && c.facts.code < 508) return syntaxerror;
  if (c.facts.action == "delayed" || c.facts.action == "expired") return expired;
  return c.facts.command == "EHLO" || c.facts.command == "HELO" ? blocked : undefined;
}

}  // namespace

bool speaks_of(Reason reason, std::string_view text) {
  for (const auto& table : {first_reason_phrases(), second_reason_phrases()})
    for (const ReasonPhrases& each : table) {
      if (each.reason != reason) continue;
      // "Recipient address rejected" is about the other end.
      if (reason == rejected && (holds(text, "recipient address rejected") || holds(text, "5.1.0 address rejected") ||
                                 holds(text, "sender ip address rejected")))
        return false;
      return std::any_of(each.words.begin(), each.words.end(), [&](std::string_view words) { return holds(text, words); });
    }
  return false;
}

Reason decide_reason(const Circumstances& facts) {
  if (!is_open(facts.hint)) return facts.hint;
  const Case c{facts, mail::detail::lower(facts.diagnostic), reason_of_status(facts.status)};
  if (facts.status.compare(0, 2, "2.") == 0) return delivered;
  for (const std::string& host : {facts.remote, facts.reporting, facts.domain}) {
    if (const Reason by_host = reason_of_host(host, facts.status, c.text); by_host != undefined) return by_host;
    if (const Reason by_number = reason_of_numbers(host, facts, c.text); by_number != undefined) return by_number;
  }
  if (facts.type.empty() || facts.type == "SMTP")
    if (const Reason certain = certain_reason(c); certain != undefined) return certain;
  const Reason likely = likely_reason(c);
  if (likely != undefined) return likely;
  return facts.diagnostic.empty() ? undefined : onhold;
}

Hardness hardness_of(Reason reason, std::string_view status, std::string_view diagnostic) {
  if (reason == userunknown || reason == hostunknown || reason == hasmoved) return Hardness::hard;
  if (reason != notaccept) return Hardness::soft;
  const std::string told = std::string(status) + " " + mail::detail::lower(diagnostic);
  const std::string found = find_status(told);
  const char klass = !found.empty() ? found[0] : find_code(told) / 100 == 4 ? '4' : '5';
  const bool is_temporary = klass == '4' || holds(told, " temporar") || holds(told, " persistent");
  return klass == '5' && !found.empty() ? Hardness::hard : is_temporary ? Hardness::soft : Hardness::hard;
}

}  // namespace sim::automatic
