#include "fakeservers/imap/imap_session.h"

#include <algorithm>
#include <charconv>

#include "fakeservers/fault_acts.h"
#include "fakeservers/imap/imap_state.h"
#include "sim/mail/message.h"

namespace fakeservers::imap {

using sim::EventKind;

void ImapSession::State::greet() {
  if (is_taken_over("CONNECT", peer.name + " " + peer.ip.text())) return;
  say("* OK [CAPABILITY " + capabilities() + "] " + options.host + " ready");
}

void ImapSession::State::receive(std::string_view bytes) {
  if (input.empty()) {
    input.assign(run(bytes));
    return;
  }
  input.append(bytes);
  const std::size_t left = run(input).size();
  input.erase(0, input.size() - left);
}

std::string_view ImapSession::State::run(std::string_view bytes) {
  while (!bytes.empty()) {
    if (mode != Mode::commands) return {};
    if (!(literal_left > 0 ? take_literal(bytes) : read_line(bytes))) break;
  }
  return bytes;
}

bool ImapSession::State::take_literal(std::string_view& bytes) {
  const std::size_t size = std::min(literal_left, bytes.size());
  command.append(bytes.substr(0, size));
  bytes.remove_prefix(size);
  literal_left -= size;
  return true;
}

bool ImapSession::State::read_line(std::string_view& bytes) {
  const std::size_t lf = bytes.substr(0, options.most_line_octets).find('\n');
  if (lf == std::string_view::npos) {
    if (bytes.size() < options.most_line_octets) return false;
    bye("line too long");
    return true;
  }
  std::string_view line = bytes.substr(0, lf);
  bytes.remove_prefix(lf + 1);
  must_rearm = true;
  // Where such a client believes that its command ends cannot be known.
  if (line.find('\r') + 1 != line.size() || line.empty()) {
    bye("a line ends with CR LF, neither occurs on its own");
    return true;
  }
  line.remove_suffix(1);
  take_line(line);
  return true;
}

void ImapSession::State::take_line(std::string_view line) {
  if (awaited == Awaited::sasl) return sasl_line(line);
  if (awaited == Awaited::idle) {
    awaited = Awaited::command;
    trace_heard(line, false);
    return equal_words(line, "DONE") ? ok("idle is over") : bad("say DONE to end an IDLE");
  }
  if (command.size() + line.size() > most_command_octets() + command_slack) return bye("command too long");
  command.append(line);
  if (begins_literal(line)) return;
  const std::string whole = std::exchange(command, {});
  if (mode == Mode::commands) dispatch(whole);
}

std::size_t ImapSession::State::most_command_octets() const {
  return drop == nullptr ? options.most_stranger_octets : options.most_message_octets;
}

/// RFC 3501, 4.3 and RFC 7888: `{5}` waits for our word, `{5+}` does not.
bool ImapSession::State::begins_literal(std::string_view line) {
  const std::size_t brace = line.rfind('{');
  if (!line.ends_with('}') || brace == std::string_view::npos) return false;
  std::string_view digits = line.substr(brace + 1, line.size() - brace - 2);
  const bool is_at_once = digits.ends_with('+');
  if (is_at_once) digits.remove_suffix(1);
  std::size_t size = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
  if (digits.empty() || end != digits.data() + digits.size()) return false;
  if (fault != std::errc{} || size > most_command_octets() || command.size() + size > most_command_octets() + command_slack) {
    // What comes without our word cannot be told from commands once it is refused.
    if (is_at_once) return bye("[TOOBIG] literal too large"), true;
    tag = Arguments(command).tag();
    command.clear();
    return say((tag.empty() ? "*" : tag) + " NO [TOOBIG] literal too large"), true;
  }
  command.append("\r\n");
  literal_left = size;
  if (!is_at_once) continue_request("go ahead");
  return true;
}

void ImapSession::State::dispatch(std::string_view whole) {
  Arguments arguments(whole);
  tag = arguments.tag();
  arguments.space();
  if (arguments.is_bad()) {
    tag = "*";
    return bad("a command begins with a tag");
  }
  verb = arguments.word();
  is_uid = verb == "UID";
  if (is_uid) {
    arguments.space();
    verb = arguments.word();
  }
  hides_expunges = false;
  trace_heard(whole, verb == "LOGIN" || verb == "AUTHENTICATE");
  const std::string_view rest = arguments.rest();
  if (is_taken_over(verb, verb == "LOGIN" ? "" : rest.substr(0, 200))) return;
  for (const Command& each : commands())
    if (each.name == verb && (!is_uid || each.has_uid_form)) return perform(each, arguments);
  bad("unknown command");
}

void ImapSession::State::perform(const Command& each, Arguments& arguments) {
  if ((each.phases & phase()) == 0)
    return bad(phase() == stranger ? "log in first" : each.phases == stranger ? "you are logged in already" : "select a mailbox first");
  hides_expunges = each.hides_expunges && !is_uid;
  (this->*each.handle)(arguments);
}

void ImapSession::State::wake() {
  if (mode != Mode::commands) return;
  must_rearm = true;
  if (awaited != Awaited::idle || idle_left <= options.idle_round) return bye("autologout");
  idle_left -= options.idle_round;
  if (box) synchronise(true);
}

sim::Actions ImapSession::State::take_actions() {
  if (must_rearm && mode == Mode::commands)
    actions.emplace_back(sim::Deadline{awaited == Awaited::idle ? options.idle_round : options.patience});
  must_rearm = false;
  return std::exchange(actions, {});
}

void ImapSession::State::send(std::string_view bytes) {
  if (mode == Mode::closed) return;
  if (!actions.empty() && std::holds_alternative<sim::Send>(actions.back()))
    std::get<sim::Send>(actions.back()).bytes.append(bytes);
  else
    actions.emplace_back(sim::Send{std::string(bytes)});
}

void ImapSession::State::say(std::string_view response) {
  // Of a message its announcement is enough.
  if (services.trace.wants(EventKind::said_server))
    services.trace.note(EventKind::said_server, "",
                        {{"host", options.host}, {"line", std::string(response.substr(0, response.find("\r\n")))}});
  send(response);
  send("\r\n");
}

void ImapSession::State::finish(std::string_view condition, std::string_view text) {
  if (box) synchronise(!hides_expunges);
  say(tag + " " + std::string(condition) + " " + std::string(text));
}

void ImapSession::State::bad(std::string_view text) {
  say(tag + " BAD " + std::string(text));
  if (++errors >= options.most_errors) bye("too many errors");
}

void ImapSession::State::continue_request(std::string_view text) { say("+ " + std::string(text)); }

void ImapSession::State::bye(std::string_view text) {
  say("* BYE " + std::string(text));
  close();
}

void ImapSession::State::close() {
  if (mode == Mode::closed) return;
  mode = Mode::closed;
  box.reset();
  actions.emplace_back(sim::Close{});
}

void ImapSession::State::trace_heard(std::string_view line, bool is_secret) {
  if (!services.trace.wants(EventKind::said_client)) return;
  std::string text(line.substr(0, line.find("\r\n")));
  if (is_secret) text = tag + " " + verb + " ***";
  services.trace.note(EventKind::said_client, "", {{"host", options.host}, {"line", std::move(text)}});
}

void ImapSession::State::note_mail(EventKind kind, const std::string& raw) {
  if (!services.trace.wants(kind)) return;
  services.trace.note(kind, sim::mail::message_id_of(raw), {{"host", options.host}, {"maildrop", drop->user}});
}

bool ImapSession::State::is_taken_over(std::string_view name, std::string_view argument) {
  const auto fault = services.faults.strike("imap", name, argument, services.trace, options.host);
  return fault && act_out(*this, services.faults, *fault);
}

void ImapSession::State::answer(const ReplyWith& with) {
  const std::string text = with.pop3.empty() ? with.reply.line() : with.pop3;
  if (tag.empty()) bye(text);
  else say(tag + " NO " + text);
}

ImapSession::ImapSession(ImapOptions options, sim::Peer peer, ImapServices services)
    : state_(std::make_unique<State>(std::move(options), std::move(peer), services)) {}

ImapSession::~ImapSession() = default;

sim::Actions ImapSession::open() {
  state_->must_rearm = true;
  state_->greet();
  return state_->take_actions();
}

sim::Actions ImapSession::receive(std::string_view bytes) {
  state_->receive(bytes);
  return state_->take_actions();
}

sim::Actions ImapSession::wake() {
  state_->wake();
  return state_->take_actions();
}

sim::Actions ImapSession::secured(const sim::TlsFacts& facts) {
  if (!facts.established || state_->mode != State::Mode::handshake) return {};
  state_->mode = State::Mode::commands;
  state_->has_tls = true;
  state_->must_rearm = true;
  return state_->take_actions();
}

void ImapSession::lost(const sim::Loss&) {
  state_->box.reset();
  state_->mode = State::Mode::closed;
}

}  // namespace fakeservers::imap
