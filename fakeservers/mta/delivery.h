// Final delivery into this host's maildrops, and the notification to the sender of what could not be delivered.
#pragma once
#include <functional>

#include "fakeservers/mta/mail_queue.h"

namespace fakeservers::mta {

/// Told of what came into an INBOX; a mail sorted into another folder is not looked at by anybody's program.
using Delivered = std::function<void(const Maildrop&, const StoredMail&)>;

/// Whether so much more fits. A maildrop without a quota is not measured: that would cost more with every mail in it.
bool has_room_for(const Maildrop& drop, std::size_t octets);
/// Puts the mail into its recipients' maildrops, one copy for each, with Return-Path (RFC 5321, 4.4).
AttemptResults deliver(Host& host, const QueuedMail& mail, const Delivered& delivered);
/// Gives up: a delivery status notification goes to the reverse path through `submit`; nothing does if that is null (RFC 5321, 4.5.5).
void bounce(Host& host, const QueuedMail& mail, const AttemptResults& failed,
            const std::function<void(const sim::mail::Envelope&, std::string)>& submit);

}  // namespace fakeservers::mta
