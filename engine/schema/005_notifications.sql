-- Who gets notifications, and where: devices, delegates, subscriptions (spec 6.2); numbers that must not clash (spec 5).

ALTER TABLE sys_user ADD COLUMN calendar_integration INTEGER NOT NULL DEFAULT 1;   -- 0 none, 1 gets meeting invitations
ALTER TABLE sys_user_group ADD COLUMN manager TEXT NOT NULL DEFAULT '';            -- sys_user.sys_id
ALTER TABLE sys_user_group ADD COLUMN exclude_manager INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sys_user_group ADD COLUMN include_members INTEGER NOT NULL DEFAULT 0;  -- beside the group's own address
CREATE INDEX sys_user_grmember_user ON sys_user_grmember ("user");

CREATE TABLE cmn_notif_device (
  id INTEGER PRIMARY KEY,
  sys_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  "user" TEXT NOT NULL,                        -- sys_user.sys_id
  type TEXT NOT NULL DEFAULT 'email',          -- email, sms
  email_address TEXT NOT NULL DEFAULT '',
  primary_email INTEGER NOT NULL DEFAULT 0,
  active INTEGER NOT NULL DEFAULT 1,
  days INTEGER NOT NULL DEFAULT 127,           -- schedule: bit 0 is Monday
  from_minute INTEGER NOT NULL DEFAULT 0,      -- of the day, UTC
  to_minute INTEGER NOT NULL DEFAULT 1440
) STRICT;
CREATE INDEX cmn_notif_device_user ON cmn_notif_device ("user", id);

CREATE TABLE sys_user_delegate (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  "user" TEXT NOT NULL,                        -- whose notifications
  delegate TEXT NOT NULL,                      -- who gets them too
  starts INTEGER NOT NULL DEFAULT 0,
  ends INTEGER NOT NULL DEFAULT 9223372036854775807,
  notifications INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX sys_user_delegate_user ON sys_user_delegate ("user", id);

CREATE TABLE sys_notif_subscription (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  "user" TEXT NOT NULL,
  notification TEXT NOT NULL,                  -- its name
  device TEXT NOT NULL DEFAULT '',             -- cmn_notif_device.sys_id; '': the primary one
  active INTEGER NOT NULL DEFAULT 1            -- 0: unsubscribed
) STRICT;
CREATE INDEX sys_notif_subscription_user ON sys_notif_subscription ("user", notification, id);
CREATE INDEX sys_notif_subscription_notification ON sys_notif_subscription (notification, id);

-- The counter's part of a watermark is used once only: a counter that a clone set back makes the insert fail (KB0725880).
CREATE UNIQUE INDEX sys_watermark_counter ON sys_watermark (substr(number, 1, instr(number || '_', '_') - 1));
