#include "fakeservers/pop3_session.h"

#include <algorithm>

#include "fakeservers/fault_acts.h"
#include "fakeservers/pop3_state.h"
#include "sim/mail/message.h"

namespace fakeservers {

using sim::EventKind;

void Pop3Session::State::greet() {
  if (is_taken_over("CONNECT", peer.name + " " + peer.ip.text())) return;
  const bool has_apop = options.offer_apop && !options.apop_timestamp.empty();
  ok(options.host + " ready" + (has_apop ? " " + options.apop_timestamp : ""));
}

void Pop3Session::State::receive(std::string_view bytes) {
  if (input.empty()) {
    input.assign(run(bytes));
    return;
  }
  input.append(bytes);
  const std::size_t left = run(input).size();
  input.erase(0, input.size() - left);
}

std::string_view Pop3Session::State::run(std::string_view bytes) {
  while (!bytes.empty()) {
    if (mode >= Mode::handshake) return {};
    if (!read_line(bytes)) break;
  }
  return bytes;
}

bool Pop3Session::State::read_line(std::string_view& bytes) {
  const std::size_t allowed = mode == Mode::auth ? std::max(options.most_line_octets, most_sasl_octets) : options.most_line_octets;
  // A longer line is still read to its end, up to this, so that its sender learns what was wrong.
  const std::size_t most_octets = std::max(options.most_line_octets * 8, allowed);
  const std::size_t lf = bytes.substr(0, most_octets).find('\n');
  if (lf == std::string_view::npos) {
    if (bytes.size() < most_octets) return false;
    refuse("line too long");
    close();
    return true;
  }
  std::string_view line = bytes.substr(0, lf);
  bytes.remove_prefix(lf + 1);
  must_rearm = true;
  if (lf >= allowed) {
    error("line too long");
  } else if (line.empty() || line.find('\r') + 1 != line.size()) {
    error("a line ends with CR LF, neither occurs on its own");
  } else {
    line.remove_suffix(1);
    hear(line);
  }
  return true;
}

void Pop3Session::State::hear(std::string_view line) {
  if (mode != Mode::auth) return dispatch(line);
  trace_heard("AUTH", line);
  answer_auth(sasl.hear(line));
}

void Pop3Session::State::dispatch(std::string_view line) {
  const std::size_t space = std::min(line.find(' '), line.size());
  std::string name(line.substr(0, space));
  for (char& c : name)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  // PASS takes all that follows one space (RFC 1939, 7): a password may hold spaces.
  const std::string_view argument = line.substr(std::min(space + 1, line.size()));
  trace_heard(name, line);
  if (is_taken_over(name, argument)) return;
  for (const Verb& verb : verbs()) {
    if (verb.name != name) continue;
    if ((verb.phases & phase) == 0)
      return error(phase == authorization ? "log in first" : "you are logged in already");
    return (this->*verb.handle)(argument);
  }
  error("unknown command");
}

void Pop3Session::State::time_out() {
  if (mode >= Mode::handshake) return;
  // RFC 1939, 3: without a word, and nothing is deleted.
  close();
}

sim::Actions Pop3Session::State::take_actions() {
  if (must_rearm && mode < Mode::handshake) actions.emplace_back(sim::Deadline{options.patience});
  must_rearm = false;
  return std::exchange(actions, {});
}

void Pop3Session::State::send(std::string_view bytes) {
  if (mode == Mode::closed) return;
  if (!actions.empty() && std::holds_alternative<sim::Send>(actions.back()))
    std::get<sim::Send>(actions.back()).bytes.append(bytes);
  else
    actions.emplace_back(sim::Send{std::string(bytes)});
}

void Pop3Session::State::say(std::string_view line) {
  if (trace.wants(EventKind::said_server))
    trace.note(EventKind::said_server, "", {{"host", options.host}, {"line", std::string(line)}});
  send(line);
  send("\r\n");
}

void Pop3Session::State::error(std::string_view text) {
  refuse(++errors >= options.most_errors ? "too many errors, bye" : text);
  if (errors >= options.most_errors) close();
}

void Pop3Session::State::close() {
  unlock();
  if (mode == Mode::closed) return;
  mode = Mode::closed;
  actions.emplace_back(sim::Close{});
}

void Pop3Session::State::unlock() {
  if (drop != nullptr) drop->is_locked = false;
  drop = nullptr;
}

void Pop3Session::State::trace_heard(std::string_view name, std::string_view line) {
  if (!trace.wants(EventKind::said_client)) return;
  std::string said(line);
  if (name == "PASS" || name == "APOP") said = std::string(name) + " ***";
  if (mode == Mode::auth) said = "***";
  // AUTH MECHANISM SECRET
  if (const std::size_t secret = said.find(' ', 5); name == "AUTH" && secret != std::string::npos) said.replace(secret + 1, std::string::npos, "***");
  trace.note(EventKind::said_client, "", {{"host", options.host}, {"line", said}});
}

void Pop3Session::State::note_mail(EventKind kind, const std::string& raw) {
  if (!trace.wants(kind)) return;
  trace.note(kind, sim::mail::message_id_of(raw), {{"host", options.host}, {"maildrop", drop->user}});
}

bool Pop3Session::State::is_taken_over(std::string_view verb, std::string_view argument) {
  const auto fault = faults.strike("pop3", verb, argument, trace, options.host);
  return fault && act_out(*this, faults, *fault);
}

void Pop3Session::State::answer(const ReplyWith& with) { refuse(with.pop3); }

Pop3Session::Pop3Session(Pop3Options options, sim::Peer peer, MailStore& store, FaultPlan& faults, sim::Trace& trace)
    : state_(std::make_unique<State>(std::move(options), std::move(peer), store, faults, trace)) {}

Pop3Session::~Pop3Session() { state_->unlock(); }

sim::Actions Pop3Session::open() {
  state_->must_rearm = true;
  state_->greet();
  return state_->take_actions();
}

sim::Actions Pop3Session::receive(std::string_view bytes) {
  state_->receive(bytes);
  return state_->take_actions();
}

sim::Actions Pop3Session::wake() {
  state_->time_out();
  return state_->take_actions();
}

sim::Actions Pop3Session::secured(const sim::TlsFacts& facts) {
  if (!facts.established || state_->mode != State::Mode::handshake) return {};
  state_->mode = State::Mode::commands;
  state_->has_tls = true;
  state_->user.clear();  // RFC 2595, 4: what was said in clear text is forgotten
  state_->must_rearm = true;
  return state_->take_actions();
}

void Pop3Session::lost(const sim::Loss&) {
  state_->unlock();
  state_->mode = State::Mode::closed;
}

}  // namespace fakeservers
