// A client's visit at a mail host, as the rules of reception see it: what is known so far, and what it cost to know it.
#pragma once
#include <optional>
#include <span>
#include <string>

#include "fakeservers/mta/host.h"
#include "fakeservers/policy/decision.h"
#include "fakeservers/policy/greylist.h"
#include "fakeservers/policy/sender_volume.h"
#include "fakeservers/smtp_session.h"
#include "sim/mail/message.h"
#include "sim/sender/aggregate_report.h"
#include "sim/sender/authentication_results.h"

namespace fakeservers::mta {

/// Port 25 takes mail for its own domains from anyone; the submission ports complete what a mail program left out.
enum class PortUse { relay, submission };

inline constexpr std::size_t most_reported_mails = 10'000;

/// What a host remembers from one conversation to the next.
struct ReceptionMemory {
  policy::Greylist greylist;
  policy::SenderVolume volume;
  std::vector<sim::sender::ReportedMail> dmarc_seen;   ///< mails of domains with a DMARC record, for their reports; the oldest most_reported_mails
};

struct Visit {
  Host& host;
  ReceptionMemory& memory;
  PortUse use;
  const SmtpClientFacts& client;
  bool is_trusted;                                 ///< authenticated, or a host of relay_from: nothing of its origin is asked
  const sim::mail::Envelope& envelope;             ///< the reverse path from MAIL on, recipients that were taken from RCPT on
  const sim::mail::Address* to = nullptr;          ///< at RCPT: the recipient in question
  const sim::mail::Message* mail = nullptr;        ///< at the end of data: as it came, completed on a submission port
  sim::sender::Findings& findings;                 ///< what was found about the sender in this transaction; iprev in this connection
  sim::Duration& cost;                             ///< what was waited for (DNS, a scanner) before the answer can be given
};

/// Nothing: the rule has nothing to say. A decision without refusal is traced, and its marks are put on the mail.
using Rule = std::optional<policy::Decision> (*)(Visit&);

/// The order in which a host decides; the first refusal is the reply.
extern const std::span<const Rule> connect_rules;
extern const std::span<const Rule> mail_rules;
extern const std::span<const Rule> rcpt_rules;
/// These only read the mail: what they put on it is applied after the last.
extern const std::span<const Rule> message_rules;

}  // namespace fakeservers::mta
