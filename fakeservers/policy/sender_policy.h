// What a receiver does with what it found about a sender: for each method and each result a handling. All are off unless asked for.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sim/mail/smtp_reply.h"
#include "sim/result.h"
#include "sim/sender/authentication_results.h"

namespace fakeservers::policy {

/// `mark`: only header fields and the trace tell. `junk`: taken, and put into the recipient's Junk folder. `reject`: 5xx. `defer`: 4xx.
enum class Handling { mark, junk, reject, defer };

struct SpfHandling {
  Handling fail = Handling::mark, softfail = Handling::mark, neutral = Handling::mark, none = Handling::mark;
  Handling permerror = Handling::mark, temperror = Handling::mark;
  bool asks_helo = false;  ///< the HELO identity too (RFC 7208, 2.3); its fail counts like the other's
  sim::Place place{};
};

struct DkimHandling {
  Handling missing = Handling::mark;  ///< no signature at all
  Handling fail = Handling::mark;     ///< none passes
  Handling policy = Handling::mark;   ///< none passes, and one only for what this receiver does not accept
  Handling permerror = Handling::mark, temperror = Handling::mark;
  sim::sender::DkimPolicy accepts{};
  sim::Place place{};
};

struct DmarcHandling {
  Handling reject = Handling::mark, quarantine = Handling::mark;    ///< of mail for which the domain's owner asks for that
  Handling permerror = Handling::mark, temperror = Handling::mark;  ///< permerror: From does not name its authors' domains, or the record is invalid
  sim::sender::DmarcRules rules = sim::sender::DmarcRules::rfc7489;
  std::optional<sim::mail::SmtpReply> reply{};  ///< of a rejection; default 550 5.7.1
  sim::Place place{};
};

struct ArcHandling {
  std::vector<std::string> trusted{};  ///< sealers (d=, lower case) whose word overrides a DMARC failure (RFC 8617, 7.2.1)
  sim::Place place{};
};

struct IprevHandling {
  Handling fail = Handling::mark, permerror = Handling::mark, temperror = Handling::mark;
  sim::Place place{};
};

/// Names and domains that others must not look like (catalogue A20).
struct ImpersonationRules {
  std::vector<std::string> names{};    ///< display names of people of this organisation
  std::vector<std::string> domains{};  ///< its domains, lower case
  Handling handling = Handling::junk;
  sim::Place place{};
};

enum class BigReceiver { gmail, yahoo, outlook };
/// Whether a mail that breaks a rule is deferred or refused. `by_date`: as the receiver announced it.
enum class RulePhase { by_date, temporary, permanent };

struct SenderRulesConfig {
  BigReceiver receiver = BigReceiver::gmail;
  RulePhase phase = RulePhase::by_date;
  std::optional<unsigned> bulk{};       ///< mails within 24 hours that make a domain bulk; default the receiver's own number
  std::optional<unsigned> spam_rate{};  ///< complaints of 10,000 mails, of every sender: 31 is 0.31 %
  sim::Place place{};
};

struct SenderPolicy {
  std::optional<IprevHandling> iprev;
  std::optional<SpfHandling> spf;
  std::optional<DkimHandling> dkim;
  std::optional<ArcHandling> arc;
  std::optional<DmarcHandling> dmarc;
  std::optional<ImpersonationRules> impersonation;
  std::optional<SenderRulesConfig> rules;
  bool writes_results = true;  ///< Authentication-Results and Received-SPF
  bool any() const { return iprev || spf || dkim || arc || dmarc || impersonation || rules; }
};

}  // namespace fakeservers::policy
