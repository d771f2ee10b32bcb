// Greylisting (RFC 6647): a client that was never seen with this sender and recipient is asked to come again later.
#pragma once
#include <map>
#include <string>
#include <tuple>

#include "fakeservers/mta/mail_server.h"
#include "fakeservers/policy/decision.h"

namespace fakeservers::policy {

class Greylist {
 public:
  /// Looks the triplet up and remembers it. A stranger is refused with 451 4.7.1 until the delay is over.
  Decision decide(const mta::GreylistConfig& config, const sim::IpAddress& client, const sim::mail::ReversePath& from,
                  const sim::mail::Address& to, sim::Instant now);

 private:
  struct Seen {
    sim::Instant first;
    sim::Instant last;
    bool has_passed = false;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Seen> seen_;
};

/// The part of a client's address that greylisting looks at: retries of one sender often come from its other machines.
std::string client_network(const sim::IpAddress& client);

}  // namespace fakeservers::policy
