-- What a mail that is sent costs to note.

-- Seconds since 1970, 0 if it was not sent. Four octets more, as many as 'sent', 'processed' and 'Sent' are fewer than 'send-ready', 'ready' and
-- 'Outbox': the row keeps its length, and SQLite changes it where it stands instead of writing its bodies anew (btreeOverwriteCell).
ALTER TABLE sys_email ADD COLUMN sent_on INTEGER NOT NULL DEFAULT 0;

-- The type changes, and no Message-ID has so many rows that it must stand in the index.
DROP INDEX sys_email_message_id;
CREATE INDEX sys_email_message_id ON sys_email (message_id) WHERE message_id <> '';
