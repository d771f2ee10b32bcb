// Commands of any state, and who someone is: CAPABILITY, NOOP, LOGOUT, ID, STARTTLS, LOGIN, AUTHENTICATE (RFC 3501, 6.1 and 6.2).
#include "fakeservers/imap/imap_state.h"

namespace fakeservers::imap {
std::string ImapSession::State::capabilities() const {
  std::string out = "IMAP4rev1 LITERAL+ SASL-IR ID IDLE NAMESPACE UNSELECT UIDPLUS MULTIAPPEND MOVE ESEARCH CHILDREN SORT SORT=DISPLAY ESORT THREAD=REFERENCES THREAD=ORDEREDSUBJECT";
  if (drop != nullptr) return out;
  if (options.offer_starttls && !has_tls) out += " STARTTLS";
  if (!has_tls && options.login_needs_tls) return out + " LOGINDISABLED";
  if (!services.logins.takes_passwords()) out += " LOGINDISABLED";
  for (const std::string& name : services.logins.mechanisms) out += " AUTH=" + name;
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
  if (!services.logins.takes_passwords()) return no("[CANNOT] no passwords in clear text here");
  Maildrop* found = services.logins.drop_of(user);
  log_in(found, found != nullptr && found->password == password);
}

void ImapSession::State::do_authenticate(Arguments& arguments) {
  arguments.space();
  const std::string mechanism = upper(arguments.atom());
  std::optional<std::string> initial;
  if (arguments.skip(' ')) initial = arguments.rest();
  else if (!arguments.at_end()) arguments.fail();
  if (arguments.is_bad()) return bad("say AUTHENTICATE mechanism, and the initial response in base64 if you like");
  if (!may_log_in()) return;
  auto server = services.logins.start(mechanism);
  if (!server) return no("[CANNOT] no such mechanism here");
  answer_sasl(sasl.begin(std::move(server), initial ? std::optional<std::string_view>(*initial) : std::nullopt));
}

void ImapSession::State::sasl_line(std::string_view line) {
  awaited = Awaited::command;
  trace_heard("***", false);
  answer_sasl(sasl.hear(line));
}

void ImapSession::State::answer_sasl(const SaslExchange::Step& step) {
  using Kind = SaslExchange::Step::Kind;
  switch (step.kind) {
    case Kind::challenge: awaited = Awaited::sasl; return continue_request(step.text);
    case Kind::success: return log_in(services.logins.drop_of(sasl.user()), true);
    case Kind::failure: return log_in(nullptr, false);
    case Kind::malformed: return bad("that makes no sense to the mechanism");
    case Kind::cancelled: return bad("cancelled");
  }
}

}  // namespace fakeservers::imap
