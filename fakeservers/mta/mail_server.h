// A simulated mail host: SMTP in (25 and submission 587/465), POP3 (110/995), IMAP (143/993), policies, queue, routing, local delivery.
// Its server ends run on the wire it is given; its queue runs on the clock.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fakeservers/fault_plan.h"
#include "fakeservers/logins.h"
#include "fakeservers/mail_store.h"
#include "fakeservers/policy/dnsbl.h"
#include "fakeservers/policy/sender_domain.h"
#include "fakeservers/policy/sender_policy.h"
#include "fakeservers/policy/spam_rules.h"
#include "fakeservers/policy/virus.h"
#include "sim/sender/aggregate_report.h"
#include "sim/sender/dkim_sign.h"
#include "sim/mail/address.h"
#include "sim/world.h"

namespace fakeservers::mta {

struct MaildropConfig {
  std::string user, password;
  std::vector<sim::mail::Address> addresses;   ///< user@each domain if empty
  std::size_t capacity_bytes = SIZE_MAX;
};

struct GreylistConfig {
  sim::Duration delay = std::chrono::minutes{5};
  sim::Place place;
};

/// What a receiving host demands and does; each is a file in fakeservers/policy. Empty optionals are off.
struct PolicyConfig {
  std::optional<GreylistConfig> greylist;
  bool score_spam = false;      ///< add X-ServiceNow-Spam-* (spec 8); marks, never blocks
  policy::SpamRules spam;
  bool scan_virus = false;      ///< add X-ServiceNow-Virus and the subject mark
  policy::VirusRules virus;
  std::vector<policy::DnsblZone> dnsbl;  ///< lists of clients that are refused
  std::vector<policy::DnsblZone> uribl;  ///< lists of domains; mail that links to one is refused
  std::vector<std::pair<sim::mail::Address, sim::mail::SmtpReply>> refuse_recipients;
  std::vector<std::string> blackhole;   ///< lower-case domains whose mail, and that of their sub-domains, is taken and discarded
  policy::SenderPolicy sender;          ///< SPF, DKIM, DMARC, ARC, the client's name; rules of the big receivers
  policy::UnknownSenderDomain sender_domain = policy::UnknownSenderDomain::taken;  ///< reverse paths that cannot take a bounce
  sim::Place place;

  /// Whether a rule wants to read the mails.
  bool look_at_mail() const { return sender.any() || score_spam || scan_virus || !uribl.empty(); }
  /// Whether anything is asked of a mail or done to it.
  bool any() const { return look_at_mail() || greylist || !refuse_recipients.empty() || !blackhole.empty() || !dnsbl.empty() ||
                             sender_domain != policy::UnknownSenderDomain::taken; }
};

/// A key that the host signs with what its own people submit (RFC 6376).
struct DkimConfig {
  sim::sender::DkimSigner signer;
  sim::Place place;
  std::vector<std::string> authors{};   ///< domains of From that it signs, and those below; the signer's own if empty
  bool signs_any_author = false;        ///< a mailing service's key: whoever stands in From
};

/// How a host seals what it passes on again (RFC 8617).
struct ArcSealConfig {
  sim::sender::ArcSealer sealer;
  sim::Place place;
};

/// An address that stands for others, and what it does to their copies.
struct MailingList {
  sim::mail::Address address;
  std::vector<sim::mail::Address> members;
  std::string subject_tag{};                   ///< "[all]", put in front of a subject that has it not
  std::string footer{};                        ///< put behind the body
  std::optional<sim::mail::Address> reverse_path{};   ///< instead of the author's: bounces come to the list
  bool changes_mail() const { return !subject_tag.empty() || !footer.empty(); }
};

struct HostConfig {
  std::string name;                            ///< "mail.corp.example": HELO, greeting, certificate
  sim::IpAddress ip;
  std::vector<std::string> domains;            ///< local domains
  std::vector<MaildropConfig> maildrops;
  std::vector<MailingList> lists;              ///< distribution lists, and addresses that are forwarded
  bool catch_all = false;                      ///< unknown local parts go to the first maildrop
  std::vector<std::string> relay_domains;      ///< accepted from anyone and passed on
  std::vector<sim::IpAddress> relay_from;      ///< hosts that may send anywhere through this one without AUTH (a smarthost's customers)
  std::optional<std::string> next_hop;         ///< smarthost or inner server for all that is not local ("host" or "host:port")
  PolicyConfig policies;
  std::vector<DkimConfig> dkim;                ///< each signs the mail whose From is of its authors' domains or below
  std::optional<ArcSealConfig> arc_seal;       ///< seals what it passes on
  std::vector<sim::Duration> retry_schedule;   ///< gaps between attempts; the last repeats. Default 1m 5m 15m 30m 1h 2h 4h
  sim::Duration queue_lifetime = std::chrono::hours{24 * 5};
  std::size_t most_message_octets = 50'000'000;
  std::optional<std::size_t> most_submitted_octets;   ///< of a mail that a user of this host sends; default the same
  std::size_t most_recipients = 1000;          ///< of one mail; 452 4.5.3 beyond
  bool offer_starttls = true;
  std::vector<std::string> mechanisms;         ///< SASL, in the order offered; default PLAIN LOGIN
  std::string resolver;                        ///< the name server that it asks, "" for the world's DNS; who builds the world connects them
  bool prefers_ipv6 = false;                   ///< tries AAAA addresses of a host before A addresses
  std::string tokens_from;                     ///< the token service whose tokens it takes, "" for none; who builds the world connects them
  std::optional<sim::wire::Certificate> certificate;  ///< default: its own name, trusted
  sim::Place place;
};

class MailServer {
 public:
  MailServer(sim::World& world, HostConfig config);
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  /// Opens its ports: 25 (relay and local), 587 (submission: AUTH), 465, 110, 995, 143, 993.
  sim::Result<void> start();
  /// Goes down: ports close, connections break; queue and maildrops are kept (they are on disk).
  void stop();
  bool is_running() const;

  const HostConfig& config() const;
  MailStore& store();
  FaultPlan& faults();
  Logins& logins();
  /// Takes a mail as if a local program had injected it (auto-responders, DSNs).
  void submit(const sim::mail::Envelope& envelope, std::string raw);
  /// Mails in the queue: not yet relayed, delivered or bounced.
  std::size_t queued() const;
  /// When the next attempt is due; nothing if the queue is empty.
  std::optional<sim::Instant> next_attempt() const;
  /// Tries all queued mails now.
  void flush();
  /// Told after each local delivery (people's auto-responders listen).
  std::function<void(const Maildrop&, const StoredMail&)> on_delivered;
  /// Set for a host that a real server stands for: takes what local programs inject (submit), in place of the queue.
  std::function<void(const sim::mail::Envelope&, std::string raw)> on_submit;
  void set_policies(PolicyConfig policies);
  /// Mails of domains with a DMARC record, in the order they came: what its reports are made of (at most 10,000).
  const std::vector<sim::sender::ReportedMail>& dmarc_seen() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  ///< shared with sessions and attempts that are still on the wire
};

}  // namespace fakeservers::mta
