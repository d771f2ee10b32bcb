// Attachments of a received mail: decided once it is a row, stored at the record that its actions chose (spec 3.4, 10.2).
#pragma once
#include "engine/inbound/mail.h"

namespace engine::inbound {

/// Decides about every part, names those that are kept, and lets the HTML body point to them instead of to cid: (RFC 2392).
void plan_attachments(Mail& mail);
/// Stores what was planned, at the mail's target record if it has one, with a row in sys_email_attachment for each part.
/// What was discarded is logged and fires inbound.email_attachments.discarded.
void keep_attachments(Mail& mail);
/// True for a part that is a meeting request or the like.
bool is_calendar(const sim::mail::Part& part);

}  // namespace engine::inbound
