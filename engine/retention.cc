#include "engine/retention.h"

namespace engine {
namespace {

constexpr int mails_per_transaction = 1000;

struct OldMail {
  std::int64_t id = 0;
  std::string sys_id, message_id;
  const std::string& key() const { return message_id.empty() ? sys_id : message_id; }
};

std::int64_t days_ago(const Parts& parts, int days) {
  return (parts.world.clock.now() - std::chrono::hours{24} * days).time_since_epoch().count();
}

/// The whole row as JSON, whatever columns the table has.
std::string row_as_json(Database& database) {
  return "json_object(" + database.value("SELECT group_concat('''' || name || ''', \"' || name || '\"') FROM pragma_table_info('sys_email')") + ")";
}

std::vector<OldMail> read(Statement& rows) {
  std::vector<OldMail> old;
  while (rows.step()) old.push_back({rows.integer(0), rows.text(1), rows.text(2)});
  rows.reset();
  return old;
}

std::vector<OldMail> take_old(Parts& parts, const ArchiveRule& rule) {
  Statement rows = parts.database.prepare(
      fmt::format("SELECT id, sys_id, message_id FROM sys_email WHERE sys_created_on < ? {} ORDER BY sys_created_on, id LIMIT ?",
                  rule.only_ignored ? "AND type IN ('received-ignored', 'send-ignored', 'sent-ignored')" : ""));
  return read(rows.bind_all(days_ago(parts, rule.days), mails_per_transaction));
}

void archive(Parts& parts, const ArchiveRule& rule) {
  Statement copy = parts.database.prepare(
      "INSERT INTO ar_sys_email (sys_id, message_id, type, mailbox, sys_created_on, sys_archived, row) "
      "SELECT sys_id, message_id, type, mailbox, sys_created_on, ?, " + row_as_json(parts.database) + " FROM sys_email WHERE id = ?");
  Statement remove = parts.database.prepare("DELETE FROM sys_email WHERE id = ?");
  while (true) {
    Transaction transaction(parts.database);
    const std::vector<OldMail> old = take_old(parts, rule);
    for (const OldMail& mail : old) {
      copy.run(days_ago(parts, 0), mail.id);
      remove.run(mail.id);
    }
    transaction.commit();
    for (const OldMail& mail : old) {
      parts.world.trace.note(sim::EventKind::email_archived, mail.key(), {{"sys_email", mail.sys_id}, {"rule", std::string(rule.id)}},
                             {std::string(rule.id), {}});
    }
    if (old.size() < mails_per_transaction) return;
  }
}

void destroy_one(Database& database, const OldMail& mail) {
  for (const char* remove : {"DELETE FROM sys_attachment WHERE table_sys_id = ?", "DELETE FROM sys_email_attachment WHERE email = ?"}) {
    database.kept(remove).run(mail.sys_id);
  }
}

/// What stands without an index by mail is looked through once for all of them.
void destroy_logs(Database& database, const std::vector<OldMail>& mails) {
  database.execute("CREATE TEMP TABLE IF NOT EXISTS destroyed (email TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; DELETE FROM destroyed");
  for (const OldMail& mail : mails) database.kept("INSERT INTO destroyed VALUES (?)").run(mail.sys_id);
  for (const char* remove : {"DELETE FROM syslog_email WHERE email IN destroyed", "DELETE FROM sys_email_log WHERE email IN destroyed",
                             "DELETE FROM ar_sys_email WHERE sys_id IN destroyed"}) {
    database.kept(remove).run();
  }
}

void destroy(Parts& parts) {
  while (true) {
    Transaction transaction(parts.database);
    Statement rows = parts.database.prepare(
        "SELECT id, sys_id, message_id FROM ar_sys_email WHERE sys_archived < ? ORDER BY sys_archived, id LIMIT ?");
    const std::vector<OldMail> old = read(rows.bind_all(days_ago(parts, days_in_archive), mails_per_transaction));
    for (const OldMail& mail : old) destroy_one(parts.database, mail);
    if (!old.empty()) destroy_logs(parts.database, old);
    transaction.commit();
    for (const OldMail& mail : old) {
      parts.world.trace.note(sim::EventKind::email_destroyed, mail.key(),
                             {{"sys_email", mail.sys_id}, {"days", std::to_string(days_in_archive)}}, {"destroy-archived", {}});
    }
    if (old.size() < mails_per_transaction) return;
  }
}

/// Rows are written in the order of time: everything before the first young one is old.
void clean_log(Parts& parts) {
  const std::int64_t limit = days_ago(parts, days_of_log);
  Statement young = parts.database.prepare("SELECT id FROM syslog_email WHERE sys_created_on >= ? ORDER BY id LIMIT 1");
  young.bind_all(limit);
  const std::string first = young.step() ? young.text(0) : "9223372036854775807";
  young.reset();
  parts.database.prepare("DELETE FROM syslog_email WHERE id < CAST(? AS INTEGER)").run(first);
  parts.database.prepare("DELETE FROM syslog WHERE sys_created_on < ?").run(limit);
}

}  // namespace

std::vector<ArchiveRule> archive_rules(const Profile& profile) {
  if (profile.one_archive_rule) return {{"archive-over-a-year", 365, false}};
  return {{"archive-ignored", 90, true}, {"archive-all", 365, false}};
}

void retain(Parts& parts) {
  clean_log(parts);
  if (!parts.config.retention.value_or(true)) return;
  for (const ArchiveRule& rule : archive_rules(parts.profile)) archive(parts, rule);
  destroy(parts);
}

}  // namespace engine
