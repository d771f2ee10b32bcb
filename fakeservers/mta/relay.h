// One attempt to hand a queued mail to its next hop: routes, then tries host after host until one takes the conversation.
#pragma once
#include <memory>

#include "fakeservers/mta/mail_queue.h"

namespace fakeservers::mta {

/// Calls `done` once, later, with a reply for each recipient. `host` stays alive while the attempt is on the wire.
void relay(const std::shared_ptr<Host>& host, const QueuedMail& mail, MailQueue::Done done);

}  // namespace fakeservers::mta
