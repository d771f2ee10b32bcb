#include "engine/outbound/outbox.h"

#include <fmt/format.h>

#include "engine/outbound/mail_row.h"
#include "engine/outbound/notification_text.h"
#include "engine/outbound/placeholders.h"
#include "engine/outbound/recipients.h"
#include "engine/record_fields.h"
#include "engine/script/script.h"

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

/// Why a notification makes no mail before anybody asks for recipients (spec 6.2, case-O8).
struct Silence {
  std::string rule, evidence;
};

std::optional<Silence> wrong_record(Parts& parts, const Occasion& occasion) {
  const Query& condition = occasion.notification.condition;
  if (condition.is_empty()) return std::nullopt;
  if (!occasion.record) return Silence{"notification-condition", "it has a condition, and the event is about no record"};
  const RecordFields fields(parts, *occasion.record);
  if (condition.matches(fields)) return std::nullopt;
  return Silence{"notification-condition", fmt::format("its condition is not met: {}", condition.evidence(fields))};
}

/// "Both the condition and advanced condition must evaluate to true" (D:notif).
std::optional<Silence> script_refuses(Parts& parts, const Occasion& occasion) {
  const NotificationConfig& given = occasion.notification.given;
  if (given.condition_script.value_or("").empty()) return std::nullopt;
  script::Job job;
  job.kind = script::Kind::condition;
  job.text = *given.condition_script;
  job.table = given.table.value_or("incident");
  job.current = occasion.record ? &*occasion.record : nullptr;
  job.event_name = occasion.event.name;
  job.event_parm1 = occasion.event.parm1;
  job.event_parm2 = occasion.event.parm2;
  const script::Outcome ran = script::run(parts, job);
  if (ran.trouble) return Silence{"notification-condition-script", "its condition script failed: " + *ran.trouble};
  if (ran.answer) return std::nullopt;
  return Silence{"notification-condition-script", "its condition script did not answer true"};
}

std::optional<Silence> silence(Parts& parts, const Occasion& occasion) {
  const NotificationConfig& given = occasion.notification.given;
  if (!given.active.value_or(true)) return Silence{"notification-silent", "the notification is inactive"};
  const std::string table = given.table.value_or("incident");
  if (table != occasion.event.table) {
    return Silence{"notification-silent", fmt::format("it is for the table {}, the event is of {}", table, occasion.event.table)};
  }
  if (auto why = wrong_record(parts, occasion)) return why;
  return script_refuses(parts, occasion);
}

void note_silent(Parts& parts, const std::string& notification, const sim::Place& place, const Silence& why,
                 std::optional<sim::EventId> because) {
  if (!parts.world.trace.wants(sim::EventKind::notification_silent)) return;
  parts.world.trace.note(sim::EventKind::notification_silent, "", {{"notification", notification}, {"evidence", why.evidence}},
                         {why.rule, place}, because);
}

void write_and_log(Parts& parts, const Occasion& occasion, const MailText& mail, const MailIdentity& identity, std::int64_t event,
                   const std::vector<std::string>& log) {
  const std::vector<std::string> rows = write_rows(parts, mail, identity);
  // Of a long list that became several mails the first tells of all recipients.
  for (const std::string& line : log) parts.store.log(rows.front(), "info", line);
  for (const std::string& sys_id : rows) {
    parts.database.kept("INSERT INTO sys_email_log (email, event, notification) VALUES (?, ?, ?)")
        .run(sys_id, std::to_string(event), occasion.notification.sys_id);
  }
}

void write_mail(Parts& parts, const Occasion& occasion, const MailIdentity& identity, Recipients recipients, std::int64_t event) {
  MailText mail = notification_text(parts, occasion, identity.sys_id);
  screen_scripted(parts, occasion, mail, recipients);
  const bool is_for_devices_only = recipients.is_empty() && !recipients.sms.empty();
  mail.to = recipients.to;
  mail.copied = recipients.copied;
  mail.blind_copied = recipients.blind_copied;
  if (!is_for_devices_only) write_and_log(parts, occasion, mail, identity, event, recipients.log);
  if (recipients.sms.empty()) return;
  MailText sms = sms_text(parts, occasion, mail);
  sms.to = recipients.sms;
  const MailIdentity own = is_for_devices_only ? identity : new_identity(parts);
  if (!is_for_devices_only) parts.world.trace.descend(own.message_id, identity.message_id);
  write_and_log(parts, occasion, sms, own, event, is_for_devices_only ? recipients.log : std::vector<std::string>());
}

/// A record without recipients is kept if the property, or the reading of C24, says so.
bool is_saved_empty(const Parts& parts) {
  return parts.profile.no_recipients_to_skipped || parts.properties.flag("glide.email.notification.save_when_no_recipients");
}

/// One notification of one event: its conditions, its recipients, its mail.
void answer(Parts& parts, const QueuedEvent& event, Occasion& occasion, std::optional<sim::EventId> because) {
  const NotificationConfig& given = occasion.notification.given;
  if (const auto why = silence(parts, occasion)) {
    note_silent(parts, given.name, given.place, *why, because);
    return;
  }
  const MailIdentity identity = new_identity(parts);
  occasion.mail = identity.message_id;
  parts.world.trace.note(sim::EventKind::notification_chosen, occasion.mail,
                         {{"notification", given.name}, {"event", event.request.name}}, {"notification:" + given.name, given.place},
                         because);
  Recipients recipients = choose_recipients(parts, occasion);
  if (recipients.is_empty() && recipients.sms.empty() && !is_saved_empty(parts)) {
    note_silent(parts, given.name, given.place, {"notification-without-recipients", "no recipient is left"},
                parts.world.trace.last_of(occasion.mail));
    for (const std::string& line : recipients.log) parts.store.log("", "info", line);
    return;
  }
  write_mail(parts, occasion, identity, std::move(recipients), event.id);
}

void process(Parts& parts, const QueuedEvent& event) {
  const auto set = notification_set(parts);
  const auto because = fired_event(parts.world.trace, event.id);
  const auto answering = set->by_event.find(event.request.name);
  if (answering == set->by_event.end()) {
    note_silent(parts, "(none)", {}, {"event-unanswered", fmt::format("no notification is for the event {}", event.request.name)}, because);
  } else {
    std::optional<Record> record;
    if (!event.request.record.empty()) record = parts.store.find_record(event.request.table, event.request.record);
    for (const std::size_t which : answering->second) {
      Occasion occasion{event.request, event.creator, record, set->all[which], *set, {}};
      answer(parts, event, occasion, because);
    }
  }
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
      .run(event.name, event.table, record, event.parm1, event.parm2, creator,
           std::int64_t{parts.world.clock.now().time_since_epoch().count()});
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
    // Events that these fired have higher numbers.
    if (!events.empty()) parts.database.kept("UPDATE sysevent SET state = 'processed' WHERE state = 'ready' AND id <= ?").run(events.back().id);
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
  text.is_by_script = mail.is_by_script;
  Transaction transaction(parts.database);
  const MailIdentity identity = new_identity(parts);
  if (mail.include_attachments) text.files = files_of_record(parts, text.record);
  for (FileLink& file : store_files(parts, identity.sys_id, mail.attachments)) text.files.push_back(std::move(file));
  write_rows(parts, text, identity);
  transaction.commit();
  return {};
}

}  // namespace engine::outbound
