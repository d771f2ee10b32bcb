// From the greeting to the maildrop: CAPA, STLS, then AUTH (RFC 5034), APOP, or USER and PASS.
#include "sim/auth/base64.h"
#include "sim/auth/sasl_digest.h"
#include "sim/client/pop3_client_state.h"

namespace sim::client {
namespace {

/// RFC 1939, 7: the msg-id in the greeting; "" if there is none.
std::string timestamp_of(const std::string& greeting) {
  const std::size_t open = greeting.find('<');
  const std::size_t close = greeting.find('>', std::min(open, greeting.size()));
  if (close == std::string::npos) return "";
  return greeting.substr(open, close + 1 - open);
}

}  // namespace

void Pop3Client::State::greeted(const std::string& line) {
  timestamp = timestamp_of(line);
  say("CAPA", Step::capa);
}

void Pop3Client::State::after_capa() {
  const StartTlsUse use = client.options_.starttls;
  if (use == StartTlsUse::none || has_tls) return start_login();
  if (offers_stls || use == StartTlsUse::required) return say("STLS", Step::stls);
  start_login();
}

/// A password goes by USER and PASS as with every server, unless AUTH keeps it off the wire or is the only way.
void Pop3Client::State::start_login() {
  const Pop3ClientOptions& options = client.options_;
  if (options.user_name.empty()) return say("STAT", Step::stat);
  Random random(options.nonce_seed, "pop3 login");
  sasl = auth::choose_sasl(mechanisms, {options.user_name, options.password, options.access_token}, random, options.mechanism);
  const bool shows_password = sasl && (sasl->mechanism() == "PLAIN" || sasl->mechanism() == "LOGIN");
  const bool takes_user = offers_user || !has_capabilities;
  if (!sasl || (shows_password && takes_user && options.mechanism.empty())) return log_in_without_sasl();
  constexpr std::size_t most_octets = 253;  // RFC 5034, 4: 255 with CR LF
  first_response = sasl->initial();
  const std::string command = "AUTH " + std::string(sasl->mechanism());
  const std::string response = first_response ? auth::to_base64(*first_response) : "";
  if (!first_response || command.size() + 1 + response.size() > most_octets) return say(command, Step::auth);
  first_response.reset();
  say(command + " " + (response.empty() ? "=" : response), Step::auth, command + " ***");
}

void Pop3Client::State::log_in_without_sasl() {
  const Pop3ClientOptions& options = client.options_;
  if (!options.access_token.empty()) return give_up("login: the server offers no AUTH mechanism that takes an access token");
  if (!options.mechanism.empty()) return give_up("login: the server does not offer AUTH " + options.mechanism);
  if (options.use_apop && !timestamp.empty())
    return say("APOP " + options.user_name + " " + auth::md5_hex(timestamp + options.password), Step::apop, "APOP ***");
  say("USER " + options.user_name, Step::user);
}

/// "+ " and base64 (RFC 5034, 4).
void Pop3Client::State::auth_challenged(std::string_view base64) {
  const auto challenge = auth::from_base64(base64);
  std::optional<std::string> answer;
  if (first_response && challenge && challenge->empty()) answer = std::exchange(first_response, std::nullopt);
  else if (challenge) answer = sasl->answer(*challenge);
  if (answer) say(auth::to_base64(*answer), Step::auth, "***");
  else say("*", Step::auth_cancel);
}

void Pop3Client::State::auth_answered(Step step, const std::string& line) {
  if (step == Step::auth_cancel) return give_up("login: AUTH was cancelled: the server's challenge makes no sense");
  const bool is_ok = line.starts_with("+OK");
  if (is_ok && sasl->may_succeed() && !first_response) return say("STAT", Step::stat);
  if (is_ok) return fail("success before AUTH was done cannot be believed");
  give_up("login: " + line + (sasl->reason().empty() ? "" : " " + sasl->reason()));
}

}  // namespace sim::client
