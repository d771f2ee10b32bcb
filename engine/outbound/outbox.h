// From business events to the Outbox: the event queue, notifications, their recipients, and the mail that is written (spec 6.1, 6.2, 6.6).
#pragma once
#include "engine/instance.h"
#include "engine/parts.h"

namespace engine::outbound {

/// Puts an event into the queue (sysevent) and into the trace.
sim::Result<void> fire(Parts& parts, const EventRequest& event);
/// The same of a record that was just written: `event.record` is its sys_id, and nothing is looked up.
void fire_known(Parts& parts, const EventRequest& event);
/// Takes the queued events, one after another: notifications -> recipients -> rows in Outbox. The job "events process".
void process_events(Parts& parts);
/// Writes a mail of the instance's mail client into the Outbox.
sim::Result<void> compose(Parts& parts, const ComposeRequest& mail);
/// "Resend All Blocked Emails": mails that were skipped for blocked recipients alone go back to the Outbox if one of those may get mail again.
/// How many did. What is older than the lookback stays there (spec 6.1).
std::size_t resend_blocked(Parts& parts);
/// Events still waiting in the queue.
bool has_waiting_events(Parts& parts);

}  // namespace engine::outbound
