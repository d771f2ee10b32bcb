#include "fakeservers/smtp_session.h"

#include "fakeservers/smtp_path.h"
#include "fakeservers/smtp_state.h"
#include "sim/mail/message.h"

namespace fakeservers {

void SmtpSession::State::greet() {
  command = "CONNECT";
  if (is_taken_over("CONNECT", facts.peer.name + " " + facts.peer.ip.text())) return;
  Reply answer = after_delay(handler.on_connect(facts));
  if (answer.is_positive()) {
    reply_plain({220, options.host + " ESMTP " + answer.text});
    return;
  }
  // RFC 5321, 3.1: a server that says 554 waits for QUIT and answers all else with 503.
  phase = refusing;
  reply(std::move(answer));
}

void SmtpSession::State::receive(std::string_view bytes) {
  if (input.empty()) {
    input.assign(run(bytes));
    return;
  }
  input.append(bytes);
  const std::size_t left = run(input).size();
  input.erase(0, input.size() - left);
}

/// Reads what is whole and gives back the rest.
std::string_view SmtpSession::State::run(std::string_view bytes) {
  while (!bytes.empty()) {
    if (mode >= Mode::handshake) return {};
    if (!(mode == Mode::data ? read_data(bytes) : read_line(bytes))) break;
  }
  return bytes;
}

bool SmtpSession::State::read_line(std::string_view& bytes) {
  // RFC 4954, 4: what belongs to AUTH may be longer than other lines.
  const bool is_of_auth = options.logins != nullptr && (mode == Mode::auth || upper(bytes.substr(0, 5)) == "AUTH ");
  const std::size_t most_octets = is_of_auth ? std::max(options.most_line_octets, most_sasl_octets) : options.most_line_octets;
  const std::size_t lf = bytes.substr(0, most_octets).find('\n');
  if (lf == std::string_view::npos) {
    if (bytes.size() < most_octets) return false;
    command.clear();
    reply({554, {5, 5, 2}, "line too long"});
    close();
    return true;
  }
  std::string_view line = bytes.substr(0, lf);
  bytes.remove_prefix(lf + 1);
  must_rearm = true;
  if (line.find('\r') + 1 != line.size() || line.empty()) {
    command.clear();
    error({500, {5, 5, 2}, "a line ends with CR LF, neither occurs on its own"});
    return true;
  }
  line.remove_suffix(1);
  hear(line);
  return true;
}

bool SmtpSession::State::read_data(std::string_view& bytes) {
  std::size_t consumed = 0;
  const DataReader::Outcome outcome = data.read(bytes, consumed);
  if (outcome == DataReader::Outcome::bare_line_end) {
    // Where this client thinks that its message ends cannot be known, so nothing more is read from it.
    reply({521, {5, 5, 2}, "Error reading DATA: invalid line ending"});
    return true;
  }
  bytes.remove_prefix(consumed);
  if (outcome == DataReader::Outcome::more) return false;
  must_rearm = true;
  end_of_data();
  return true;
}

void SmtpSession::State::hear(std::string_view line) {
  trace_heard(line);
  if (mode != Mode::commands) return hear_auth(line);
  while (line.ends_with(' ') || line.ends_with('\t')) line.remove_suffix(1);
  dispatch(line);
}

void SmtpSession::State::dispatch(std::string_view line) {
  const std::size_t space = std::min(line.find(' '), line.size());
  const std::string name = upper(line.substr(0, space));
  std::string_view argument = line.substr(space);
  while (argument.starts_with(' ')) argument.remove_prefix(1);
  command = name == "AUTH" ? name : std::string(line.substr(0, 300));
  if (name == "GET" || name == "POST" || name == "CONNECT") {
    // A browser that was made to talk to a mail server; what follows is its header and none of our business.
    reply({502, {5, 7, 0}, "this is not a web server"});
    return close();
  }
  if (name == "MAIL") mail_id = facts.offered_mail();
  if (is_taken_over(name, name == "DATA" ? envelope_text() : std::string(argument))) {
    if (name == "RCPT") is_rcpt_refused = true;
    return;
  }
  for (const Verb& verb : verbs()) {
    if (verb.name != name) continue;
    if ((verb.phases & phase) == 0) return error({503, {5, 5, 1}, "bad sequence of commands"});
    return (this->*verb.handle)(argument);
  }
  error({500, {5, 5, 1}, "unknown command"});
}

void SmtpSession::State::end_of_data() {
  mode = Mode::commands;
  command = "END-OF-DATA";
  const bool is_too_big = data.is_too_big();
  std::string raw = data.take();
  mail_id = sim::mail::message_id_of(raw);
  if (is_taken_over("END-OF-DATA", faults.is_empty() ? "" : envelope_text())) return reset_transaction();
  if (is_too_big) {
    reply({552, {5, 3, 4}, "message too big"});
    return reset_transaction();
  }
  Reply answer = after_delay(handler.on_message(facts, envelope, std::move(raw)));
  if (answer.is_positive() && trace.wants(sim::EventKind::smtp_accepted)) {
    std::string to;
    for (const sim::mail::Address& each : envelope.to) to += (to.empty() ? "" : ", ") + each.text();
    trace.note(sim::EventKind::smtp_accepted, mail_id,
               {{"host", options.host}, {"from", "<" + envelope.from.text() + ">"}, {"to", to}});
  }
  reply(std::move(answer));
  reset_transaction();
}

sim::Actions SmtpSession::State::take_actions() {
  if (must_rearm && mode < Mode::handshake)
    actions.emplace_back(sim::Deadline{mode == Mode::data ? options.data_patience : options.patience});
  must_rearm = false;
  return std::exchange(actions, {});
}

void SmtpSession::State::time_out() {
  if (mode >= Mode::handshake) return;
  if (mode == Mode::data) command = "END-OF-DATA";
  reply({421, {4, 4, 2}, options.host + " is tired of waiting"});
}

SmtpSession::SmtpSession(SmtpOptions options, sim::Peer peer, SmtpHandler& handler, FaultPlan& faults,
                         sim::Trace& trace)
    : state_(std::make_unique<State>(std::move(options), std::move(peer), handler, faults, trace)) {}

SmtpSession::~SmtpSession() = default;

sim::Actions SmtpSession::open() {
  state_->must_rearm = true;
  state_->greet();
  return state_->take_actions();
}

sim::Actions SmtpSession::receive(std::string_view bytes) {
  state_->receive(bytes);
  return state_->take_actions();
}

sim::Actions SmtpSession::wake() {
  state_->time_out();
  return state_->take_actions();
}

sim::Actions SmtpSession::secured(const sim::TlsFacts& facts) {
  if (!facts.established || state_->mode != State::Mode::handshake) return {};
  // RFC 3207, 4.2: all that was learnt in clear text is forgotten.
  state_->mode = State::Mode::commands;
  state_->phase = State::fresh;
  state_->facts.tls = true;
  state_->facts.helo.clear();
  state_->facts.user.clear();
  state_->must_rearm = true;
  return state_->take_actions();
}

void SmtpSession::lost(const sim::Loss&) { state_->mode = State::Mode::closed; }

}  // namespace fakeservers
