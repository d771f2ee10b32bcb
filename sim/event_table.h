// Every kind of event that can stand in a trace: its name, the sentence that explains it (with {fields}), the level at which
// it is recorded, and what it means. One list; explain, reports, `mailrig events` and the tests read it.
#pragma once
#include <array>
#include <string_view>

namespace sim {

/// How much a trace records. `decisions`: what was decided about mails. `evidence`: also how it was found, in the field `lines` of an event.
/// `dialogue`: also each line said on a wire.
enum class TraceLevel { off, decisions, evidence, dialogue };
inline constexpr std::array<std::string_view, 4> trace_level_names{"off", "decisions", "evidence", "dialogue"};

// clang-format off
#define MAILRIG_EVENTS(X) \
  /* people and the junk client */ \
  X(mail_composed,      "mail.composed",      decisions, "{from} wrote \"{subject}\" to {to}", "A person or the junk client made a mail and hands it to their server.") \
  X(mail_junk,          "mail.junk",          decisions, "the junk client made a mail labelled {label} from {from}", "The junk client made a labelled mail.") \
  X(mail_auto_replied,  "mail.auto_replied",  decisions, "{from} is out of office: a reply to {to} was sent", "An auto-responder answered a delivered mail (RFC 3834).") \
  X(mail_injected,      "mail.injected",      decisions, "the file {file} was put on the wire as it is, from {from} to {to}", "The step `deliver` sent a message byte for byte.") \
  /* connections */ \
  X(wire_connected,     "wire.connected",     dialogue,  "{from} connected to {to}", "A connection was established.") \
  X(wire_lost,          "wire.lost",          decisions, "the connection from {from} to {to} failed: {why}", "A connection was refused, timed out, or broke.") \
  X(wire_tls,           "wire.tls",           dialogue,  "TLS {version} between {from} and {to}: {outcome}", "A TLS handshake ended.") \
  X(said_client,        "said.client",        dialogue,  "{host} heard: {line}", "A line that a client said, as the server heard it.") \
  X(said_server,        "said.server",        dialogue,  "{host} said: {line}", "A line that a server said.") \
  /* logging in */ \
  X(token_refused,      "token.refused",      decisions, "{host} refused the token of {user}: {why}", "A mail server did not take an OAuth access token.") \
  X(token_issued,       "token.issued",       decisions, "{host} gave client {client} a token for {lifetime}", "A token service answered a token request (RFC 6749, 5.1).") \
  X(token_denied,       "token.denied",       decisions, "{host} gave client {client} no token: {error}", "A token service refused a token request (RFC 6749, 5.2).") \
  X(token_revoked,      "token.revoked",      decisions, "{host} revoked {what} of client {client}", "The story made tokens worthless before their time.") \
  X(token_stored,       "token.stored",       decisions, "account {account} has a new token, good until {until}", "The instance fetched or refreshed an access token and keeps it in its database.") \
  X(tls_given_up,       "tls.given_up",       decisions, "account {account} goes on in clear text: {why}", "Opportunistic STARTTLS failed, and the instance connects again without it.") \
  X(account_tested,     "account.tested",     decisions, "the connection test of account {account} {outcome}", "Somebody pressed Test Connection.") \
  /* SMTP servers and queues */ \
  X(smtp_refused,       "smtp.refused",       decisions, "{host} refused at {command}: {reply}", "An SMTP server answered 4xx or 5xx to a command of a mail transaction.") \
  X(smtp_accepted,      "smtp.accepted",      decisions, "{host} accepted the mail from {from} for {to}", "An SMTP server took responsibility for a mail (RFC 5321, 4.2.5).") \
  X(policy_passed,      "policy.passed",      decisions, "{host} policy {policy}: {evidence}", "A receiving policy looked at a mail and let it pass, perhaps with a mark.") \
  X(policy_refused,     "policy.refused",     decisions, "{host} policy {policy} refused: {evidence}", "A receiving policy decided that the mail is not taken, for now or for good.") \
  X(sender_checked,     "sender.checked",     decisions, "{host} finds {method}={result}: {evidence}", "A receiving server checked who sent a mail (SPF, DKIM, DMARC, ARC, reverse DNS). At the level `evidence`, `lines` tells each SPF term, each signature, each lookup and alignment of DMARC.") \
  X(header_written,     "header.written",     evidence,  "{host} wrote on top of the mail:", "The header fields that a receiving server added, in `lines`: Received-SPF, Authentication-Results (RFC 8601), those of the spam score.") \
  X(mail_sealed,        "mail.sealed",        decisions, "{host} sealed the mail as hop {instance} for {domain} (cv={chain})", "A forwarding server added an ARC set (RFC 8617).") \
  X(report_written,     "report.written",     decisions, "{host} reports on {domain} to {to}: {messages} mails", "A receiver wrote a DMARC aggregate report (RFC 7489, 7.2).") \
  X(route_chosen,       "route.chosen",       decisions, "{host} routes {domain} by {how} to {next}", "A mail server chose the next hop (RFC 5321, 5.1).") \
  X(route_failed,       "route.failed",       decisions, "{host} finds no route for {domain}: {why}", "No next hop: the domain does not exist, has a null MX (RFC 7505), or DNS failed.") \
  X(queue_tried,        "queue.tried",        decisions, "{host} tried {next} for {to}: {reply}", "One delivery attempt of a queued mail ended.") \
  X(queue_deferred,     "queue.deferred",     decisions, "{host} keeps the mail for {to} and tries again in {delay}: {reply}", "A temporary failure; the mail stays in the queue (RFC 5321, 4.5.4.1).") \
  X(queue_relayed,      "queue.relayed",      decisions, "{host} handed the mail for {to} to {next}", "The next hop accepted the mail.") \
  X(queue_bounced,      "queue.bounced",      decisions, "{host} gives up on {to} and tells {from}: {reply}", "A permanent failure or expiry; a delivery status notification goes to the reverse path (RFC 3464).") \
  X(queue_dropped,      "queue.dropped",      decisions, "{host} gives up on {to} and tells nobody, for the reverse path is null: {reply}", "A bounce is never answered by a bounce (RFC 5321, 4.5.5).") \
  X(mail_signed,        "mail.signed",        decisions, "{host} signed the mail for {domain} with the key {selector} ({algorithm})", "A submission server put a DKIM signature on a mail (RFC 6376).") \
  X(maildrop_stored,    "maildrop.stored",    decisions, "{host} put the mail into the maildrop {maildrop}", "A mail reached its final server.") \
  X(maildrop_fetched,   "maildrop.fetched",   decisions, "{host} gave the mail from the maildrop {maildrop}", "A POP3 or IMAP client retrieved a mail.") \
  X(maildrop_deleted,   "maildrop.deleted",   decisions, "{host} deleted the mail from the maildrop {maildrop}", "A POP3 client's deletion took effect at QUIT (RFC 1939, 6), or an IMAP client expunged (RFC 3501, 6.4.3).") \
  X(fault_injected,     "fault.injected",     decisions, "the story's fault '{fault}' took over at {host}: {effect}", "A scripted fault replaced what the server would have done.") \
  X(dns_asked,          "dns.asked",          dialogue,  "{name} {type}: {answer}", "A DNS question and its answer.") \
  /* the instance: reading */ \
  X(job_ran,            "job.ran",            dialogue,  "job {job} ran: {outcome}", "A scheduled job of the instance ran.") \
  X(job_failed,         "job.failed",         decisions, "job {job} failed: {why}", "A scheduled job could not do its work.") \
  X(email_read,         "email.read",         decisions, "the instance stored the mail as {sys_email} in Inbox", "The Email Reader stored a mail; the event email.read fires.") \
  X(email_duplicate,    "email.duplicate",    decisions, "the instance dropped the mail: its Message-ID was read before", "Duplicate Message-ID (spec 2.1).") \
  X(email_poison,       "email.poison",       decisions, "the instance could not parse the mail: {why}", "A message that cannot be parsed; stored, marked, never blocking the account.") \
  X(email_secured,      "email.secured",      decisions, "S/MIME: {evidence}", "The instance signed, encrypted, decrypted or verified a mail (spec 12).") \
  X(email_recognised,   "email.recognised",   decisions, "the mail is a {what}: {evidence}", "What an automatic mail is, beside what the instance makes of it: bounce, auto-reply, feedback report.") \
  X(address_blocked,    "address.blocked",    decisions, "{address} is blocked after {bounces} bounces, the last with {status}", "Bounce management sends nothing more to an address (spec 15).") \
  X(email_screened,     "email.screened",     decisions, "rule {rule}: {evidence}", "A screening rule decided.") \
  X(filter_passed,      "filter.passed",      decisions, "{evidence}; it has no filter action", "An Email Filter without filter action matches and does nothing (spec 7.3).") \
  X(email_sender,       "email.sender",       decisions, "sender {from}: {evidence}", "The sender was matched with a user (spec 4).") \
  X(email_classified,   "email.classified",   decisions, "classified as {receive_type}: {evidence}", "Forward, reply or new (spec 3.1).") \
  X(action_ran,         "action.ran",         decisions, "inbound action '{action}' {effect}", "An inbound action created or updated a record.") \
  X(action_failed,      "action.failed",      decisions, "inbound action '{action}' failed: {why}", "The script of an inbound action threw, or was stopped.") \
  X(action_skipped,     "action.skipped",     decisions, "inbound action '{action}' skipped: {evidence}", "An inbound action did not run.") \
  X(email_reprocessed,  "email.reprocessed",  decisions, "{sys_email} goes through sender, classification and actions again", "Somebody pressed Reprocess Email.") \
  X(email_archived,     "email.archived",     decisions, "{sys_email} was moved to the archive: {rule}", "An archive rule took a mail out of the Email table (spec 11).") \
  X(email_destroyed,    "email.destroyed",    decisions, "{sys_email} was destroyed after {days} days in the archive", "The destroy rule deleted an archived mail (spec 11).") \
  /* the instance: writing */ \
  X(event_fired,        "event.fired",        decisions, "event {event} fired on {table} {record}", "A business event entered the event queue.") \
  X(notification_chosen,"notification.chosen",decisions, "notification '{notification}' answers event {event}", "A notification's conditions held.") \
  X(notification_silent,"notification.silent",decisions, "notification '{notification}' made no mail: {evidence}", "No recipient was left, or the notification is inactive.") \
  X(recipient_included, "recipient.included", decisions, "{recipient} gets the mail: {evidence}", "A recipient was included.") \
  X(recipient_excluded, "recipient.excluded", decisions, "{recipient} does not get the mail: {evidence}", "A recipient was excluded (spec 6.2).") \
  X(email_queued,       "email.queued",       decisions, "{sys_email} waits in Outbox with watermark {watermark}", "An outbound mail was written as send-ready.") \
  X(email_skipped,      "email.skipped",      decisions, "rule {rule}: {evidence}", "An outbound rule decided not to send.") \
  X(email_rewritten,    "email.rewritten",    decisions, "rule {rule}: {evidence}", "Recipients were replaced at hand-over; the record keeps the intended ones.") \
  X(attachments_cut,    "attachments.cut",    decisions, "{sys_email} leaves without {count} of its attachments: {evidence}", "A limit on outbound attachments left some behind; the mail is sent (spec 10.2).") \
  X(email_sent,         "email.sent",         decisions, "handed over to {server}: {reply}", "The instance's mail server accepted the mail.") \
  X(email_retry,        "email.retry",        decisions, "not accepted for now, next try in {delay}: {reply}", "A temporary refusal at hand-over.") \
  X(email_failed,       "email.failed",       decisions, "not accepted: {reply}", "The hand-over failed for good.") \
  X(mailbox_entered,    "mailbox.entered",    decisions, "{sys_email} is now in {mailbox} ({type} / {state})", "The mailbox of an Email record changed.") \
  /* the story */ \
  X(story_step,         "story.step",         decisions, "step {number}: {step}", "The director played a step.") \
  X(story_changed,      "story.changed",      decisions, "the story changed {what}", "A step changed the configuration.") \
  X(instance_started,   "instance.started",   decisions, "the instance {instance} started", "The instance came up.") \
  X(instance_stopped,   "instance.stopped",   decisions, "the instance {instance} stopped: {why}", "The instance was stopped or killed.") \
  X(server_started,     "server.started",     decisions, "the server {host} started", "A simulated host came up.") \
  X(server_stopped,     "server.stopped",     decisions, "the server {host} stopped", "A simulated host went down.")
// clang-format on

enum class EventKind {
#define X(id, name, level, sentence, meaning) id,
  MAILRIG_EVENTS(X)
#undef X
};

struct EventInfo {
  std::string_view name;
  TraceLevel level;
  std::string_view sentence;
  std::string_view meaning;
};

inline constexpr std::array event_table{
#define X(id, name, level, sentence, meaning) EventInfo{name, TraceLevel::level, sentence, meaning},
    MAILRIG_EVENTS(X)
#undef X
};

constexpr const EventInfo& info(EventKind kind) { return event_table[static_cast<std::size_t>(kind)]; }

}  // namespace sim
