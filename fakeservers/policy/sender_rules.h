// What the big receivers demand of senders (catalogue, part 6): one table of rules for each, with the reply in that receiver's dialect, what its
// number means there and elsewhere, and the repair. A server asks it about each mail, `mailrig readiness` about a mail that was never sent.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fakeservers/policy/sender_policy.h"
#include "sim/clock.h"
#include "sim/mail/message.h"
#include "sim/network.h"

namespace fakeservers::policy {

/// What a rule looks at.
struct SenderFacts {
  sim::IpAddress client;
  bool is_tls = false;
  sim::sender::Findings findings;          ///< iprev, spf, dkim and dmarc are asked for; what was not is not asked about
  std::string author_domain;               ///< of From; of several the one whose DMARC result counts; "" if it names none
  std::string organizational_domain;       ///< the author's
  std::vector<std::string> format_faults;  ///< against RFC 5322: "no Date", "2 From fields"
  bool is_bulk = false;                    ///< the organisation counts as a bulk sender
  std::string volume;                      ///< "5000 mails within 24 hours"
  std::optional<unsigned> spam_rate{};     ///< complaints of 10,000 mails
  bool is_indirect = false;                ///< came over a list or a forwarder (List-Id, ARC)
  bool has_arc = false;
  bool is_promotional = false;       ///< List-Unsubscribe or Precedence: bulk: somebody subscribed to it
  bool has_one_click = false;        ///< both fields of RFC 8058
  bool is_one_click_signed = false;  ///< and a signature that passes covers both
};
/// What the mail itself and the findings say; volume, TLS and spam rate are the caller's.
SenderFacts sender_facts(const sim::mail::Message& mail, sim::sender::Findings findings, const sim::IpAddress& client);

struct RuleFinding {
  /// not_asked: it is nothing to this mail. unknown: what it looks at was not found out.
  enum class State { passed, failed, not_asked, unknown };
  State state = State::passed;
  std::string evidence;  ///< a sentence's end
};

struct SenderRule {
  enum class Who { all, bulk };
  std::string_view id;  ///< "G6", as in the catalogue
  Who who = Who::all;
  std::string_view demand;  ///< "the client's address has a name that leads back to it"
  RuleFinding (*check)(const SenderFacts&);
  std::string_view temporary, permanent;  ///< replies with {ip} {from} {spf} {dkim} {dmarc} {spf-domain}; "": there is none
  std::string_view repair;
};

struct ReceiverRules {
  std::string_view name;                            ///< "Gmail"
  std::string_view key;                             ///< "gmail"
  unsigned bulk;                                    ///< mails within 24 hours; 0: no number is published
  bool is_bulk_beyond;                              ///< more than `bulk`, not as many
  bool is_bulk_for_ever;                            ///< once bulk, always bulk
  std::string_view temporary_from, permanent_from;  ///< when the receiver began to defer and to refuse, ISO 8601
  std::span<const SenderRule> rules;                ///< in the order in which they are asked
};
const ReceiverRules& rules_of(BigReceiver receiver);
inline constexpr BigReceiver all_receivers[]{BigReceiver::gmail, BigReceiver::yahoo, BigReceiver::outlook};

/// How a rule went for a mail, with the reply that it earns now.
struct RuleOutcome {
  const SenderRule* rule;
  RuleFinding finding;
  std::optional<sim::mail::SmtpReply> reply{};  ///< of a failed one; nothing if the receiver takes the mail all the same
};
enum class Strictness { off, temporary, permanent };
/// The reply that breaking the rule earns; at `temporary` the permanent one if there is no other; nothing if the mail is taken.
std::optional<sim::mail::SmtpReply> earned(const SenderRule& rule, const SenderFacts& facts, Strictness strictness);
/// What the phase means at a moment.
Strictness strictness(const ReceiverRules& receiver, RulePhase phase, sim::Instant now);
std::vector<RuleOutcome> check_rules(const ReceiverRules& receiver, const SenderFacts& facts, Strictness strictness);

/// What a status means at a receiver where the registry says otherwise: "at Gmail 4.7.23 is about reverse DNS; by RFC 7372 SPF validation failed"; ""
/// if it is the same.
std::string dialect_of(const ReceiverRules& receiver, const sim::mail::EnhancedStatus& status);

}  // namespace fakeservers::policy
