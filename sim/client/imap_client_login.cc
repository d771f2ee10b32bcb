// From the greeting to the folder: CAPABILITY, STARTTLS, AUTHENTICATE (SASL) or LOGIN.
#include <algorithm>

#include "sim/auth/base64.h"
#include "sim/client/imap_client_state.h"

namespace sim::client {
namespace {

constexpr std::size_t most_capabilities = 1000;

/// A quoted string (RFC 3501, 4.3); nothing if it cannot be one.
std::optional<std::string> quoted(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '\r' || c == '\n' || c == '\0') return std::nullopt;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

void ImapClient::State::greeted(const std::string& text) {
  is_preauthenticated = text.starts_with("* PREAUTH");
  if (!is_preauthenticated && !text.starts_with("* OK")) {
    // Nobody who says BYE, or who is no IMAP server at all, hears a LOGOUT.
    return fail(text.starts_with("* BYE") ? text.substr(2) : "not an IMAP greeting: " + text.substr(0, 80));
  }
  say("CAPABILITY", Step::capability);
}

void ImapClient::State::take_capabilities(std::string_view words) {
  capabilities.clear();
  for (std::string& word : words_of(words)) {
    for (char& c : word)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    if (capabilities.size() < most_capabilities) capabilities.insert(std::move(word));
  }
}

void ImapClient::State::after_capability() {
  if (is_logged_in) return say("SELECT " + quoted(client.options_.folder).value_or("INBOX"), Step::select);
  const StartTlsUse use = client.options_.starttls;
  if (use != StartTlsUse::none && !has_tls && (capabilities.contains("STARTTLS") || use == StartTlsUse::required)) {
    // RFC 3501, 6.2.1: not once someone is logged in.
    if (is_preauthenticated && use == StartTlsUse::required) return give_up("the server lets anyone in before TLS");
    if (!is_preauthenticated) return say("STARTTLS", Step::starttls);
  }
  start_login();
}

void ImapClient::State::start_login() {
  if (is_preauthenticated) return after_login("");
  const sim::auth::Credentials& who = client.options_.credentials;
  std::vector<std::string> offered;
  for (const std::string& each : capabilities)
    if (each.starts_with("AUTH=")) offered.push_back(each.substr(5));
  sasl = sim::auth::choose_sasl(offered, who, client.random_);
  if (!sasl) {
    step = Step::login;
    if (!who.access_token.empty()) return give_up("the server takes no access token");
    if (capabilities.contains("LOGINDISABLED")) return give_up("the server takes no password on this connection");
    const auto user = quoted(who.user_name);
    const auto password = quoted(who.password);
    if (!user || !password) return give_up("a name or password that cannot be said");
    return say("LOGIN " + *user + " " + *password, Step::login, "LOGIN ***");
  }
  std::string command = "AUTHENTICATE " + std::string(sasl->mechanism());
  initial = sasl->initial();
  std::string masked = command;
  if (initial && capabilities.contains("SASL-IR")) {
    command += " " + (initial->empty() ? "=" : sim::auth::to_base64(*initial));
    masked += " ***";
    initial.reset();
  }
  say(command, Step::authenticate, masked);
}

void ImapClient::State::challenged(std::string_view text) {
  std::optional<std::string> answer;
  if (initial) {
    answer = std::exchange(initial, std::nullopt);
  } else if (const auto challenge = sim::auth::from_base64(text); challenge && sasl) {
    answer = sasl->answer(*challenge);
  }
  say_line(answer ? sim::auth::to_base64(*answer) : "*", answer ? "***" : "");
}

void ImapClient::State::after_login(const std::string& text) {
  is_logged_in = true;
  // Some tell of their extensions only now.
  const std::string line = "A " + text;
  const std::string_view code = response_code(line);
  if (code.starts_with("CAPABILITY ")) {
    take_capabilities(code.substr(11));
    return after_capability();
  }
  say("CAPABILITY", Step::capability);
}

}  // namespace sim::client
