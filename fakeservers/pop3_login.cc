// The AUTHORIZATION state of POP3 (RFC 1939, 4), CAPA (RFC 2449), STLS (RFC 2595) and AUTH (RFC 5034).
#include <array>

#include "fakeservers/pop3_state.h"
#include "sim/auth/sasl_digest.h"

namespace fakeservers {

bool Pop3Session::State::may_log_in() {
  if (has_tls || !options.login_needs_tls) return true;
  error("[AUTH] encryption needed before login");
  return false;
}

void Pop3Session::State::say_user(std::string_view argument) {
  if (!may_log_in()) return;
  if (!takes_passwords()) return error("[AUTH] passwords in clear text are not taken here");
  if (argument.empty()) return error("say USER name");
  user = argument;
  ok("and the password?");  // known or not: that would tell a stranger which names exist
}

void Pop3Session::State::say_pass(std::string_view argument) {
  if (!may_log_in()) return;
  if (user.empty()) return error("say USER first");
  Maildrop* found = drop_of(std::exchange(user, {}));
  log_in(found, found != nullptr && found->password == argument);
}

void Pop3Session::State::say_apop(std::string_view argument) {
  if (!options.offer_apop || options.apop_timestamp.empty() || !takes_passwords()) return error("APOP is not offered");
  if (!may_log_in()) return;
  const std::size_t space = argument.rfind(' ');
  if (space == std::string_view::npos) return error("say APOP name digest");
  Maildrop* found = drop_of(argument.substr(0, space));
  const std::string_view digest = argument.substr(space + 1);
  log_in(found, found != nullptr && sim::auth::md5_hex(options.apop_timestamp + found->password) == digest);
}

Maildrop* Pop3Session::State::drop_of(std::string_view name) {
  return options.logins == nullptr ? store.find_user(name) : options.logins->drop_of(name);
}

void Pop3Session::State::say_auth(std::string_view argument) {
  if (options.logins == nullptr) return error("AUTH is not offered");
  if (!may_log_in()) return;
  const std::size_t space = std::min(argument.find(' '), argument.size());
  auto server = options.logins->start(argument.substr(0, space));
  if (!server) return error("unknown mechanism");
  const std::string_view initial = argument.substr(std::min(space + 1, argument.size()));
  answer_auth(sasl.begin(std::move(server), initial.empty() ? std::nullopt : std::optional(initial)));
}

void Pop3Session::State::answer_auth(const SaslExchange::Step& step) {
  mode = step.kind == SaslExchange::Step::Kind::challenge ? Mode::auth : Mode::commands;
  switch (step.kind) {
    case SaslExchange::Step::Kind::challenge: return say("+ " + step.text);
    case SaslExchange::Step::Kind::cancelled: return error("authentication cancelled");
    case SaslExchange::Step::Kind::malformed: return error("malformed response");
    case SaslExchange::Step::Kind::failure: return log_in(nullptr, false);
    case SaslExchange::Step::Kind::success: break;
  }
  Maildrop* found = drop_of(sasl.user());
  log_in(found, found != nullptr);
}

void Pop3Session::State::log_in(Maildrop* found, bool is_right) {
  if (!is_right) return error("[AUTH] wrong name or password");
  if (found->is_locked) return refuse("[IN-USE] another session holds the maildrop");
  found->is_locked = true;
  drop = found;
  phase = transaction;
  numbered.clear();
  for (const StoredMail& mail : drop->mails) numbered.push_back({mail.uid, mail.raw.size()});
  ok(fmt::format("{} messages", numbered.size()));
}

void Pop3Session::State::say_stls(std::string_view) {
  if (has_tls) return error("TLS stands already");
  if (!options.offer_stls) return error("STLS is not offered");
  ok("begin TLS");
  mode = Mode::handshake;  // what was pipelined behind this is dropped
  actions.emplace_back(sim::StartTls{});
}

void Pop3Session::State::say_capa(std::string_view) {
  const bool is_open = has_tls || !options.login_needs_tls;
  const bool has_sasl = is_open && options.logins != nullptr;
  const std::array<std::pair<std::string, bool>, 10> capabilities{{
      {"TOP", true},
      {"UIDL", true},
      {"USER", is_open && takes_passwords()},
      {has_sasl ? "SASL " + options.logins->offered() : "", has_sasl},
      {"RESP-CODES", true},
      {"AUTH-RESP-CODE", true},
      {"PIPELINING", true},
      {"STLS", options.offer_stls && !has_tls && phase == authorization},
      {"EXPIRE NEVER", true},
      {"IMPLEMENTATION mailrig", true},
  }};
  std::string text = "+OK capabilities follow\r\n";
  for (const auto& [name, is_offered] : capabilities)
    if (is_offered) text += name + "\r\n";
  say(text + ".");
}

}  // namespace fakeservers
