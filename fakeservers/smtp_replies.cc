// What an SMTP session says, and the faults that say it instead.
#include "fakeservers/fault_acts.h"
#include "fakeservers/smtp_state.h"

namespace fakeservers {

using sim::EventKind;

/// Replies carry a status (RFC 2034) but for the greeting, EHLO and the 3xx ones.
void SmtpSession::State::reply(Reply answer) {
  if (!answer.status.is_given() && answer.code / 100 != 3) answer.status = {answer.code / 100, 0, 0};
  reply_plain(answer);
}

void SmtpSession::State::reply_plain(const Reply& answer) {
  if (mode == Mode::closed) return;
  std::string wire = answer.wire();
  if (trace.wants(EventKind::said_server))
    trace.note(EventKind::said_server, mail_id, {{"host", options.host}, {"line", answer.line()}});
  if (answer.code >= 400) note_refusal(answer);
  if (!actions.empty() && std::holds_alternative<sim::Send>(actions.back()))
    std::get<sim::Send>(actions.back()).bytes += wire;
  else
    actions.emplace_back(sim::Send{std::move(wire)});
  // 421 and 521 say that the server closes (RFC 5321, 3.8; RFC 7504).
  if (answer.code == 421 || answer.code == 521) close();
}

/// The handler's answer, held for as long as it took to find.
SmtpSession::State::Reply SmtpSession::State::after_delay(Reply answer) {
  if (const sim::Duration delay = handler.take_delay(); delay > sim::Duration{0}) actions.emplace_back(sim::Wait{delay});
  return answer;
}

void SmtpSession::State::note_refusal(const Reply& answer) {
  const std::string_view verb = std::string_view(command).substr(0, 4);
  const bool is_of_mail = mode == Mode::data || command == "END-OF-DATA" || command == "CONNECT" || verb == "MAIL" ||
                          verb == "RCPT" || verb == "DATA";
  if (!is_of_mail || !trace.wants(EventKind::smtp_refused)) return;
  trace.note(EventKind::smtp_refused, mail_id,
             {{"host", options.host}, {"command", command}, {"reply", answer.line()}});
}

/// The client broke the grammar or the order of SMTP; few such errors are forgiven.
void SmtpSession::State::error(Reply answer) {
  if (++errors >= options.most_errors) return reply({421, {4, 5, 0}, "Too many errors, bye"});
  reply(std::move(answer));
}

void SmtpSession::State::close() {
  if (mode == Mode::closed) return;
  mode = Mode::closed;
  actions.emplace_back(sim::Close{});
}

void SmtpSession::State::reset_transaction() {
  envelope = {};
  is_rcpt_refused = false;
  data = DataReader();
  mail_id.clear();
  if (phase > ready) phase = ready;
}

std::string SmtpSession::State::envelope_text() const {
  std::string text = "<" + envelope.from.text() + ">";
  for (const sim::mail::Address& to : envelope.to) text += " <" + to.text() + ">";
  return text;
}

void SmtpSession::State::trace_heard(std::string_view line) {
  if (!trace.wants(EventKind::said_client)) return;
  std::string said(line);
  if (mode != Mode::commands) {
    said = "***";
  } else if (said.size() > 5 && (said[0] | 32) == 'a' && (said[1] | 32) == 'u') {
    // AUTH MECHANISM SECRET
    const std::size_t secret = said.find(' ', 5);
    if (secret != std::string::npos) said.replace(secret + 1, std::string::npos, "***");
  }
  trace.note(EventKind::said_client, mail_id, {{"host", options.host}, {"line", said}});
}

bool SmtpSession::State::is_taken_over(std::string_view verb, std::string_view argument) {
  const auto fault = faults.strike("smtp", verb, argument, trace, options.host, mail_id);
  return fault && act_out(*this, faults, *fault);
}

void SmtpSession::State::answer(const ReplyWith& with) {
  if (command == "CONNECT" && !with.reply.is_positive()) phase = refusing;
  reply_plain(with.reply);
}

}  // namespace fakeservers
