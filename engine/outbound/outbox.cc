#include "engine/outbound/outbox.h"

#include <fmt/format.h>

#include "engine/outbound/mail_row.h"
#include "engine/outbound/placeholders.h"
#include "engine/outbound/recipients.h"
#include "engine/outbound/watermark_text.h"
#include "sim/mail/html_text.h"

namespace engine::outbound {
namespace {

constexpr int events_per_transaction = 100;

struct QueuedEvent {
  std::int64_t id = 0;
  EventRequest request;
  std::string creator;   ///< sys_id
};

/// The trace's event of a queued one, so that what follows names it as the reason. It is near the end, if it was kept at all.
std::optional<sim::EventId> fired_event(const sim::Trace& trace, std::int64_t id) {
  constexpr std::size_t furthest = 2000;
  const auto& events = trace.events();
  const std::string wanted = std::to_string(id);
  for (std::size_t back = 0; back < std::min(furthest, events.size()); ++back) {
    const sim::Event& event = events[events.size() - 1 - back];
    if (event.kind == sim::EventKind::event_fired && event.field("sysevent") == wanted) return event.id;
  }
  return std::nullopt;
}

std::vector<QueuedEvent> take_ready(Database& database) {
  Statement ready = database.prepare(
      "SELECT id, name, \"table\", instance, parm1, parm2, user_id FROM sysevent WHERE state = 'ready' ORDER BY id LIMIT ?");
  ready.bind_all(events_per_transaction);
  std::vector<QueuedEvent> out;
  while (ready.step()) {
    out.push_back({ready.integer(0), {ready.text(1), ready.text(2), ready.text(3), ready.text(4), ready.text(5), ""}, ready.text(6)});
  }
  return out;
}

/// Why a notification of this event makes no mail before anybody asks for recipients (spec 6.2); "" if it may.
std::string silence(const NotificationConfig& notification, const EventRequest& event) {
  if (!notification.active.value_or(true)) return "the notification is inactive";
  const std::string table = notification.table.value_or("incident");
  if (table != event.table) return fmt::format("it is for the table {}, the event is of {}", table, event.table);
  return {};
}

MailText text_of(Parts& parts, const Occasion& occasion) {
  const NotificationConfig& notification = occasion.notification;
  const Matter subject{occasion.event, occasion.record};
  MailText mail;
  mail.from = notification.from.value_or("");
  mail.reply_to = notification.reply_to.value_or("");
  const char* fallback = occasion.record ? "${number}: ${short_description}" : "";
  mail.subject = one_line(fill(parts, notification.subject.value_or(fallback), subject, Escape::none));
  if (notification.html) mail.html = fill(parts, *notification.html, subject, Escape::html);
  if (notification.text) mail.text = fill(parts, *notification.text, subject, Escape::none);
  else if (notification.html) mail.text = sim::mail::text_of_html(mail.html);
  else mail.text = fill(parts, fallback, subject, Escape::none);
  mail.source = "Notification-" + occasion.notification_id;
  mail.notification_type = "SMTP";
  if (occasion.record) {
    mail.table = occasion.record->table;
    mail.record = occasion.record->sys_id;
  }
  mail.weight = notification.weight.value_or(0);
  mail.omit_watermark = notification.omit_watermark.value_or(false);
  return mail;
}

void note_silent(Parts& parts, const Occasion& occasion, const std::string& evidence, std::string rule,
                 std::optional<sim::EventId> because) {
  parts.world.trace.note(sim::EventKind::notification_silent, "",
                         {{"notification", occasion.notification.name}, {"evidence", evidence}},
                         {std::move(rule), occasion.notification.place}, because);
}

void write_mail(Parts& parts, const Occasion& occasion, const MailIdentity& identity, const Recipients& recipients,
                std::int64_t event) {
  MailText mail = text_of(parts, occasion);
  mail.to = recipients.to;
  mail.copied = recipients.copied;
  for (const std::string& sys_id : write_rows(parts, mail, identity)) {
    for (const std::string& line : recipients.log) parts.store.log(sys_id, "info", line);
    parts.database.kept("INSERT INTO sys_email_log (email, event, notification) VALUES (?, ?, ?)")
        .bind_all(sys_id, std::to_string(event), occasion.notification_id)
        .run();
  }
}

/// One notification of one event: its conditions, its recipients, its mail.
void answer(Parts& parts, const QueuedEvent& event, const std::optional<Record>& record, const NotificationConfig& notification,
            std::optional<sim::EventId> because) {
  sim::Random key = parts.world.random.stream("notification:" + notification.name);
  Occasion occasion{event.request, event.creator, record, notification, key.hex(32), {}};
  if (const std::string why = silence(notification, event.request); !why.empty()) {
    note_silent(parts, occasion, why, "notification-silent", because);
    return;
  }
  const MailIdentity identity = new_identity(parts);
  occasion.mail = identity.message_id;
  parts.world.trace.note(sim::EventKind::notification_chosen, occasion.mail,
                         {{"notification", notification.name}, {"event", event.request.name}},
                         {"notification:" + notification.name, notification.place}, because);
  const Recipients recipients = choose_recipients(parts, occasion);
  if (recipients.is_empty() && !parts.properties.flag("glide.email.notification.save_when_no_recipients")) {
    note_silent(parts, occasion, "no recipient is left", "notification-without-recipients",
                parts.world.trace.last_of(occasion.mail));
    for (const std::string& line : recipients.log) parts.store.log("", "info", line);
    return;
  }
  write_mail(parts, occasion, identity, recipients, event.id);
}

void process(Parts& parts, const QueuedEvent& event) {
  std::optional<Record> record;
  if (!event.request.record.empty()) record = parts.store.find_record(event.request.table, event.request.record);
  const auto because = fired_event(parts.world.trace, event.id);
  for (const NotificationConfig& notification : parts.config.notifications) {
    if (notification.event.value_or("") == event.request.name) answer(parts, event, record, notification, because);
  }
  parts.database.kept("UPDATE sysevent SET state = 'processed' WHERE id = ?").bind_all(event.id).run();
}

sim::Error no_record(std::string_view table, std::string_view record) {
  return {fmt::format("there is no record {} in {}", record, table), "name it by its number (INC0010001) or sys_id", {}};
}

}  // namespace

namespace {

/// The event enters the queue; its record and its creator are known by their sys_ids.
void queue_event(Parts& parts, const EventRequest& event, std::string_view record, std::string_view creator) {
  parts.database
      .kept("INSERT INTO sysevent (name, \"table\", instance, parm1, parm2, user_id, sys_created_on) VALUES (?, ?, ?, ?, ?, ?, ?)")
      .bind_all(event.name, event.table, record, event.parm1, event.parm2, creator,
                std::int64_t{parts.world.clock.now().time_since_epoch().count()})
      .run();
  if (!parts.world.trace.wants(sim::EventKind::event_fired)) return;
  parts.world.trace.note(sim::EventKind::event_fired, "",
                         {{"event", event.name}, {"table", event.table}, {"record", event.record},
                          {"sysevent", std::to_string(parts.database.last_row_id())}});
}

}  // namespace

void fire_known(Parts& parts, const EventRequest& event) {
  const auto creator = event.user.empty() ? std::nullopt : parts.store.user_by_name(event.user);
  queue_event(parts, event, event.record, creator ? creator->sys_id : std::string());
}

sim::Result<void> fire(Parts& parts, const EventRequest& event) {
  std::string sys_id;
  if (!event.record.empty()) {
    const auto record = parts.store.find_record(event.table, event.record);
    if (!record) return no_record(event.table, event.record);
    sys_id = record->sys_id;
  }
  std::string creator;
  if (!event.user.empty()) {
    const auto user = parts.store.user_by_name(event.user);
    if (!user) return sim::Error{fmt::format("there is no user {}", event.user), "name a user of the instance by user_name", {}};
    creator = user->sys_id;
  }
  queue_event(parts, event, sys_id, creator);
  return {};
}

void process_events(Parts& parts) {
  while (true) {
    Transaction transaction(parts.database);
    const std::vector<QueuedEvent> events = take_ready(parts.database);
    for (const QueuedEvent& event : events) process(parts, event);
    transaction.commit();
    if (events.size() < events_per_transaction) return;
  }
}

bool has_waiting_events(Parts& parts) {
  return !parts.database.value("SELECT id FROM sysevent WHERE state = 'ready' LIMIT 1").empty();
}

sim::Result<void> compose(Parts& parts, const ComposeRequest& mail) {
  MailText text;
  text.subject = one_line(mail.subject);
  text.text = mail.text;
  // As typed: what is wrong with an address shows when the mail is sent (spec 14, O14 and O15).
  text.to = items_of(mail.to);
  text.copied = items_of(mail.cc);
  text.blind_copied = items_of(mail.bcc);
  text.source = "EmailClient";
  text.notification_type = "SMTP";
  if (!mail.record.empty()) {
    const std::string table = mail.table.empty() ? "incident" : mail.table;
    const auto record = parts.store.find_record(table, mail.record);
    if (!record) return no_record(table, mail.record);
    text.table = record->table;
    text.record = record->sys_id;
  }
  Transaction transaction(parts.database);
  write_rows(parts, text, new_identity(parts));
  transaction.commit();
  return {};
}

}  // namespace engine::outbound
