// The server's end of SMTP (RFC 5321 with PIPELINING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES, STARTTLS, AUTH): grammar, order and
// bounds live here; whether a sender, a recipient or a mail is wanted is the handler's to say.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "fakeservers/fault_plan.h"
#include "fakeservers/logins.h"
#include "sim/mail/address.h"
#include "sim/mail/smtp_reply.h"
#include "sim/session.h"
#include "sim/trace.h"

namespace fakeservers {

struct SmtpOptions {
  std::string host;                          ///< in the greeting and EHLO
  bool offer_starttls = true;
  Logins* logins = nullptr;                  ///< AUTH is offered if given; outlives the session
  bool auth_needs_tls = true;                ///< AUTH is neither offered nor taken in clear text
  bool require_auth = false;                 ///< submission (RFC 6409): 530 5.7.0 before AUTH
  std::size_t most_message_octets = 50'000'000;
  std::size_t most_recipients = 1000;        ///< 452 4.5.3 beyond
  std::size_t most_line_octets = 2048;       ///< command lines; 500 5.5.2 and, if it never ends, 554 and close
  int most_errors = 10;                      ///< then 421 and close
  sim::Duration patience = std::chrono::minutes{5};        ///< for a whole command (RFC 5321, 4.5.3.2.7)
  sim::Duration data_patience = std::chrono::minutes{10};  ///< for a whole message
};

/// What is known of the connection when a question is asked.
struct SmtpClientFacts {
  sim::Peer peer;
  std::string helo;
  bool tls = false;
  std::string user;                          ///< authenticated as, "" if not
  /// From MAIL on: the Message-ID of the mail that is being offered, for the trace; "" if the client is a foreign program.
  std::string offered_mail() const { return peer.offered ? *peer.offered : std::string(); }
};

/// The host's policy. Every answer is the reply that the client will get; a positive one means yes.
class SmtpHandler {
 public:
  virtual ~SmtpHandler() = default;
  virtual sim::mail::SmtpReply on_connect(const SmtpClientFacts&) { return {220, "ready"}; }
  virtual sim::mail::SmtpReply on_helo(const SmtpClientFacts&) { return {250, "pleased to meet you"}; }
  virtual sim::mail::SmtpReply on_mail(const SmtpClientFacts&, const sim::mail::ReversePath& from, std::size_t declared_octets) = 0;
  virtual sim::mail::SmtpReply on_rcpt(const SmtpClientFacts&, const sim::mail::Envelope& so_far, const sim::mail::Address& to) = 0;
  /// The whole mail is here (CRLF line ends, dots unstuffed). A positive reply means the host has taken it.
  virtual sim::mail::SmtpReply on_message(const SmtpClientFacts&, const sim::mail::Envelope&, std::string raw) = 0;
  /// How long the last answer took to find (DNS, a scanner): the reply is held for so long.
  virtual sim::Duration take_delay() { return {}; }
};

class SmtpSession final : public sim::Session {
 public:
  /// handler, faults and trace outlive the session.
  SmtpSession(SmtpOptions options, sim::Peer peer, SmtpHandler& handler, FaultPlan& faults, sim::Trace& trace);
  ~SmtpSession() override;
  sim::Actions open() override;
  sim::Actions receive(std::string_view bytes) override;
  sim::Actions wake() override;
  sim::Actions secured(const sim::TlsFacts& facts) override;
  void lost(const sim::Loss& loss) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fakeservers
