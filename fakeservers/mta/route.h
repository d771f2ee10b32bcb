// Where a domain's mail goes next (RFC 5321, 5.1): MX records by preference, the domain's own address, or a configured next hop.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/dns/resolver.h"
#include "sim/mail/smtp_reply.h"
#include "sim/network.h"
#include "sim/random.h"

namespace fakeservers::mta {

struct Hop {
  std::string host;
  sim::IpAddress ip;
  std::uint16_t port = 25;
  std::string text() const { return host + "[" + ip.text() + "]"; }
};

struct Route {
  std::string how;                               ///< "MX", "address record", "next hop"
  std::vector<Hop> hops;                         ///< in the order of trying; empty if there is a failure
  sim::Duration cost{0};                         ///< what asking DNS took
  std::optional<sim::mail::SmtpReply> failure;   ///< 4xx: ask again later; 5xx: never
};

/// Who asks for a way.
struct RouteAsker {
  std::string_view name;
  sim::IpAddress ip{};
  bool prefers_ipv6 = false;
};

/// The way to a domain through DNS. MX records that are not better than the asker's own are left out, or two backup servers would pass
/// a mail to each other for ever; a way that begins at the asker or at `localhost` is a loop (5.4.6).
Route find_route(sim::dns::Resolver& resolver, std::string_view domain, const RouteAsker& self, sim::Random& random);
/// The way to a configured "host", "host:port" or address.
Route find_next_hop(sim::dns::Resolver& resolver, std::string_view next_hop);

}  // namespace fakeservers::mta
