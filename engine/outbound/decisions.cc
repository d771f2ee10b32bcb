#include "engine/outbound/decisions.h"

#include <fmt/format.h>

#include "engine/outbound/mail_row.h"

namespace engine::outbound {
namespace {

sim::EventKind kind_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::fail: return sim::EventKind::email_failed;
    case Outcome::rewrite: return sim::EventKind::email_rewritten;
    default: return sim::EventKind::email_skipped;
  }
}

void note_left_out(Parts& parts, const EmailRecord& email, std::string_view rule, const std::string& address, const std::string& evidence,
                   sim::Place place) {
  parts.world.trace.note(sim::EventKind::recipient_excluded, email.message_id,
                         {{"recipient", address}, {"evidence", evidence}, {"rule", std::string(rule)}, {"sys_email", email.sys_id}},
                         {std::string(rule), std::move(place)});
}

void cut_body(Parts& parts, EmailRecord& email, std::size_t most) {
  email.body = first_characters(email.body, most);
  email.body_text = first_characters(email.body_text, most);
  parts.database.prepare("UPDATE sys_email SET body = ?, body_text = ? WHERE id = ?")
      .run(email.body, email.body_text, email.id);
}

}  // namespace

void log_left_out(Parts& parts, const EmailRecord& email, const Handover& handover) {
  for (const std::string& dropped : handover.dropped) parts.store.log(email.sys_id, "info", "Dropped, " + dropped);
  for (const LeftOut& out : handover.left_out) {
    parts.store.log(email.sys_id, "info", "Dropped, " + out.evidence);
    note_left_out(parts, email, out.rule, out.address, out.evidence, out.place);
  }
  // If nobody is left, the rule's own decision says it.
  if (handover.blocked.empty() || handover.count() == 0) return;
  const std::string words = blocking_words(handover);
  parts.store.log(email.sys_id, "warning", words);
  for (const std::string& address : handover.blocked) note_left_out(parts, email, "bounce-blocked", address, words, {});
}

namespace {

/// Each one who is left out, in the trace; one line in the log.
void carry_out_narrowing(Parts& parts, const EmailRecord& email, const Decision& decision, const sim::Cause& by) {
  parts.store.log(email.sys_id, "warning", decision.ruling.evidence);
  for (const sim::mail::Address& each : decision.ruling.instead) {
    parts.world.trace.note(sim::EventKind::recipient_excluded, email.message_id,
                           {{"recipient", each.text()}, {"evidence", decision.ruling.evidence}, {"rule", std::string(decision.rule)},
                            {"sys_email", email.sys_id}},
                           by);
  }
}

}  // namespace

void carry_out(Parts& parts, EmailRecord& email, const Decision& decision) {
  const Ruling& ruling = decision.ruling;
  sim::Cause by{std::string(decision.rule), ruling.place};
  if (!ruling.property.empty()) by.place = parts.cause_of_property(ruling.property).place;
  if (ruling.outcome == Outcome::narrow) return carry_out_narrowing(parts, email, decision, by);
  parts.world.trace.note(kind_of(ruling.outcome), email.message_id,
                         {{"rule", std::string(decision.rule)}, {"evidence", ruling.evidence}, {"reply", ruling.evidence},
                          {"sys_email", email.sys_id}},
                         by);
  // Of identical mails the instance gives no reason, in the log or in the row (KB0790932); the trace does.
  if (decision.rule == "identical-duplicate") return parts.store.move(email, standing::skipped, {}, by);
  parts.store.log(email.sys_id, ruling.outcome == Outcome::fail ? "error" : "info", ruling.evidence);
  if (ruling.keep_chars) cut_body(parts, email, *ruling.keep_chars);
  if (ruling.outcome == Outcome::look_sent) parts.store.move(email, standing::sent, {}, by);
  if (ruling.outcome == Outcome::skip) parts.store.move(email, standing::skipped, ruling.evidence, by);
  if (ruling.outcome == Outcome::fail) parts.store.move(email, standing::failed, ruling.evidence, by);
}

void carry_out(Parts& parts, EmailRecord& email, const HandoverResult& result, const std::string& server, bool is_rewritten) {
  const sim::Cause by{std::string(result.rule), {}};
  const bool is_sent = result.kind == sim::EventKind::email_sent;
  const bool is_retry = result.kind == sim::EventKind::email_retry;
  if (parts.world.trace.wants(result.kind)) {
    parts.world.trace.note(result.kind, email.message_id,
                           {{"rule", std::string(result.rule)}, {"server", server}, {"reply", result.reply}, {"evidence", result.reply},
                            {"delay", sim::duration_text(result.delay)}, {"attempt", std::to_string(email.attempts)},
                            {"sys_email", email.sys_id}},
                           by);
  }
  parts.store.log(email.sys_id, is_sent ? "info" : is_retry ? "warning" : "error", fmt::format("{}: {}", server, result.reply));
  // The words of a refusal for now stay in the log: a mail that is sent in the end carries no error.
  parts.store.move(email, result.to, is_sent || is_retry ? std::string_view() : std::string_view(result.reply), by);
  if (is_retry) {
    const sim::Instant next = parts.world.clock.now() + result.delay;
    parts.database.prepare("UPDATE sys_email SET next_attempt = ? WHERE id = ?")
        .run(std::int64_t{next.time_since_epoch().count()}, email.id);
  }
  if (is_sent && !result.refused.empty() && !is_rewritten) write_copy(parts, email, result.refused);
}

}  // namespace engine::outbound
