// What the parts of one simulated mail host share.
#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "fakeservers/logins.h"
#include "fakeservers/mta/mail_server.h"

namespace fakeservers::mta {

struct Host {
  Host(sim::World& world_, HostConfig config_);

  sim::World& world;
  HostConfig config;
  MailStore store;
  FaultPlan faults;
  Logins logins;
  sim::Random random;
  bool is_running = false;
  /// Counts the times it went down: what began before the last time is void.
  unsigned boots = 0;
  std::set<std::string, std::less<>> local_domains;  ///< lower case
  std::set<std::string, std::less<>> relay_domains;  ///< lower case

  bool is_local(const sim::mail::Address& address) const { return local_domains.contains(address.domain_lower()); }
  bool relays_for(const sim::mail::Address& address) const { return relay_domains.contains(address.domain_lower()); }
  /// The maildrop for a local address, the catch-all one included; nullptr if nobody has it.
  Maildrop* maildrop_of(const sim::mail::Address& address);
  /// The distribution list of that address; nullptr if there is none.
  const MailingList* list_of(const sim::mail::Address& address) const;
  /// A queue id, as in Received lines.
  std::string new_id() { return random.hex(10); }
};

std::string ascii_lower(std::string_view text);
/// "a@x, b@y"
std::string join(const std::vector<sim::mail::Address>& addresses);

}  // namespace fakeservers::mta
