// Inside of SmtpSession, shared by the files that implement it: smtp_session.cc (the stream, replies, faults), smtp_commands.cc (the
// verbs), smtp_auth.cc. Nobody else includes this.
#pragma once
#include <span>

#include "fakeservers/smtp_data.h"
#include "fakeservers/smtp_session.h"

namespace fakeservers {

struct SmtpSession::State {
  using Reply = sim::mail::SmtpReply;
  /// What the next bytes are.
  enum class Mode { commands, auth, data, handshake, stalled, closed };
  /// Where in the order of commands (RFC 5321, 4.1.4) the session stands; bits, for the table of verbs.
  enum Phase : unsigned { refusing = 1, fresh = 2, ready = 4, mail_given = 8, rcpt_given = 16 };
  struct Verb {
    std::string_view name;
    unsigned phases;  ///< in which it may be said
    void (State::*handle)(std::string_view argument);
  };
  /// The one list of verbs; HELP is made from it.
  static std::span<const Verb> verbs();

  State(SmtpOptions options_, sim::Peer peer, SmtpHandler& handler_, FaultPlan& faults_, sim::Trace& trace_)
      : options(std::move(options_)), handler(handler_), faults(faults_), trace(trace_) {
    facts.tls = peer.tls;
    facts.peer = std::move(peer);
  }

  // The stream.
  void greet();
  void receive(std::string_view bytes);
  std::string_view run(std::string_view bytes);
  bool read_line(std::string_view& bytes);
  bool read_data(std::string_view& bytes);
  void hear(std::string_view line);
  void dispatch(std::string_view line);
  void end_of_data();
  sim::Actions take_actions();

  // What is said.
  void reply(Reply answer);
  void reply_plain(const Reply& answer);
  Reply after_delay(Reply answer);
  void error(Reply answer);
  void close();
  void time_out();
  void reset_transaction();
  /// True if a fault does something instead of the command.
  bool is_taken_over(std::string_view verb, std::string_view argument);
  void answer(const ReplyWith& with);   ///< of a fault
  void trace_heard(std::string_view line);
  void note_refusal(const Reply& answer);
  std::string envelope_text() const;

  // The verbs.
  void say_helo(std::string_view argument);
  void say_ehlo(std::string_view argument);
  void say_mail(std::string_view argument);
  void say_rcpt(std::string_view argument);
  void say_data(std::string_view argument);
  void say_rset(std::string_view argument);
  void say_noop(std::string_view argument);
  void say_quit(std::string_view argument);
  void say_vrfy(std::string_view argument);
  void say_expn(std::string_view argument);
  void say_help(std::string_view argument);
  void say_starttls(std::string_view argument);
  void say_auth(std::string_view argument);
  void enter(std::string_view helo, bool is_extended);
  bool refuse_argument(std::string_view argument);
  std::optional<Reply> read_mail_parameters(
      const std::vector<std::pair<std::string, std::string_view>>& parameters, std::size_t& declared);

  // AUTH (RFC 4954).
  bool may_auth() const { return options.logins != nullptr && (facts.tls || !options.auth_needs_tls); }
  void hear_auth(std::string_view line);
  void answer_auth(const SaslExchange::Step& step);
  void auth_error(Reply answer);

  SmtpOptions options;
  SmtpHandler& handler;
  FaultPlan& faults;
  sim::Trace& trace;
  SmtpClientFacts facts;
  Mode mode = Mode::commands;
  unsigned phase = fresh;
  sim::mail::Envelope envelope;
  bool is_rcpt_refused = false;
  int errors = 0;
  int auth_errors = 0;
  SaslExchange sasl;
  std::string command;  ///< the command that is being answered, for the trace
  std::string mail_id;  ///< of the transaction's mail: what the client is known to offer, then what came
  DataReader data;
  std::string input;
  sim::Actions actions;
  bool must_rearm = false;
};

}  // namespace fakeservers
