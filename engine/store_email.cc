// Rows of sys_email.
#include "engine/store.h"
#include "engine/store_state.h"

namespace engine {
namespace {

constexpr std::string_view email_columns =
    "id, sys_id, type, state, receive_type, subject, body, body_text, \"from\", recipients, direct, copied, blind_copied, \"user\", user_id, "
    "headers, message_id, uid, reply_to, importance, content_type, error_string, target_table, instance, notification_type, account, conversation, "
    "weight, attempts, sys_created_on";

/// A mail that no action fits may stay in Inbox too (C26), but classified.
constexpr std::string_view is_unclassified = "type = 'received' AND state = 'ready' AND receive_type = ''";

EmailRecord read_email(const Statement& row) {
  EmailRecord email;
  int column = 0;
  email.id = row.integer(column++);
  for (std::string EmailRecord::* member :
       {&EmailRecord::sys_id, &EmailRecord::type, &EmailRecord::state, &EmailRecord::receive_type, &EmailRecord::subject,
        &EmailRecord::body, &EmailRecord::body_text, &EmailRecord::from, &EmailRecord::recipients, &EmailRecord::direct,
        &EmailRecord::copied, &EmailRecord::blind_copied, &EmailRecord::user, &EmailRecord::user_id, &EmailRecord::headers,
        &EmailRecord::message_id, &EmailRecord::uid, &EmailRecord::reply_to, &EmailRecord::importance, &EmailRecord::content_type,
        &EmailRecord::error_string, &EmailRecord::target_table, &EmailRecord::instance, &EmailRecord::notification_type,
        &EmailRecord::account, &EmailRecord::conversation}) {
    email.*member = row.text(column++);
  }
  email.weight = static_cast<int>(row.integer(column++));
  email.attempts = static_cast<int>(row.integer(column++));
  email.created = sim::Instant(sim::Duration(row.integer(column)));
  return email;
}

void note_mailbox(sim::Trace& trace, const EmailRecord& email, Mailbox entered, std::string_view left, const sim::Cause& by) {
  if (!trace.wants(sim::EventKind::mailbox_entered)) return;
  trace.note(sim::EventKind::mailbox_entered, email.key(),
             {{"sys_email", email.sys_id},
              {"mailbox", std::string(mailbox_name(entered))},
              {"type", email.type},
              {"state", email.state},
              {"from_mailbox", std::string(left)},
              {"subject", email.subject}},
             by);
}

}  // namespace

void Store::insert(EmailRecord& email) {
  if (email.sys_id.empty()) email.sys_id = new_sys_id();
  email.created = state_->clock.now();
  const Mailbox mailbox = mailbox_of(email.type, email.state);
  state_
      ->statement(
          "INSERT INTO sys_email (sys_id, type, state, mailbox, receive_type, subject, body, body_text, \"from\", recipients, direct, "
          "copied, blind_copied, \"user\", user_id, headers, message_id, uid, reply_to, importance, content_type, error_string, "
          "target_table, instance, weight, notification_type, account, conversation, attempts, sys_created_on, sys_updated_on) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(email.sys_id, email.type, email.state, mailbox_name(mailbox), email.receive_type, email.subject, email.body,
           email.body_text, email.from, email.recipients, email.direct, email.copied, email.blind_copied, email.user,
           email.user_id, email.headers, email.message_id, email.uid, email.reply_to, email.importance, email.content_type,
           email.error_string, email.target_table, email.instance, email.weight, email.notification_type, email.account,
           email.conversation, email.attempts, state_->now(), state_->now());
  email.id = state_->database.last_row_id();
  note_mailbox(state_->trace, email, mailbox, "", {});
}

void Store::move(EmailRecord& email, const Standing& to, std::string_view error_string, const sim::Cause& by) {
  const Mailbox before = mailbox_of(email.type, email.state);
  email.type = to.type;
  email.state = to.state;
  if (!error_string.empty()) email.error_string = error_string;
  state_
      ->statement(
          "UPDATE sys_email SET type = ?, state = ?, mailbox = ?, error_string = ?, receive_type = ?, \"user\" = ?, user_id = ?, "
          "target_table = ?, instance = ?, attempts = ?, sent_on = ?, sys_updated_on = ?, sys_mod_count = sys_mod_count + 1 WHERE id = ?")
      .run(email.type, email.state, mailbox_name(to.mailbox()), email.error_string, email.receive_type, email.user,
           email.user_id, email.target_table, email.instance, email.attempts, to.type == standing::sent.type ? state_->now() / 1000 : 0,
           state_->now(), email.id);
  if (to.mailbox() != before) note_mailbox(state_->trace, email, to.mailbox(), mailbox_name(before), by);
}

void Store::update(const EmailRecord& email) {
  state_
      ->statement(
          "UPDATE sys_email SET receive_type = ?, \"user\" = ?, user_id = ?, target_table = ?, instance = ?, attempts = ?, "
          "sys_updated_on = ?, sys_mod_count = sys_mod_count + 1 WHERE id = ?")
      .run(email.receive_type, email.user, email.user_id, email.target_table, email.instance, email.attempts, state_->now(),
           email.id);
}

void Store::update_bodies(const EmailRecord& email) {
  state_->statement("UPDATE sys_email SET body = ?, body_text = ?, headers = ? WHERE id = ?")
      .run(email.body, email.body_text, email.headers, email.id);
}

std::optional<EmailRecord> Store::find_email(std::string_view sys_id) {
  static const std::string sql = fmt::format("SELECT {} FROM sys_email WHERE sys_id = ?", email_columns);
  Statement& row = state_->statement(sql);
  const Ended ended{row.bind_all(sys_id)};
  if (!row.step()) return std::nullopt;
  return read_email(row);
}

std::optional<EmailRecord> Store::find_email(std::int64_t id) {
  static const std::string sql = fmt::format("SELECT {} FROM sys_email WHERE id = ?", email_columns);
  Statement& row = state_->statement(sql);
  const Ended ended{row.bind_all(id)};
  if (!row.step()) return std::nullopt;
  return read_email(row);
}

bool Store::has_unclassified() {
  Statement& row = state_->statement(fmt::format("SELECT 1 FROM sys_email WHERE {} LIMIT 1", is_unclassified));
  const Ended ended{row};
  row.reset();
  return row.step();
}

std::vector<EmailRecord> Store::unclassified() {
  Statement& row = state_->statement(fmt::format("SELECT {} FROM sys_email WHERE {} ORDER BY id", email_columns, is_unclassified));
  std::vector<EmailRecord> emails;
  row.reset();
  while (row.step()) emails.push_back(read_email(row));
  row.reset();
  return emails;
}

bool Store::has_received(std::string_view message_id) {
  Statement& row = state_->statement(
      "SELECT 1 FROM sys_email WHERE message_id = ? AND message_id <> '' AND type IN ('received', 'received-ignored') LIMIT 1");
  const Ended ended{row.bind_all(message_id)};
  return row.step();
}

bool Store::has_read(std::string_view account, std::string_view uid, std::string_view message_id) {
  if (uid.empty()) return false;
  Statement& row =
      message_id.empty()
          ? state_->statement("SELECT 1 FROM sys_email WHERE account = ? AND uid = ? AND message_id = '' AND uid <> '' AND message_id = ?")
          : state_->statement("SELECT 1 FROM sys_email WHERE account = ? AND uid = ? AND message_id = ? AND message_id <> ''");
  const Ended ended{row.bind_all(account, uid, message_id)};
  return row.step();
}

std::optional<EmailRecord> Store::find_conversation(std::string_view conversation) {
  Statement& row = state_->statement(fmt::format(
      "SELECT {} FROM sys_email WHERE conversation = ? AND conversation <> '' AND instance <> '' ORDER BY id DESC LIMIT 1", email_columns));
  const Ended ended{row.bind_all(conversation)};
  if (!row.step()) return std::nullopt;
  return read_email(row);
}

std::optional<EmailRecord> Store::find_referenced(std::string_view message_id) {
  Statement& row = state_->statement(fmt::format(
      "SELECT {} FROM sys_email WHERE message_id = ? AND message_id <> '' AND instance <> '' ORDER BY id DESC LIMIT 1", email_columns));
  const Ended ended{row.bind_all(message_id)};
  if (!row.step()) return std::nullopt;
  return read_email(row);
}

}  // namespace engine
