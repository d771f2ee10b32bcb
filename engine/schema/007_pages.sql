-- How many pages a mail that is sent changes: each costs two writes into the log.

-- What changes stands before the long texts: a mail of some kilobytes goes on in pages of its own, and those are then left alone.
CREATE TABLE sys_email_next (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  receive_type TEXT NOT NULL DEFAULT '',
  message_id TEXT NOT NULL DEFAULT '',
  uid TEXT NOT NULL DEFAULT '',
  error_string TEXT NOT NULL DEFAULT '',
  "user" TEXT NOT NULL DEFAULT '',
  user_id TEXT NOT NULL DEFAULT '',
  target_table TEXT NOT NULL DEFAULT '',
  instance TEXT NOT NULL DEFAULT '',           -- sys_id of the related record (label "Target")
  weight INTEGER NOT NULL DEFAULT 0,
  notification_type TEXT NOT NULL DEFAULT '',
  deleted INTEGER NOT NULL DEFAULT 0,
  account TEXT NOT NULL DEFAULT '',            -- sys_email_account.sys_id it was read from or goes through
  attempts INTEGER NOT NULL DEFAULT 0,         -- hand-overs tried
  next_attempt INTEGER NOT NULL DEFAULT 0,
  sent_on INTEGER NOT NULL DEFAULT 0,          -- seconds since 1970; see 006_sending.sql
  sys_created_on INTEGER NOT NULL,
  sys_updated_on INTEGER NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0,
  conversation TEXT NOT NULL DEFAULT '',       -- the first 22 bytes of Thread-Index, hexadecimal
  importance TEXT NOT NULL DEFAULT '',
  content_type TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  "from" TEXT NOT NULL DEFAULT '',
  reply_to TEXT NOT NULL DEFAULT '',
  recipients TEXT NOT NULL DEFAULT '',
  direct TEXT NOT NULL DEFAULT '',
  copied TEXT NOT NULL DEFAULT '',
  blind_copied TEXT NOT NULL DEFAULT '',
  headers TEXT NOT NULL DEFAULT '',
  body_text TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO sys_email_next (id, sys_id, type, state, mailbox, receive_type, message_id, uid, error_string, "user", user_id, target_table, instance,
    weight, notification_type, deleted, account, attempts, next_attempt, sent_on, sys_created_on, sys_updated_on, sys_mod_count, conversation,
    importance, content_type, subject, "from", reply_to, recipients, direct, copied, blind_copied, headers, body_text, body)
  SELECT id, sys_id, type, state, mailbox, receive_type, message_id, uid, error_string, "user", user_id, target_table, instance,
    weight, notification_type, deleted, account, attempts, next_attempt, sent_on, sys_created_on, sys_updated_on, sys_mod_count, conversation,
    importance, content_type, subject, "from", reply_to, recipients, direct, copied, blind_copied, headers, body_text, body FROM sys_email;
DROP TABLE sys_email;
ALTER TABLE sys_email_next RENAME TO sys_email;
CREATE INDEX sys_email_message_id ON sys_email (message_id) WHERE message_id <> '';
CREATE INDEX sys_email_uid ON sys_email (account, uid) WHERE message_id = '' AND uid <> '';
CREATE INDEX sys_email_waiting ON sys_email (type, id) WHERE state = 'ready';
CREATE INDEX sys_email_weight ON sys_email (instance, id) WHERE weight > 0;
CREATE INDEX sys_email_created ON sys_email (sys_created_on);
CREATE INDEX sys_email_conversation ON sys_email (conversation, id) WHERE conversation <> '';

-- An index by mail is one page more for each line of a log. Logs are looked through by time, or whole when a batch of old mails is destroyed.
DROP INDEX syslog_email_email;
DROP INDEX sys_email_log_email;

-- The counter alone makes a number unique (sys_watermark_counter), and finds it.
CREATE TABLE sys_watermark_next (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL,
  source_table TEXT NOT NULL,
  source_id TEXT NOT NULL,
  email TEXT NOT NULL,
  sys_created_on INTEGER NOT NULL
) STRICT;
INSERT INTO sys_watermark_next SELECT id, number, source_table, source_id, email, sys_created_on FROM sys_watermark;
DROP TABLE sys_watermark;
ALTER TABLE sys_watermark_next RENAME TO sys_watermark;
CREATE UNIQUE INDEX sys_watermark_counter ON sys_watermark (substr(number, 1, instr(number || '_', '_') - 1));
CREATE INDEX sys_watermark_email ON sys_watermark (email);
