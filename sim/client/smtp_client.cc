#include "sim/client/smtp_client.h"

#include <array>

#include "sim/client/smtp_client_state.h"

namespace sim::client {

std::string_view stage_name(SmtpOutcome::Stage stage) {
  static constexpr std::array<std::string_view, 9> names{"connect", "greeting", "HELO", "TLS",        "AUTH",
                                                         "MAIL",    "RCPT",     "DATA", "end of data"};
  return names[static_cast<std::size_t>(stage)];
}

void SmtpClient::State::receive(std::string_view bytes) {
  if (is_over || is_in_handshake) return;
  reader.feed(bytes);
  Reply reply;
  while (!is_over && !is_in_handshake) {
    const ReplyReader::Outcome read = reader.next(reply);
    if (read == ReplyReader::Outcome::more) return;
    hear();
    if (read == ReplyReader::Outcome::garbage)
      return abort(stage(), {421, {4, 5, 0}, "not an SMTP reply: " + reader.lines().front()});
    if (pending.empty()) return abort(stage(), {421, {4, 5, 0}, "a reply to nothing: " + reply.line()});
    must_rearm = true;
    // RFC 5321, 3.8: the server closes, whatever was asked.
    if (reply.code == 421 && pending.front() != Step::quit) return abort(stage(), reply);
    const Step step = pending.front();
    pending.pop_front();
    handle(step, reply);
  }
}

void SmtpClient::State::handle(Step step, const Reply& reply) {
  switch (step) {
    case Step::greeting: return greeted(reply);
    case Step::ehlo:
    case Step::helo: return helloed(step, reply);
    case Step::starttls: return tls_answered(reply);
    case Step::auth:
    case Step::auth_cancel: return auth_answered(step, reply);
    case Step::mail: return mail_answered(reply);
    case Step::rcpt: return rcpt_answered(reply);
    case Step::data: return data_answered(reply);
    case Step::body: return body_answered(reply);
    case Step::rset: return start_mail();
    case Step::quit:
      is_over = true;
      actions.emplace_back(Close{});
  }
}

void SmtpClient::State::say(const std::string& line, Step awaited, std::string_view masked) {
  if (client.keep_dialogue_) client.dialogue_.push_back("C: " + (masked.empty() ? line : std::string(masked)));
  pending.push_back(awaited);
  put(line + "\r\n");
}

void SmtpClient::State::put(std::string bytes) {
  must_rearm = true;
  if (!actions.empty() && std::holds_alternative<Send>(actions.back()))
    std::get<Send>(actions.back()).bytes += bytes;
  else
    actions.emplace_back(Send{std::move(bytes)});
}

void SmtpClient::State::hear() {
  if (!client.keep_dialogue_) return;
  for (const std::string& line : reader.lines()) client.dialogue_.push_back("S: " + line);
}

SmtpOutcome::Stage SmtpClient::State::stage() const {
  if (!is_open) return Stage::connect;
  if (is_in_handshake) return Stage::tls;
  switch (pending.empty() ? Step::quit : pending.front()) {
    case Step::greeting: return Stage::greeting;
    case Step::ehlo:
    case Step::helo: return Stage::helo;
    case Step::starttls: return Stage::tls;
    case Step::auth:
    case Step::auth_cancel: return Stage::auth;
    case Step::rcpt: return Stage::rcpt;
    case Step::data: return Stage::data;
    case Step::body: return Stage::end_of_data;
    default: return Stage::mail;
  }
}

Actions SmtpClient::State::take_actions() {
  if (must_rearm && !is_over) actions.emplace_back(Deadline{client.options_.patience});
  must_rearm = false;
  return std::exchange(actions, {});
}

void SmtpClient::State::give_up(Stage at, const Reply& reply) {
  report_failure(at, reply);
  say("QUIT", Step::quit);
}

void SmtpClient::State::abort(Stage at, const Reply& reply) {
  // Nothing is owed any more once the last mail is finished and QUIT is said.
  const bool is_leaving = !current && !pending.empty() && pending.front() == Step::quit;
  is_over = true;
  actions.emplace_back(Close{});
  if (!is_leaving) report_failure(at, reply);
}

/// Tells the mail in flight, or the first of the source if none was yet started, how it went: once.
void SmtpClient::State::report_failure(Stage at, const Reply& reply) {
  if (current) {
    settle(at, reply);
    current.reset();
    return client.source_.finished(outcome);
  }
  if (was_mail_started) return;
  was_mail_started = true;
  outcome = {at, reply, {}};
  const auto first = client.source_.next();
  if (first)
    for (const mail::Address& to : first->envelope.to) outcome.recipients.push_back({to, reply, at});
  client.trouble_ = outcome;
  if (first) client.source_.finished(outcome);
}

SmtpClient::SmtpClient(SmtpClientOptions options, MailSource& source)
    : options_(std::move(options)), source_(source), state_(std::make_unique<State>(*this)) {}

SmtpClient::~SmtpClient() = default;

Actions SmtpClient::open() {
  state_->is_open = true;
  state_->must_rearm = true;
  state_->pending.push_back(State::Step::greeting);
  return state_->take_actions();
}

Actions SmtpClient::receive(std::string_view bytes) {
  state_->receive(bytes);
  return state_->take_actions();
}

Actions SmtpClient::wake() {
  if (!state_->is_over) state_->abort(state_->stage(), {421, {4, 4, 2}, "no reply in time"});
  return state_->take_actions();
}

Actions SmtpClient::secured(const TlsFacts& facts) {
  if (state_->is_over) return {};
  tls_ = facts;
  if (!facts.established) {
    state_->abort(State::Stage::tls, {421, {4, 7, 5}, "TLS failed: " + facts.error});
  } else {
    state_->is_in_handshake = false;
    state_->say("EHLO " + options_.helo, State::Step::ehlo);
  }
  return state_->take_actions();
}

void SmtpClient::lost(const Loss& loss) {
  if (state_->is_over) return;
  const int detail = state_->is_open ? 2 : 1;  // RFC 3463: X.4.1 no answer from host, X.4.2 bad connection
  const std::string text = loss.text.empty() ? std::string(loss_name(loss.kind)) : loss.text;
  const bool is_tls = !state_->is_open && text.starts_with("TLS: ");  // implicit TLS: before the first word
  state_->abort(is_tls ? State::Stage::tls : state_->stage(), {421, {4, is_tls ? 7 : 4, is_tls ? 5 : detail}, text});
  state_->actions.clear();
}

std::shared_ptr<const std::string> SmtpClient::offered() const { return state_->offered; }

}  // namespace sim::client
