-- The Email table and its neighbours, with the instance's own names (spec, parts 1 and 5).
-- Times are INTEGER milliseconds since 1970-01-01 UTC. Rows are numbered; sys_id is the instance's own key.

-- One row for each time that an instance opened this database: the number keeps sys_ids of two runs apart.
CREATE TABLE instance_start (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE sys_user (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  user_name TEXT NOT NULL UNIQUE,
  first_name TEXT NOT NULL DEFAULT '',
  last_name TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  email_key TEXT NOT NULL DEFAULT '',          -- the address, ASCII letters lowered: what senders are matched with
  active INTEGER NOT NULL DEFAULT 1,
  locked_out INTEGER NOT NULL DEFAULT 0,
  notification INTEGER NOT NULL DEFAULT 2,     -- 1 disabled, 2 enabled
  sys_created_on INTEGER NOT NULL
) STRICT;
CREATE INDEX sys_user_email ON sys_user (email_key, active DESC, id);

CREATE TABLE sys_user_group (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE sys_user_grmember (
  id INTEGER PRIMARY KEY,
  "group" TEXT NOT NULL,                       -- sys_user_group.sys_id
  "user" TEXT NOT NULL                         -- sys_user.sys_id
) STRICT;
CREATE INDEX sys_user_grmember_group ON sys_user_grmember ("group", id);

CREATE TABLE sys_properties (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sys_email_account (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL CHECK (type IN ('smtp', 'pop3', 'imap')),
  authentication TEXT NOT NULL DEFAULT 'password',
  server TEXT NOT NULL,
  port INTEGER NOT NULL,
  user_name TEXT NOT NULL DEFAULT '',
  password TEXT NOT NULL DEFAULT '',
  connection_security TEXT NOT NULL DEFAULT 'none' CHECK (connection_security IN ('none', 'starttls', 'ssl_tls')),
  "from" TEXT NOT NULL DEFAULT '',
  email_user_label TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1,
  enable_debug INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE sys_email (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  receive_type TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '',
  body_text TEXT NOT NULL DEFAULT '',
  "from" TEXT NOT NULL DEFAULT '',
  recipients TEXT NOT NULL DEFAULT '',
  direct TEXT NOT NULL DEFAULT '',
  copied TEXT NOT NULL DEFAULT '',
  blind_copied TEXT NOT NULL DEFAULT '',
  "user" TEXT NOT NULL DEFAULT '',
  user_id TEXT NOT NULL DEFAULT '',
  headers TEXT NOT NULL DEFAULT '',
  message_id TEXT NOT NULL DEFAULT '',
  uid TEXT NOT NULL DEFAULT '',
  reply_to TEXT NOT NULL DEFAULT '',
  importance TEXT NOT NULL DEFAULT '',
  content_type TEXT NOT NULL DEFAULT '',
  error_string TEXT NOT NULL DEFAULT '',
  target_table TEXT NOT NULL DEFAULT '',
  instance TEXT NOT NULL DEFAULT '',           -- sys_id of the related record (label "Target")
  weight INTEGER NOT NULL DEFAULT 0,
  notification_type TEXT NOT NULL DEFAULT '',
  deleted INTEGER NOT NULL DEFAULT 0,
  account TEXT NOT NULL DEFAULT '',            -- sys_email_account.sys_id it was read from or goes through
  attempts INTEGER NOT NULL DEFAULT 0,         -- hand-overs tried
  next_attempt INTEGER NOT NULL DEFAULT 0,
  sys_created_on INTEGER NOT NULL,
  sys_updated_on INTEGER NOT NULL,
  sys_mod_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sys_email_message_id ON sys_email (message_id, type) WHERE message_id <> '';
CREATE INDEX sys_email_uid ON sys_email (account, uid) WHERE message_id = '' AND uid <> '';
CREATE INDEX sys_email_waiting ON sys_email (type, id) WHERE state = 'ready';

CREATE TABLE sys_attachment (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  table_name TEXT NOT NULL,
  table_sys_id TEXT NOT NULL,
  file_name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX sys_attachment_table ON sys_attachment (table_sys_id, id);

CREATE TABLE sys_email_attachment (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL,                         -- sys_email.sys_id
  attachment TEXT,                             -- sys_attachment.sys_id, NULL if discarded
  file_name TEXT NOT NULL,
  content_disposition TEXT NOT NULL DEFAULT '',
  discard_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX sys_email_attachment_email ON sys_email_attachment (email, id);

CREATE TABLE sys_watermark (
  id INTEGER PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  source_table TEXT NOT NULL,
  source_id TEXT NOT NULL,
  email TEXT NOT NULL,
  sys_created_on INTEGER NOT NULL
) STRICT;

CREATE TABLE sysevent (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  "table" TEXT NOT NULL DEFAULT '',
  instance TEXT NOT NULL DEFAULT '',
  parm1 TEXT NOT NULL DEFAULT '',
  parm2 TEXT NOT NULL DEFAULT '',
  user_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'ready',
  sys_created_on INTEGER NOT NULL
) STRICT;
CREATE INDEX sysevent_ready ON sysevent (id) WHERE state = 'ready';

CREATE TABLE syslog_email (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL,                         -- sys_email.sys_id
  level TEXT NOT NULL,
  message TEXT NOT NULL,
  sys_created_on INTEGER NOT NULL
) STRICT;
CREATE INDEX syslog_email_email ON syslog_email (email, id);

CREATE TABLE sys_email_log (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL,
  event TEXT NOT NULL DEFAULT '',
  notification TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE sys_number (
  category TEXT PRIMARY KEY,                   -- the table's name
  prefix TEXT NOT NULL,
  number INTEGER NOT NULL,                     -- the next one
  maximum_digits INTEGER NOT NULL DEFAULT 7
) STRICT, WITHOUT ROWID;

CREATE TABLE sys_journal_field (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,                          -- the table
  element_id TEXT NOT NULL,                    -- the record
  element TEXT NOT NULL,                       -- comments, work_notes
  value TEXT NOT NULL,
  sys_created_by TEXT NOT NULL,
  sys_created_on INTEGER NOT NULL
) STRICT;
CREATE INDEX sys_journal_field_element ON sys_journal_field (element_id, id);
