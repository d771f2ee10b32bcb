-- How accounts prove who they are (spec 9).
ALTER TABLE sys_email_account ADD COLUMN oauth_profile TEXT NOT NULL DEFAULT '';  -- oauth_entity_profile.sys_id

CREATE TABLE oauth_entity_profile (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,                   -- of the account that it belongs to
  token_url TEXT NOT NULL,
  client_id TEXT NOT NULL DEFAULT '',
  client_secret TEXT NOT NULL DEFAULT '',
  grant_type TEXT NOT NULL CHECK (grant_type IN ('client_credentials', 'refresh_token')),
  scope TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE oauth_credential (
  id INTEGER PRIMARY KEY,
  profile TEXT NOT NULL,                       -- oauth_entity_profile.sys_id
  type TEXT NOT NULL CHECK (type IN ('access_token', 'refresh_token')),
  token TEXT NOT NULL,
  expires INTEGER NOT NULL DEFAULT 0,          -- ms; 0: nobody said when
  sys_created_on INTEGER NOT NULL,
  UNIQUE (profile, type)
) STRICT;

CREATE TABLE syslog (
  id INTEGER PRIMARY KEY,
  level TEXT NOT NULL,
  source TEXT NOT NULL,                        -- the account or the job that it is about
  message TEXT NOT NULL,
  sys_created_on INTEGER NOT NULL
) STRICT;
CREATE INDEX syslog_created ON syslog (sys_created_on);

-- Certificates for S/MIME, as PEM.
CREATE TABLE sys_certificate (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,                          -- the subject
  type TEXT NOT NULL CHECK (type IN ('own', 'trust', 'recipient')),
  certificate TEXT NOT NULL,
  private_key TEXT NOT NULL DEFAULT '',        -- of 'own'
  "user" TEXT NOT NULL DEFAULT '',             -- sys_user.sys_id of a recipient who is a user
  valid_to INTEGER NOT NULL
) STRICT;
CREATE INDEX sys_certificate_user ON sys_certificate ("user");
