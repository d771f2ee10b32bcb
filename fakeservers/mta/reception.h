// What a mail host answers to one SMTP client: it asks the rules (mta/reception_rules.cc) in order, and puts on the mail what they decided.
#pragma once
#include <functional>
#include <span>
#include <string>

#include "fakeservers/mta/accepted.h"
#include "fakeservers/mta/host.h"
#include "fakeservers/mta/visit.h"
#include "fakeservers/smtp_session.h"

namespace fakeservers::mta {

/// One for each connection.
class Reception final : public SmtpHandler {
 public:
  using Take = std::function<void(Accepted)>;

  /// host and memory outlive it. `take` puts an accepted mail into the queue.
  Reception(Host& host, ReceptionMemory& memory, PortUse use, Take take)
      : host_(host), memory_(memory), use_(use), take_(std::move(take)) {}
  sim::mail::SmtpReply on_connect(const SmtpClientFacts& client) override;
  sim::mail::SmtpReply on_mail(const SmtpClientFacts& client, const sim::mail::ReversePath& from, std::size_t declared_octets) override;
  sim::mail::SmtpReply on_rcpt(const SmtpClientFacts& client, const sim::mail::Envelope& so_far, const sim::mail::Address& to) override;
  sim::mail::SmtpReply on_message(const SmtpClientFacts& client, const sim::mail::Envelope& envelope, std::string raw) override;
  sim::Duration take_delay() override { return std::exchange(cost_, sim::Duration{0}); }

 private:
  /// What the message rules want done to a mail.
  struct Marks {
    std::string header_lines, subject_mark, folder;
    std::optional<sim::mail::SmtpReply> refusal;
    std::optional<sim::mail::Address> redirect;
  };
  Visit visit(const SmtpClientFacts& client, const sim::mail::Envelope& envelope);
  std::optional<sim::mail::SmtpReply> ask(std::span<const Rule> rules, Visit& visit);
  Marks ask_about(const SmtpClientFacts& client, const sim::mail::Envelope& envelope, const std::string& raw);
  bool is_trusted(const SmtpClientFacts& client) const;
  std::size_t most_octets(const SmtpClientFacts& client) const;
  sim::mail::Envelope without_swallowed(sim::mail::Envelope envelope, const std::string& raw);
  bool has_room(const sim::mail::Envelope& envelope, std::size_t octets);
  void note(const policy::Decision& decision, const std::string& mail);

  Host& host_;
  ReceptionMemory& memory_;
  PortUse use_;
  Take take_;
  sim::sender::Findings findings_;
  sim::Duration cost_{0};
};

}  // namespace fakeservers::mta
