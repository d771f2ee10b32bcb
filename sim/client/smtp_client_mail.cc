// Mail transactions (RFC 5321, 3.3), pipelined where the server offers it (RFC 2920).
#include <algorithm>

#include "sim/client/dots.h"
#include "sim/client/smtp_client_state.h"
#include "sim/mail/detail/charset.h"
#include "sim/mail/message.h"

namespace sim::client {
namespace {

bool is_8bit(std::string_view raw) { return !mail::detail::is_ascii(raw); }

bool needs_utf8(const mail::Envelope& envelope) {
  return envelope.smtputf8 || (!envelope.from.is_null() && envelope.from.address().is_utf8()) ||
         std::any_of(envelope.to.begin(), envelope.to.end(), [](const mail::Address& to) { return to.is_utf8(); });
}

}  // namespace

void SmtpClient::State::next_mail() {
  client.source_.learned(features);
  while (auto mail = client.source_.next()) {
    begin(*std::move(mail));
    if (refuse_locally()) continue;
    if (std::exchange(must_reset, false)) return say("RSET", Step::rset);
    return start_mail();
  }
  say("QUIT", Step::quit);
}

void SmtpClient::State::begin(OutgoingMail mail) {
  current = std::move(mail);
  was_mail_started = true;
  outcome = {};
  for (const mail::Address& to : current->envelope.to) outcome.recipients.push_back({to, {}, Stage::rcpt});
  is_mail_accepted = false;
  rcpts_answered = 0;
  rcpts_accepted = 0;
}

/// What this server cannot take, known before asking. A message with 8-bit text goes out even where 8BITMIME is not offered, as most
/// servers do it, but UTF-8 addresses cannot (RFC 6531, 3.2).
std::optional<mail::SmtpReply> SmtpClient::State::local_refusal(const OutgoingMail& mail) const {
  if (needs_utf8(mail.envelope) && !features.utf8) return Reply{553, {5, 6, 7}, "the server does not offer SMTPUTF8"};
  if (features.most_octets && mail.raw.size() > *features.most_octets) return Reply{552, {5, 3, 4}, "larger than the server's SIZE"};
  if (mail.envelope.to.empty()) return Reply{554, {5, 5, 1}, "the mail has no recipients"};
  return {};
}

bool SmtpClient::State::refuse_locally() {
  const auto refusal = local_refusal(*current);
  if (!refusal) return false;
  settle(Stage::mail, *refusal);
  current.reset();
  client.source_.finished(outcome);
  return true;
}

/// The next envelope in the group that ends this message: one round trip less for each mail.
void SmtpClient::State::start_ahead() {
  if (!features.pipelining) return;
  client.source_.learned(features);
  following = client.source_.ahead();
  if (following && !local_refusal(*following)) say_envelope(*following);
}

std::string SmtpClient::State::mail_line(const OutgoingMail& mail) const {
  std::string line = "MAIL FROM:<" + mail.envelope.from.text() + ">";
  if (features.most_octets) line += " SIZE=" + std::to_string(mail.raw.size());
  if (features.eight_bit && (mail.envelope.body_8bit || is_8bit(mail.raw))) line += " BODY=8BITMIME";
  if (needs_utf8(mail.envelope)) line += " SMTPUTF8";
  return line;
}

void SmtpClient::State::say_rcpt(const OutgoingMail& mail, std::size_t index) { say("RCPT TO:<" + mail.envelope.to[index].text() + ">", Step::rcpt); }

void SmtpClient::State::say_envelope(const OutgoingMail& mail) {
  const bool is_simulated = offered.use_count() > 1;  // a real server's trace is not ours
  if (is_simulated) *offered = mail::message_id_of(mail.raw);
  say(mail_line(mail), Step::mail);
  if (!features.pipelining) return;
  for (std::size_t i = 0; i < mail.envelope.to.size(); ++i) say_rcpt(mail, i);
  if (pipelines_data(mail)) say("DATA", Step::data);
}

void SmtpClient::State::mail_answered(const Reply& reply) {
  is_mail_accepted = reply.code / 100 == 2;
  if (!is_mail_accepted) settle(Stage::mail, reply);
  if (features.pipelining) return;
  if (!is_mail_accepted) return finish_mail();
  say_rcpt(*current, 0);
}

void SmtpClient::State::rcpt_answered(const Reply& reply) {
  auto& recipient = outcome.recipients[rcpts_answered++];
  if (is_mail_accepted) {
    recipient.reply = reply;
    if (reply.code / 100 == 2) ++rcpts_accepted;
    else outcome.stage = Stage::rcpt, outcome.reply = reply;
  }
  if (pipelines_data(*current)) return;
  const std::size_t asked = outcome.recipients.size();
  if (rcpts_answered < asked) {
    if (!features.pipelining) say_rcpt(*current, rcpts_answered);
    return;
  }
  if (rcpts_accepted == 0 || (current->all_or_none && rcpts_accepted < asked)) return finish_mail();
  say("DATA", Step::data);
}

void SmtpClient::State::data_answered(const Reply& reply) {
  if (reply.is_positive() && reply.code != 354)
    return abort(Stage::data, {421, {4, 5, 0}, "unexpected reply to DATA: " + reply.line()});
  if (reply.code != 354) {
    if (rcpts_accepted > 0) settle(Stage::data, reply);
    return finish_mail();
  }
  pending.push_back(Step::body);
  // RFC 2920, 3.1: DATA was pipelined, no recipient is left, and the server still wants a message: it gets an empty one.
  std::string bytes;
  append_stuffed(bytes, rcpts_accepted > 0 ? std::string_view(current->raw) : std::string_view());
  if (client.keep_dialogue_) client.dialogue_.push_back("C: (" + std::to_string(bytes.size()) + " octets of message)");
  put(std::move(bytes));
  if (rcpts_accepted > 0) start_ahead();
}

void SmtpClient::State::body_answered(const Reply& reply) {
  if (reply.code / 100 == 3)
    return abort(Stage::end_of_data, {421, {4, 5, 0}, "unexpected reply to the message: " + reply.line()});
  if (rcpts_accepted > 0) {
    outcome.stage = Stage::end_of_data;
    outcome.reply = reply;
    settle(Stage::end_of_data, reply);
  }
  finish_mail();
}

/// Ends the mail at this stage; recipients that were refused before keep their own reply.
void SmtpClient::State::settle(Stage at, const Reply& reply) {
  outcome.stage = at;
  outcome.reply = reply;
  for (auto& recipient : outcome.recipients) {
    const bool is_refused = recipient.reply.code >= 400;
    if (is_refused) continue;
    recipient.reply = reply;
    recipient.stage = at;
  }
}

void SmtpClient::State::finish_mail() {
  current.reset();
  must_reset = !outcome.is_accepted();
  client.source_.finished(outcome);
  if (!following) return next_mail();
  begin(*std::exchange(following, std::nullopt));
  if (refuse_locally()) next_mail();
}

}  // namespace sim::client
