#include "fakeservers/mta/route.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "fakeservers/mta/host.h"

namespace fakeservers::mta {
namespace {

using sim::dns::Answer;
using sim::dns::MxData;
using sim::dns::Status;
using sim::dns::Type;
using sim::mail::SmtpReply;

SmtpReply dns_trouble(std::string_view name, Status status) {
  return {451, {4, 4, 3}, fmt::format("DNS does not answer for {}: {}", name, sim::dns::status_name(status))};
}

/// What the addresses of one name came to.
struct Addresses {
  bool is_temporary = false;
  bool exists = true;
  Status status = Status::found;
};

Addresses add_addresses(sim::dns::Resolver& resolver, const std::string& name, std::uint16_t port, Route& route, bool ipv6_first = false) {
  Addresses result;
  if (name == "localhost") {
    // RFC 6761, 6.3: never asked in DNS.
    if (const auto here = sim::IpAddress::parse("127.0.0.1")) route.hops.push_back({name, *here, port});
    return result;
  }
  for (const Type type : {ipv6_first ? Type::AAAA : Type::A, ipv6_first ? Type::A : Type::AAAA}) {
    const Answer answer = resolver.look_up(name, type);
    route.cost += answer.cost;
    if (answer.is_temporary()) {
      result.is_temporary = true;
      result.status = answer.status;
    }
    if (answer.status == Status::nxdomain) result.exists = false;
    for (const auto& record : answer.records) {
      if (const auto* data = std::get_if<sim::dns::AddressData>(&record.data)) route.hops.push_back({name, data->ip, port});
    }
  }
  return result;
}

void fail_without_hops(Route& route, std::string_view name, const Addresses& last) {
  if (!route.hops.empty()) return;
  if (last.is_temporary) {
    route.failure = dns_trouble(name, last.status);
  } else {
    route.failure = SmtpReply{550, {5, 4, 4}, fmt::format("no address record for {}", name)};
  }
}

/// What is further than the asker itself is no way; if nothing is nearer, the mail goes in a circle (RFC 5321, 5.1).
void cut_at_own_address(Route& route, std::string_view domain, const RouteAsker& self) {
  const auto is_own = [&](const Hop& hop) { return hop.ip == self.ip || hop.ip.text().starts_with("127.") || hop.ip.text() == "::1"; };
  const auto own = std::find_if(route.hops.begin(), route.hops.end(), is_own);
  if (own == route.hops.end()) return;
  if (own == route.hops.begin()) route.failure = SmtpReply{554, {5, 4, 6}, fmt::format("mail for {} loops back to {}", domain, self.name)};
  route.hops.erase(own, route.hops.end());
}

Route implicit_route(sim::dns::Resolver& resolver, std::string_view domain, const RouteAsker& self, Route route) {
  route.how = "address record";
  const auto found = add_addresses(resolver, std::string(domain), 25, route, self.prefers_ipv6);
  fail_without_hops(route, domain, found);
  cut_at_own_address(route, domain, self);
  return route;
}

/// By preference; equal ones in an order of the seed's choosing (RFC 5321, 5.1: "MUST randomize").
std::vector<MxData> sorted(const Answer& answer, sim::Random& random) {
  std::vector<MxData> all;
  for (const auto& record : answer.records) {
    if (const auto* data = std::get_if<MxData>(&record.data)) all.push_back(*data);
  }
  random.shuffle(all);
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.preference < b.preference; });
  return all;
}

/// Leaves out the asking host and all that is not better than it (RFC 5321, 5.1).
void cut_at_self(std::vector<MxData>& all, std::string_view self) {
  const auto own = std::find_if(all.begin(), all.end(), [&](const auto& mx) { return mx.exchange.text() == ascii_lower(self); });
  if (own == all.end()) return;
  const auto preference = own->preference;
  std::erase_if(all, [&](const auto& mx) { return mx.preference >= preference; });
}

Route mx_route(sim::dns::Resolver& resolver, std::string_view domain, const RouteAsker& self, const std::vector<MxData>& all, Route route) {
  route.how = "MX";
  Addresses trouble;
  for (const auto& mx : all) {
    const auto found = add_addresses(resolver, mx.exchange.text(), 25, route, self.prefers_ipv6);
    if (found.is_temporary) trouble = found;
  }
  fail_without_hops(route, domain, trouble);
  cut_at_own_address(route, domain, self);
  return route;
}

}  // namespace

Route find_route(sim::dns::Resolver& resolver, std::string_view domain, const RouteAsker& self, sim::Random& random) {
  Route route;
  const Answer answer = resolver.look_up(domain, Type::MX);
  route.cost = answer.cost;
  if (answer.is_temporary()) {
    route.failure = dns_trouble(domain, answer.status);
    return route;
  }
  if (answer.status == Status::nxdomain) {
    route.failure = SmtpReply{550, {5, 1, 2}, fmt::format("the domain {} does not exist", domain)};
    return route;
  }
  auto all = sorted(answer, random);
  if (all.empty()) return implicit_route(resolver, domain, self, std::move(route));
  if (all.size() == 1 && all.front().is_null()) {
    route.failure = SmtpReply{556, {5, 1, 10}, fmt::format("the domain {} takes no mail (null MX, RFC 7505)", domain)};
    return route;
  }
  cut_at_self(all, self.name);
  if (all.empty()) {
    route.failure = SmtpReply{554, {5, 4, 6}, fmt::format("mail for {} loops back to {}", domain, self.name)};
    return route;
  }
  return mx_route(resolver, domain, self, all, std::move(route));
}

Route find_next_hop(sim::dns::Resolver& resolver, std::string_view next_hop) {
  Route route;
  route.how = "next hop";
  std::string host(next_hop);
  std::uint16_t port = 25;
  const auto colon = next_hop.rfind(':');
  if (colon != std::string_view::npos && next_hop.find(':') == colon) {
    host = std::string(next_hop.substr(0, colon));
    std::from_chars(next_hop.data() + colon + 1, next_hop.data() + next_hop.size(), port);
  }
  if (const auto ip = sim::IpAddress::parse(host)) {
    route.hops.push_back({host, *ip, port});
    return route;
  }
  const auto found = add_addresses(resolver, host, port, route);
  if (!route.hops.empty()) return route;
  // One's own configuration is at fault, not the mail: it waits until somebody mends it.
  route.failure = found.is_temporary ? dns_trouble(host, found.status)
                                     : SmtpReply{451, {4, 4, 4}, fmt::format("the next hop {} has no address", host)};
  return route;
}

}  // namespace fakeservers::mta
