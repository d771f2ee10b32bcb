// The domain of the reverse path must be able to take a bounce: it exists, has an exchanger or an address, and says not that it takes no mail.
#pragma once
#include <optional>

#include "fakeservers/policy/decision.h"
#include "sim/dns/lookup.h"
#include "sim/mail/address.h"

namespace fakeservers::policy {

/// What is done with mail of a domain that DNS does not know: servers differ (450 is Postfix' default, many say 550).
enum class UnknownSenderDomain { taken, deferred, refused };

/// Nothing, or a refusal: 550 5.7.27 for a null MX (RFC 7505, 4.2), 450 4.1.8 or 550 5.1.8 for a domain without MX and address,
/// 451 4.4.3 while DNS fails. `cost` grows by what asking took.
std::optional<Decision> refuse_sender_domain(UnknownSenderDomain use, sim::dns::Lookup& dns, const sim::mail::ReversePath& from,
                                             sim::Duration& cost);

}  // namespace fakeservers::policy
