#include "sim/client/pop3_client.h"

#include <array>

#include "sim/client/pop3_client_state.h"

namespace sim::client {
namespace {
/// RFC 1939, 3 allows 512; real servers say more.
constexpr std::size_t most_answer_octets = 4096;
}  // namespace

void Pop3Client::State::receive(std::string_view bytes) {
  if (is_over || is_in_handshake) return;
  input.append(bytes);
  while (!is_over && !is_in_handshake && read_line()) {
  }
  if (is_over || is_in_handshake) {
    // After STLS: what came in clear text, from whomever (RFC 2595, 4).
    input.clear();
    read = searched = 0;
  } else if (read > 0) {
    input.erase(0, read);
    searched -= std::min(searched, std::exchange(read, 0));
  }
}

/// The next line without its end, nothing if it is not whole. Fails if it is longer than that.
std::optional<std::string_view> Pop3Client::State::next_line(std::size_t most_octets) {
  const std::size_t lf = input.find('\n', std::max(read, searched));
  const std::size_t length = (lf == std::string::npos ? input.size() : lf) - read;
  if (length > most_octets) {
    fail("a line longer than " + std::to_string(most_octets) + " octets");
    return std::nullopt;
  }
  if (lf == std::string::npos) {
    searched = input.size();
    return std::nullopt;
  }
  std::string_view line = std::string_view(input).substr(read, length);
  if (line.ends_with('\r')) line.remove_suffix(1);
  read = lf + 1;
  return line;
}

bool Pop3Client::State::read_line() {
  const bool is_message = text == Step::retr;
  const auto line = next_line(is_message ? client.options_.most_octets + 2 : most_answer_octets);
  if (!line) return false;
  if (!text) {
    must_rearm = true;
    status_line(*line);
  } else if (*line == ".") {
    must_rearm = true;
    end_of_text();
  } else {
    text_line(line->starts_with('.') ? line->substr(1) : *line);
  }
  return true;
}

void Pop3Client::State::status_line(std::string_view view) {
  const std::string line(view);
  if (client.keep_dialogue_) client.dialogue_.push_back("S: " + line);
  if (pending.empty()) return fail("a reply to nothing: " + line.substr(0, 80));
  if (pending.front() == Step::auth && (line.starts_with("+ ") || line == "+")) {
    pending.pop_front();
    return auth_challenged(view.substr(std::min<std::size_t>(2, view.size())));
  }
  const bool is_ok = line.starts_with("+OK");
  if (!is_ok && !line.starts_with("-ERR")) return fail("not a POP3 reply: " + line.substr(0, 80));
  const Step step = pending.front();
  if (!is_ok) return refused(step, line);
  if (step == Step::capa || step == Step::list || step == Step::uidl || step == Step::retr) {
    text = step;
    text_lines = 0;
    return;
  }
  pending.pop_front();
  accepted(step, line);
}

void Pop3Client::State::text_line(std::string_view line) {
  if (text == Step::retr) {
    if (message.size() + line.size() + 2 > client.options_.most_octets)
      return fail("a message larger than " + std::to_string(client.options_.most_octets) + " octets");
    message.append(line).append("\r\n");
    return;
  }
  // One row for a message; capabilities are few.
  if (++text_lines > std::max<std::size_t>(count, 1000)) return fail("more lines than there can be");
  if (client.keep_dialogue_) client.dialogue_.push_back("S: " + std::string(line));
  row(line);
}

void Pop3Client::State::end_of_text() {
  const Step step = *text;
  text.reset();
  pending.pop_front();
  if (step == Step::capa) {
    has_capabilities = true;
    return after_capa();
  }
  if (step == Step::list) return say("UIDL", Step::uidl);
  if (step == Step::uidl) return choose();
  retrieved();
}

void Pop3Client::State::refused(Step step, const std::string& line) {
  pending.pop_front();
  switch (step) {
    case Step::capa: return after_capa();  // RFC 2449: an old server
    case Step::uidl: return choose();      // optional in RFC 1939
    case Step::retr: return not_retrieved(line);
    case Step::dele: return say_next_dele();  // the mail is read again one day, and known by its Message-ID
    case Step::stls:
      if (client.options_.starttls == StartTlsUse::opportunistic) return start_login();
      return give_up("tls: " + line);
    case Step::greeting: return give_up("greeting: " + line);
    case Step::stat: return give_up("stat: " + line);
    case Step::list: return give_up("list: " + line);
    case Step::user:
    case Step::pass:
    case Step::apop: return give_up("login: " + line);
    case Step::auth:
    case Step::auth_cancel: return auth_answered(step, line);
    case Step::quit:
      pending.push_front(step);
      return fail(line);
  }
}

void Pop3Client::State::accepted(Step step, const std::string& line) {
  switch (step) {
    case Step::greeting: return greeted(line);
    case Step::stls:
      is_in_handshake = true;
      actions.emplace_back(StartTls{});
      return;
    case Step::user: return say("PASS " + client.options_.password, Step::pass, "PASS ***");
    case Step::pass:
    case Step::apop: return say("STAT", Step::stat);
    case Step::auth:
    case Step::auth_cancel: return auth_answered(step, line);
    case Step::stat: return counted(line);
    case Step::dele: return say_next_dele();
    case Step::quit:
      is_over = true;
      actions.emplace_back(Close{});
      return;
    default: return;  // the multi-line ones are not answered here
  }
}

void Pop3Client::State::say(const std::string& line, Step awaited, std::string_view masked) {
  if (client.keep_dialogue_) client.dialogue_.push_back("C: " + (masked.empty() ? line : std::string(masked)));
  pending.push_back(awaited);
  must_rearm = true;
  if (!actions.empty() && std::holds_alternative<Send>(actions.back()))
    std::get<Send>(actions.back()).bytes += line + "\r\n";
  else
    actions.emplace_back(Send{line + "\r\n"});
}

Actions Pop3Client::State::take_actions() {
  if (must_rearm && !is_over) actions.emplace_back(Deadline{client.options_.patience});
  must_rearm = false;
  return std::exchange(actions, {});
}

std::string_view Pop3Client::State::stage() const {
  static constexpr std::array<std::string_view, 14> names{"greeting", "capa", "tls",  "login", "login", "login", "login",
                                                          "login",    "stat", "list", "uidl",  "retr",  "dele",  "quit"};
  if (!is_open) return "connect";
  if (is_in_handshake) return "tls";
  return names[static_cast<std::size_t>(pending.empty() ? Step::quit : pending.front())];
}

void Pop3Client::State::give_up(const std::string& why) {
  client.trouble_ = why;
  say("QUIT", Step::quit);
}

void Pop3Client::State::fail(const std::string& why) {
  if (!client.trouble_) client.trouble_ = std::string(stage()) + ": " + why;
  is_over = true;
  actions.emplace_back(Close{});
}

Pop3Client::Pop3Client(Pop3ClientOptions options, MailSink& sink)
    : options_(std::move(options)), sink_(sink), state_(std::make_unique<State>(*this)) {}

Pop3Client::~Pop3Client() = default;

Actions Pop3Client::open() {
  state_->is_open = true;
  state_->must_rearm = true;
  state_->pending.push_back(State::Step::greeting);
  return state_->take_actions();
}

Actions Pop3Client::receive(std::string_view bytes) {
  state_->receive(bytes);
  return state_->take_actions();
}

Actions Pop3Client::wake() {
  if (!state_->is_over) state_->fail("no reply in time");
  return state_->take_actions();
}

Actions Pop3Client::secured(const TlsFacts& facts) {
  if (state_->is_over || !state_->is_in_handshake) return {};
  if (!facts.established) {
    state_->fail("TLS failed: " + facts.error);
  } else {
    state_->is_in_handshake = false;
    state_->has_tls = true;
    state_->offers_pipelining = state_->has_capabilities = state_->offers_user = false;
    state_->mechanisms.clear();
    state_->say("CAPA", State::Step::capa);
  }
  return state_->take_actions();
}

void Pop3Client::lost(const Loss& loss) {
  if (state_->is_over) return;
  const std::string text = loss.text.empty() ? std::string(loss_name(loss.kind)) : loss.text;
  if (!state_->is_open && text.starts_with("TLS: ")) trouble_ = "tls: " + text.substr(5);  // implicit TLS: before the first word
  state_->fail(text);
  state_->actions.clear();
}

}  // namespace sim::client
