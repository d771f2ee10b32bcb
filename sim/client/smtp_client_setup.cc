// The way to a usable connection: greeting, EHLO or HELO, STARTTLS, AUTH.
#include <charconv>

#include "sim/auth/base64.h"
#include "sim/client/smtp_client_state.h"

namespace sim::client {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

}  // namespace

void SmtpClient::State::greeted(const Reply& reply) {
  if (reply.code / 100 != 2) return give_up(Stage::greeting, reply);
  say("EHLO " + client.options_.helo, Step::ehlo);
}

void SmtpClient::State::helloed(Step step, const Reply& reply) {
  features = {};
  // RFC 5321, 3.2: a server that does not know EHLO is asked with HELO.
  if (step == Step::ehlo && reply.is_permanent()) return say("HELO " + client.options_.helo, Step::helo);
  if (reply.code / 100 != 2) return give_up(Stage::helo, reply);
  if (step == Step::ehlo) read_features(reply.text);
  after_hello();
}

void SmtpClient::State::read_features(const std::string& text) {
  for (std::size_t at = text.find('\n'); at != std::string::npos;) {
    const std::size_t end = text.find('\n', at + 1);
    const std::string line = upper(std::string_view(text).substr(at + 1, end == std::string::npos ? end : end - at - 1));
    const std::string keyword = line.substr(0, line.find_first_of(" ="));
    const std::string rest = " " + line.substr(std::min(keyword.size() + 1, line.size())) + " ";
    if (keyword == "PIPELINING") features.pipelining = true;
    if (keyword == "8BITMIME") features.eight_bit = true;
    if (keyword == "SMTPUTF8") features.utf8 = true;
    if (keyword == "STARTTLS") features.starttls = true;
    if (keyword == "AUTH") features.mechanisms = auth::words_of(rest);
    if (keyword == "SIZE") {
      std::size_t most = 0;
      std::from_chars(rest.data() + 1, rest.data() + rest.size(), most);
      if (most > 0) features.most_octets = most;  // RFC 1870, 4: 0 or nothing is no limit
      else features.most_octets = SIZE_MAX;
    }
    at = end;
  }
}

void SmtpClient::State::after_hello() {
  const StartTlsUse use = client.options_.starttls;
  if (use != StartTlsUse::none && !client.tls_.established) {
    if (features.starttls) return say("STARTTLS", Step::starttls);
    if (use == StartTlsUse::required)
      return give_up(Stage::tls, {421, {4, 7, 4}, "TLS is required here, but the server does not offer it"});
  }
  if (!client.options_.user_name.empty()) return start_auth();
  next_mail();
}

void SmtpClient::State::tls_answered(const Reply& reply) {
  if (reply.code == 220) {
    // What stands behind this reply came in clear text, from whomever (CVE-2011-0411).
    reader.clear();
    is_in_handshake = true;
    actions.emplace_back(StartTls{});
    return;
  }
  if (client.options_.starttls == StartTlsUse::required) return give_up(Stage::tls, reply);
  features.starttls = false;
  if (!client.options_.user_name.empty()) return start_auth();
  next_mail();
}

/// RFC 4954, 4. An initial response that makes the line too long is held back until the server asks for it.
void SmtpClient::State::start_auth() {
  const SmtpClientOptions& options = client.options_;
  Random random(options.nonce_seed, "smtp login");
  sasl = auth::choose_sasl(features.mechanisms, {options.user_name, options.password, options.access_token}, random, options.mechanism);
  if (!sasl) {
    const std::string wanted = options.access_token.empty() ? "that fits a password" : "that takes an access token";
    return give_up(Stage::auth, {504, {5, 7, 4}, "the server offers no AUTH mechanism " + wanted});
  }
  constexpr std::size_t most_octets = 510;  // RFC 5321, 4.5.3.1.4, without CR LF
  first_response = sasl->initial();
  const std::string command = "AUTH " + std::string(sasl->mechanism());
  const std::string response = first_response ? auth::to_base64(*first_response) : "";
  if (!first_response || command.size() + 1 + response.size() > most_octets) return say(command, Step::auth);
  first_response.reset();
  say(command + " " + (response.empty() ? "=" : response), Step::auth, command + " ***");
}

void SmtpClient::State::auth_challenged(const std::string& text) {
  const auto challenge = auth::from_base64(text);
  std::optional<std::string> answer;
  if (first_response && challenge && challenge->empty()) answer = std::exchange(first_response, std::nullopt);
  else if (challenge) answer = sasl->answer(*challenge);
  if (answer) say(auth::to_base64(*answer), Step::auth, "***");
  else say("*", Step::auth_cancel);
}

void SmtpClient::State::auth_answered(Step step, const Reply& reply) {
  if (step == Step::auth_cancel) return give_up(Stage::auth, {454, {4, 7, 0}, "AUTH was cancelled: the server's challenge makes no sense"});
  if (reply.code == 334) return auth_challenged(reply.text);
  if (reply.code / 100 == 2 && sasl->may_succeed() && !first_response) return next_mail();
  // Success before the mechanism was done cannot be believed.
  if (reply.code < 400) return abort(Stage::auth, {421, {4, 5, 0}, "unexpected reply to AUTH: " + reply.line()});
  Reply answer = reply;
  if (!sasl->reason().empty()) answer.text += " " + sasl->reason();
  give_up(Stage::auth, answer);
}

}  // namespace sim::client
