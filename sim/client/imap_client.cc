#include "sim/client/imap_client.h"

#include <array>

#include "sim/client/imap_client_state.h"

namespace sim::client {

void ImapClient::State::receive(std::string_view bytes) {
  if (is_over || is_in_handshake) return;
  reader.append(bytes);
  while (!is_over && !is_in_handshake) {
    auto response = reader.next();
    if (!response) break;
    hear(std::move(*response));
  }
  // After STARTTLS: what came in clear text, from whomever (RFC 3501, 6.2.1).
  if (is_over || is_in_handshake) reader.clear();
  else if (!reader.fault().empty()) fail(reader.fault());
}

void ImapClient::State::hear(ImapResponse response) {
  must_rearm = true;
  const std::string& text = response.text;
  if (client.keep_dialogue_) {
    const bool is_secret = step == Step::authenticate && text.starts_with('+');
    client.dialogue_.push_back("S: " + (is_secret ? "+ ***" : text.substr(0, 2000)));
  }
  if (step == Step::greeting) return greeted(text);
  if (text.starts_with("* ")) return untagged(response);
  if (text == "+" || text.starts_with("+ ")) {
    if (step != Step::authenticate) return fail("a continuation that nobody asked for");
    return challenged(std::string_view(text).substr(std::min<std::size_t>(2, text.size())));
  }
  if (text.starts_with(tag + " ")) return tagged(text.substr(tag.size() + 1));
  fail("not an IMAP response: " + text.substr(0, 80));
}

void ImapClient::State::untagged(ImapResponse& response) {
  const std::string& text = response.text;
  if (text.starts_with("* BYE") && step != Step::logout) return fail(text.substr(2));
  if (text.starts_with("* CAPABILITY ")) return take_capabilities(std::string_view(text).substr(13));
  if (step == Step::select) {
    const auto words = words_of(response_code(text));
    if (words.size() == 2 && words[0] == "UIDVALIDITY") uid_validity = static_cast<std::uint32_t>(std::strtoul(words[1].c_str(), nullptr, 10));
  } else if (step == Step::search) {
    if (auto numbers = read_searched(text)) found = std::move(*numbers);
  } else if (step == Step::sizes || step == Step::fetch) {
    if (auto mail = read_fetched(response)) fetched(std::move(*mail));
  }
}

void ImapClient::State::tagged(const std::string& text) {
  if (text == "OK" || text.starts_with("OK ")) return accepted(text);
  if (text.starts_with("NO") || text.starts_with("BAD")) return refused(text);
  fail("not an IMAP response: " + text.substr(0, 80));
}

void ImapClient::State::accepted(const std::string& text) {
  switch (step) {
    case Step::greeting: return;
    case Step::capability: return after_capability();
    case Step::starttls:
      is_in_handshake = true;
      actions.emplace_back(StartTls{});
      return;
    case Step::authenticate:
      // A server that cannot prove that it knows the password is not the one.
      if (sasl && !sasl->may_succeed()) return fail("the server did not prove that it knows the password");
      return after_login(text);
    case Step::login: return after_login(text);
    case Step::select: return selected();
    case Step::search: return searched();
    case Step::sizes: return choose();
    case Step::fetch: return after_fetch("the server left it out");
    case Step::store: return delete_stored();
    case Step::expunge: return next_batch();
    case Step::logout:
      is_over = true;
      actions.emplace_back(Close{});
      return;
  }
}

void ImapClient::State::refused(const std::string& text) {
  switch (step) {
    case Step::starttls:
      if (client.options_.starttls == StartTlsUse::opportunistic) return start_login();
      return give_up(text);
    case Step::authenticate:
      return give_up(text + (sasl && !sasl->reason().empty() ? " (" + sasl->reason() + ")" : ""));
    case Step::fetch: return after_fetch(text);
    // What is not deleted is read again one day, and known by its UID and Message-ID.
    case Step::store:
    case Step::expunge: return next_batch();
    case Step::logout: return fail(text);
    default: return give_up(text);
  }
}

void ImapClient::State::say(const std::string& command, Step awaited, std::string_view masked) {
  step = awaited;
  tag = "A" + std::to_string(++commands);
  say_line(tag + " " + command, masked.empty() ? "" : tag + " " + std::string(masked));
}

void ImapClient::State::say_line(const std::string& line, std::string_view masked) {
  if (client.keep_dialogue_) client.dialogue_.push_back("C: " + (masked.empty() ? line : std::string(masked)));
  must_rearm = true;
  actions.emplace_back(Send{line + "\r\n"});
}

Actions ImapClient::State::take_actions() {
  if (must_rearm && !is_over) actions.emplace_back(Deadline{client.options_.patience});
  must_rearm = false;
  return std::exchange(actions, {});
}

std::string_view ImapClient::State::stage() const {
  static constexpr std::array<std::string_view, 12> names{"greeting", "capability", "tls",   "login",   "login", "select",
                                                          "search",   "fetch",      "fetch", "store",   "expunge", "logout"};
  if (!is_open) return "connect";
  return names[static_cast<std::size_t>(step)];
}

void ImapClient::State::give_up(const std::string& why) {
  client.trouble_ = std::string(stage()) + ": " + why;
  say("LOGOUT", Step::logout);
}

void ImapClient::State::fail(const std::string& why) {
  if (!client.trouble_) client.trouble_ = std::string(stage()) + ": " + why;
  is_over = true;
  actions.emplace_back(Close{});
}

ImapClient::ImapClient(ImapClientOptions options, MailSink& sink)
    : options_(std::move(options)), sink_(sink), random_(options_.nonce_seed, "imap"), state_(std::make_unique<State>(*this)) {}

ImapClient::~ImapClient() = default;

Actions ImapClient::open() {
  state_->is_open = true;
  state_->must_rearm = true;
  return state_->take_actions();
}

Actions ImapClient::receive(std::string_view bytes) {
  state_->receive(bytes);
  return state_->take_actions();
}

Actions ImapClient::wake() {
  if (!state_->is_over) state_->fail("no reply in time");
  return state_->take_actions();
}

Actions ImapClient::secured(const TlsFacts& facts) {
  if (state_->is_over || !state_->is_in_handshake) return {};
  if (!facts.established) {
    state_->fail("TLS failed: " + facts.error);
  } else {
    state_->is_in_handshake = false;
    state_->has_tls = true;
    state_->capabilities.clear();
    state_->say("CAPABILITY", State::Step::capability);
  }
  return state_->take_actions();
}

void ImapClient::lost(const Loss& loss) {
  if (state_->is_over) return;
  state_->fail(loss.text.empty() ? std::string(loss_name(loss.kind)) : loss.text);
  state_->actions.clear();
}

}  // namespace sim::client
