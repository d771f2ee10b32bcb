-- Weighted notifications are compared with others of the same target before they leave (spec 6.2).
CREATE INDEX sys_email_weight ON sys_email (instance, id) WHERE weight > 0;
