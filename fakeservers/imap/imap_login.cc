// Commands of any state, and who someone is: CAPABILITY, NOOP, LOGOUT, ID, STARTTLS, LOGIN, AUTHENTICATE (RFC 3501, 6.1 and 6.2).
#include <algorithm>
#include <array>

#include "fakeservers/imap/imap_state.h"
#include "sim/auth/base64.h"

namespace fakeservers::imap {
namespace {

/// SASL's view of a host's accounts. Tokens are nobody's here.
class AccountUsers final : public sim::auth::SaslUsers {
 public:
  explicit AccountUsers(MailStore& store) : store_(store) {}
  std::optional<std::string> password_of(std::string_view user) override {
    const Maildrop* drop = store_.find_user(user);
    return drop == nullptr ? std::nullopt : std::optional(drop->password);
  }
  bool accepts_token(std::string_view, std::string_view) override { return false; }

 private:
  MailStore& store_;
};

/// The mechanisms that work with passwords.
constexpr std::array<std::string_view, 4> offered_mechanisms{"SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"};

}  // namespace

std::string ImapSession::State::capabilities() const {
  std::string out = "IMAP4rev1 LITERAL+ SASL-IR ID IDLE NAMESPACE UNSELECT UIDPLUS MULTIAPPEND MOVE ESEARCH CHILDREN SORT SORT=DISPLAY ESORT THREAD=REFERENCES THREAD=ORDEREDSUBJECT";
  if (drop != nullptr) return out;
  if (options.offer_starttls && !has_tls) out += " STARTTLS";
  if (!has_tls && options.login_needs_tls) return out + " LOGINDISABLED";
  if (options.logins != nullptr) {
    if (!options.logins->takes_passwords()) out += " LOGINDISABLED";
    for (const std::string& name : options.logins->mechanisms) out += " AUTH=" + name;
    return out;
  }
  for (const std::string_view name : offered_mechanisms) out += " AUTH=" + std::string(name);
  return out;
}

void ImapSession::State::do_capability(Arguments& arguments) {
  if (!arguments.is_done()) return bad("CAPABILITY takes nothing");
  say("* CAPABILITY " + capabilities());
  ok("that is all");
}

void ImapSession::State::do_noop(Arguments& arguments) {
  if (!arguments.is_done()) return bad("NOOP takes nothing");
  ok("nothing done");
}

void ImapSession::State::do_logout(Arguments& arguments) {
  if (!arguments.is_done()) return bad("LOGOUT takes nothing");
  say("* BYE " + options.host + " closes the connection");
  box.reset();
  ok("bye");
  close();
}

void ImapSession::State::do_id(Arguments& arguments) {
  arguments.space();
  if (arguments.skip('(')) {
    // RFC 2971, 3.3: at most 30 pairs.
    for (int pairs = 0; !arguments.is_bad() && !arguments.skip(')'); ++pairs) {
      if (pairs > 0) arguments.space();
      if (arguments.string().size() > 30 || pairs == 30) arguments.fail();
      arguments.space();
      if (arguments.nstring().value_or("").size() > 1024) arguments.fail();
    }
  } else if (arguments.nstring()) {
    arguments.fail();
  }
  if (!arguments.is_done()) return bad("say ID (name value ...) or ID NIL");
  say("* ID (\"name\" \"mailrig\")");
  ok("pleased to meet you");
}

void ImapSession::State::do_starttls(Arguments& arguments) {
  if (!arguments.is_done()) return bad("STARTTLS takes nothing");
  if (has_tls) return bad("TLS stands already");
  if (!options.offer_starttls) return bad("STARTTLS is not offered");
  ok("begin TLS");
  mode = Mode::handshake;  // what was pipelined behind this is dropped (RFC 3501, 6.2.1)
  actions.emplace_back(sim::StartTls{});
}

bool ImapSession::State::may_log_in() {
  if (has_tls || !options.login_needs_tls) return true;
  no("[PRIVACYREQUIRED] encryption needed before login");
  return false;
}

Maildrop* ImapSession::State::drop_of(std::string_view user) {
  return options.logins == nullptr ? services.store.find_user(user) : options.logins->drop_of(user);
}

void ImapSession::State::log_in(Maildrop* found, bool is_right) {
  if (!is_right || found == nullptr) {
    no("[AUTHENTICATIONFAILED] wrong name or password");
    if (++errors >= options.most_errors) bye("too many errors");
    return;
  }
  drop = found;
  ok("[CAPABILITY " + capabilities() + "] welcome");
}

void ImapSession::State::do_login(Arguments& arguments) {
  arguments.space();
  const std::string user = arguments.astring();
  arguments.space();
  const std::string password = arguments.astring();
  if (!arguments.is_done()) return bad("say LOGIN user password");
  if (!may_log_in()) return;
  if (options.logins != nullptr && !options.logins->takes_passwords()) return log_in(nullptr, false);
  Maildrop* found = drop_of(user);
  log_in(found, found != nullptr && found->password == password);
}

void ImapSession::State::do_authenticate(Arguments& arguments) {
  arguments.space();
  const std::string mechanism = upper(arguments.atom());
  std::optional<std::string> initial;
  if (arguments.skip(' ')) {
    // RFC 4959: "=" stands for an initial response of no octets.
    const std::string_view text = arguments.rest();
    initial = text == "=" ? std::string() : sim::auth::from_base64(text);
    if (!initial) arguments.fail();
  } else if (!arguments.at_end()) {
    arguments.fail();
  }
  if (arguments.is_bad()) return bad("say AUTHENTICATE mechanism, and the initial response in base64 if you like");
  if (!may_log_in()) return;
  if (options.logins != nullptr) {
    sasl = options.logins->start(mechanism);
  } else {
    users = std::make_unique<AccountUsers>(services.store);
    const bool is_offered = std::find(offered_mechanisms.begin(), offered_mechanisms.end(), mechanism) != offered_mechanisms.end();
    sasl = is_offered ? sim::auth::start_sasl(mechanism, *users, services.random, options.host) : nullptr;
  }
  if (!sasl) return no("[CANNOT] no such mechanism here");
  hear_sasl(initial ? std::optional<std::string_view>(*initial) : std::nullopt);
}

void ImapSession::State::sasl_line(std::string_view line) {
  awaited = Awaited::command;
  trace_heard("***", false);
  if (line == "*") {
    sasl.reset();
    return bad("cancelled");
  }
  const auto response = sim::auth::from_base64(line);
  if (!response) {
    sasl.reset();
    return bad("that is no base64");
  }
  if (!std::exchange(is_sasl_over, false)) return hear_sasl(*response);
  const std::string user = std::exchange(sasl, nullptr)->user();
  log_in(drop_of(user), response->empty());
}

void ImapSession::State::hear_sasl(std::optional<std::string_view> response) {
  using Kind = sim::auth::SaslServer::Turn::Kind;
  const sim::auth::SaslServer::Turn turn = sasl->hear(response);
  // IMAP has no room for what a success still says: it goes as one more challenge, whose answer is empty (RFC 4422, 5).
  if (turn.kind == Kind::challenge || (turn.kind == Kind::success && !turn.bytes.empty())) {
    awaited = Awaited::sasl;
    is_sasl_over = turn.kind == Kind::success;
    return continue_request(sim::auth::to_base64(turn.bytes));
  }
  const std::string user = sasl->user();
  sasl.reset();
  if (turn.kind == Kind::malformed) return bad("that makes no sense to the mechanism");
  log_in(drop_of(user), turn.kind == Kind::success);
}

}  // namespace fakeservers::imap
