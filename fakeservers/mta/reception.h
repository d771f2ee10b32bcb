// What a mail host answers to SMTP clients on one of its ports: relaying rules, maildrops, policies, header lines.
#pragma once
#include <functional>
#include <string>

#include "fakeservers/mta/host.h"
#include "fakeservers/policy/decision.h"
#include "fakeservers/policy/greylist.h"
#include "fakeservers/smtp_session.h"

namespace fakeservers::mta {

/// Port 25 takes mail for its own domains from anyone; the submission ports complete what a mail program left out.
enum class PortUse { relay, submission };

/// What a rule about one recipient may look at.
struct RcptQuestion {
  const SmtpClientFacts& client;
  const sim::mail::Envelope& envelope;
  const sim::mail::Address& to;
  bool is_trusted;  ///< authenticated, or a host of relay_from
};

class Reception final : public SmtpHandler {
 public:
  using Take = std::function<void(const sim::mail::Envelope&, std::string)>;

  /// host and greylist outlive it. `take` puts an accepted mail into the queue.
  Reception(Host& host, policy::Greylist& greylist, PortUse use, Take take)
      : host_(host), greylist_(greylist), use_(use), take_(std::move(take)) {}
  sim::mail::SmtpReply on_mail(const SmtpClientFacts& client, const sim::mail::ReversePath& from, std::size_t declared_octets) override;
  sim::mail::SmtpReply on_rcpt(const SmtpClientFacts& client, const sim::mail::Envelope& so_far, const sim::mail::Address& to) override;
  sim::mail::SmtpReply on_message(const SmtpClientFacts& client, const sim::mail::Envelope& envelope, std::string raw) override;

 private:
  using RcptRule = std::optional<policy::Decision> (Reception::*)(const RcptQuestion&);
  static const std::array<RcptRule, 5> rcpt_rules;

  std::optional<policy::Decision> check_refused(const RcptQuestion& question);
  std::optional<policy::Decision> check_relaying(const RcptQuestion& question);
  std::optional<policy::Decision> check_maildrop(const RcptQuestion& question);
  std::optional<policy::Decision> check_room(const RcptQuestion& question);
  std::optional<policy::Decision> check_greylist(const RcptQuestion& question);
  bool is_trusted(const SmtpClientFacts& client) const;
  std::size_t most_octets(const SmtpClientFacts& client) const;
  sim::mail::Envelope without_swallowed(sim::mail::Envelope envelope, const std::string& raw);
  bool has_room(const sim::mail::Envelope& envelope, std::size_t octets);
  std::string with_marks(std::string raw);
  void note(const policy::Decision& decision, const std::string& mail);

  Host& host_;
  policy::Greylist& greylist_;
  PortUse use_;
  Take take_;
};

}  // namespace fakeservers::mta
