// The AUTHORIZATION state of POP3 (RFC 1939, 4), CAPA (RFC 2449) and STLS (RFC 2595).
#include <openssl/evp.h>

#include <array>

#include "fakeservers/pop3_state.h"

namespace fakeservers {
namespace {

/// RFC 1939, 7 (APOP): MD5 in lower-case hexadecimal digits.
std::string md5_hex(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_md5(), nullptr) != 1) return "";
  std::string out;
  for (unsigned i = 0; i < size; ++i) out += fmt::format("{:02x}", digest[i]);
  return out;
}

}  // namespace

bool Pop3Session::State::may_log_in() {
  if (has_tls || !options.login_needs_tls) return true;
  error("[AUTH] encryption needed before login");
  return false;
}

void Pop3Session::State::say_user(std::string_view argument) {
  if (!may_log_in()) return;
  if (argument.empty()) return error("say USER name");
  user = argument;
  ok("and the password?");  // known or not: that would tell a stranger which names exist
}

void Pop3Session::State::say_pass(std::string_view argument) {
  if (!may_log_in()) return;
  if (user.empty()) return error("say USER first");
  Maildrop* found = store.find_user(std::exchange(user, {}));
  log_in(found, found != nullptr && found->password == argument);
}

void Pop3Session::State::say_apop(std::string_view argument) {
  if (!options.offer_apop || options.apop_timestamp.empty()) return error("APOP is not offered");
  if (!may_log_in()) return;
  const std::size_t space = argument.rfind(' ');
  if (space == std::string_view::npos) return error("say APOP name digest");
  Maildrop* found = store.find_user(argument.substr(0, space));
  const std::string_view digest = argument.substr(space + 1);
  log_in(found, found != nullptr && md5_hex(options.apop_timestamp + found->password) == digest);
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
  const std::array<std::pair<std::string_view, bool>, 9> capabilities{{
      {"TOP", true},
      {"UIDL", true},
      {"USER", is_open},
      {"RESP-CODES", true},
      {"AUTH-RESP-CODE", true},
      {"PIPELINING", true},
      {"STLS", options.offer_stls && !has_tls && phase == authorization},
      {"EXPIRE NEVER", true},
      {"IMPLEMENTATION mailrig", true},
  }};
  std::string text = "+OK capabilities follow\r\n";
  for (const auto& [name, is_offered] : capabilities)
    if (is_offered) text += std::string(name) + "\r\n";
  say(text + ".");
}

}  // namespace fakeservers
