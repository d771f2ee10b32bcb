-- What screens, acts on, blocks and keeps received mail (spec 2.1, 3.4, 7, 11, 15).

CREATE TABLE sys_user_has_role (
  id INTEGER PRIMARY KEY,
  "user" TEXT NOT NULL,                        -- sys_user.sys_id
  role TEXT NOT NULL,
  UNIQUE ("user", role)
) STRICT;

CREATE TABLE sys_plugins (
  name TEXT PRIMARY KEY,
  active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sys_email_filter (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  "order" INTEGER NOT NULL DEFAULT 100,
  active INTEGER NOT NULL DEFAULT 1,
  conditions TEXT NOT NULL DEFAULT '',         -- encoded query
  condition_script TEXT NOT NULL DEFAULT '',
  action_script TEXT NOT NULL DEFAULT '',
  filter_action TEXT NOT NULL DEFAULT 'none'   -- mark_as_ignored, move_to_junk, none
) STRICT;

CREATE TABLE sys_email_address_filter (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL                           -- allow_list, deny_list
) STRICT;
CREATE TABLE sys_email_address_filt_domain (
  id INTEGER PRIMARY KEY,
  filter TEXT NOT NULL,                        -- sys_email_address_filter.sys_id
  domain TEXT NOT NULL
) STRICT;
CREATE INDEX sys_email_address_filt_domain_filter ON sys_email_address_filt_domain (filter, id);
CREATE TABLE sys_email_address_filt_except (
  id INTEGER PRIMARY KEY,
  filter TEXT NOT NULL,
  exception TEXT NOT NULL
) STRICT;
CREATE INDEX sys_email_address_filt_except_filter ON sys_email_address_filt_except (filter, id);
CREATE TABLE sys_email_system_filter (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,                          -- inbound, outbound
  active INTEGER NOT NULL DEFAULT 1,
  is_default INTEGER NOT NULL DEFAULT 0,
  address_filters TEXT NOT NULL DEFAULT ''     -- sys_ids with commas, as the instance keeps lists
) STRICT;

CREATE TABLE sysevent_in_email_action (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  "table" TEXT NOT NULL,
  action TEXT NOT NULL DEFAULT 'record_action',
  type TEXT NOT NULL DEFAULT 'none',
  "order" INTEGER NOT NULL DEFAULT 100,
  active INTEGER NOT NULL DEFAULT 1,
  stop_processing INTEGER NOT NULL DEFAULT 0,
  filter_condition TEXT NOT NULL DEFAULT '',
  required_roles TEXT NOT NULL DEFAULT '',
  "from" TEXT NOT NULL DEFAULT '',
  script TEXT NOT NULL DEFAULT ''
) STRICT;

ALTER TABLE sys_email_account ADD COLUMN address_filter TEXT NOT NULL DEFAULT '';  -- sys_email_system_filter.sys_id, '' for the default
ALTER TABLE sys_email_account ADD COLUMN account_group TEXT NOT NULL DEFAULT '';   -- sys_email_account_group.name
CREATE TABLE sys_email_account_group (
  name TEXT PRIMARY KEY,
  claimed_by TEXT NOT NULL DEFAULT '',         -- the reader job that reads it now
  claimed_at INTEGER NOT NULL DEFAULT 0,
  last_processed INTEGER NOT NULL DEFAULT 0    -- when it was claimed last
) STRICT, WITHOUT ROWID;
INSERT INTO sys_email_account_group (name) VALUES ('Default');  -- of the accounts that name no group

CREATE TABLE sys_blocked_email_address (
  id INTEGER PRIMARY KEY,
  email_key TEXT NOT NULL UNIQUE,
  address TEXT NOT NULL,
  bounces INTEGER NOT NULL DEFAULT 0,          -- since it was last unblocked
  blocked INTEGER NOT NULL DEFAULT 0,
  status_code TEXT NOT NULL DEFAULT '',        -- of the last bounce
  sys_updated_on INTEGER NOT NULL
) STRICT;
CREATE TABLE sys_bounce_override (
  code TEXT PRIMARY KEY,                       -- class.subject.detail, * for any
  blocked INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the archive rules took out of sys_email: its row as JSON beside the columns that are searched.
CREATE TABLE ar_sys_email (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  message_id TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  sys_created_on INTEGER NOT NULL,
  sys_archived INTEGER NOT NULL,
  row TEXT NOT NULL
) STRICT;
CREATE INDEX ar_sys_email_archived ON ar_sys_email (sys_archived);
CREATE INDEX sys_email_created ON sys_email (sys_created_on);

ALTER TABLE sys_email ADD COLUMN conversation TEXT NOT NULL DEFAULT '';   -- the first 22 bytes of Thread-Index, hexadecimal
CREATE INDEX sys_email_conversation ON sys_email (conversation, id) WHERE conversation <> '';
CREATE INDEX sys_watermark_email ON sys_watermark (email);
CREATE INDEX sys_email_log_email ON sys_email_log (email);

-- What scripts look users and groups up by: encoded queries compare without case.
CREATE INDEX sys_user_lower_email ON sys_user (lower(email));
CREATE INDEX sys_user_lower_user_name ON sys_user (lower(user_name));
CREATE INDEX sys_user_group_lower_name ON sys_user_group (lower(name));
