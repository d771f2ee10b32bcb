// A mail that a host took responsibility for, on its way into the queue.
#pragma once
#include <string>

#include "sim/mail/address.h"
#include "sim/sender/authentication_results.h"

namespace fakeservers::mta {

struct Accepted {
  sim::mail::Envelope envelope;
  std::string raw;
  std::string folder = {};              ///< where in a maildrop of this host it belongs; "" is INBOX
  sim::sender::Findings findings = {};  ///< what was found about its sender: what a forwarder seals
};

}  // namespace fakeservers::mta
