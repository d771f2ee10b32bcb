// Inside of Pop3Session, shared by pop3_session.cc (the stream, replies, faults), pop3_login.cc and pop3_commands.cc. Nobody else
// includes this.
#pragma once
#include <span>

#include "fakeservers/pop3_session.h"

namespace fakeservers {

struct Pop3Session::State {
  enum class Mode { commands, auth, handshake, stalled, closed };
  /// RFC 1939, 3: bits, for the table of verbs.
  enum Phase : unsigned { authorization = 1, transaction = 2 };
  struct Verb {
    std::string_view name;
    unsigned phases;
    void (State::*handle)(std::string_view argument);
  };
  /// The one list of verbs.
  static std::span<const Verb> verbs();
  /// A mail as it was numbered at login; what arrives later is not seen (RFC 1939, 4).
  struct Numbered {
    std::string uid;
    std::size_t octets = 0;
    bool is_deleted = false;
  };

  State(Pop3Options options_, sim::Peer peer_, MailStore& store_, FaultPlan& faults_, sim::Trace& trace_)
      : options(std::move(options_)), peer(std::move(peer_)), store(store_), faults(faults_), trace(trace_) {
    has_tls = peer.tls;
  }

  // The stream.
  void greet();
  void receive(std::string_view bytes);
  std::string_view run(std::string_view bytes);
  bool read_line(std::string_view& bytes);
  void hear(std::string_view line);
  void dispatch(std::string_view line);
  void time_out();
  sim::Actions take_actions();

  // What is said.
  void send(std::string_view bytes);
  void say(std::string_view line);
  void ok(std::string_view text) { say("+OK " + std::string(text)); }
  void refuse(std::string_view text) { say("-ERR " + std::string(text)); }
  void error(std::string_view text);
  void close();
  void unlock();
  /// True if a fault does something instead of the command.
  bool is_taken_over(std::string_view verb, std::string_view argument);
  void answer(const ReplyWith& with);   ///< of a fault
  void trace_heard(std::string_view name, std::string_view line);
  void note_mail(sim::EventKind kind, const std::string& raw);

  // Authorization.
  void say_user(std::string_view argument);
  void say_pass(std::string_view argument);
  void say_apop(std::string_view argument);
  void say_auth(std::string_view argument);
  void answer_auth(const SaslExchange::Step& step);
  bool takes_passwords() const { return options.logins == nullptr || options.logins->takes_passwords(); }
  void say_stls(std::string_view argument);
  void say_capa(std::string_view argument);
  void log_in(Maildrop* found, bool is_right);
  bool may_log_in();
  Maildrop* drop_of(std::string_view name);

  // Transaction.
  void say_stat(std::string_view argument);
  void say_list(std::string_view argument);
  void say_uidl(std::string_view argument);
  void say_retr(std::string_view argument);
  void say_top(std::string_view argument);
  void say_dele(std::string_view argument);
  void say_rset(std::string_view argument);
  void say_noop(std::string_view argument);
  void say_quit(std::string_view argument);
  void enumerate(std::string_view argument, std::string (*row)(const Numbered&));
  Numbered* pick(std::string_view argument);
  const StoredMail* stored(const Numbered& numbered) const;

  Pop3Options options;
  sim::Peer peer;
  MailStore& store;
  FaultPlan& faults;
  sim::Trace& trace;
  bool has_tls = false;
  Mode mode = Mode::commands;
  unsigned phase = authorization;
  std::string user;                ///< said by USER
  Maildrop* drop = nullptr;        ///< locked by this session
  std::vector<Numbered> numbered;  ///< number n at n - 1
  SaslExchange sasl;
  int errors = 0;
  std::string input;
  sim::Actions actions;
  bool must_rearm = false;
};

}  // namespace fakeservers
