#include "sim/wire/loopback_hub.h"

#include <fmt/format.h>

#include "sim/wire/loopback_listener.h"

namespace sim::wire {

Result<asio::ip::address> LoopbackHub::real_address(const IpAddress& ip) {
  boost::system::error_code ignored;
  const auto literal = asio::ip::make_address(ip.text(), ignored);
  if (!ignored && literal.is_loopback()) return literal;
  const bool is_simulated = !ip.is_unset() && !literal.is_unspecified();
  if (options.allow_other_addresses && !ignored && network.host_of(ip).empty()) return literal;
  if (!is_simulated) {
    return Error{fmt::format("'{}' is not a loopback address", ip.text()),
                 "mailrig listens on 127.0.0.0/8 only; allow other addresses if you mean to be reached from outside", {}};
  }
  return asio::ip::make_address(network.loopback_of(ip));
}

std::uint16_t LoopbackHub::real_port(std::uint16_t logical) const {
  return options.port_base ? std::uint16_t(*options.port_base + logical) : std::uint16_t(0);
}

IpAddress LoopbackHub::simulated(const asio::ip::address& real) const {
  const auto text = real.to_string();
  const auto known = network.simulated_of(text);
  if (!known.is_unset()) return known;
  const auto parsed = IpAddress::parse(text);
  return parsed ? *parsed : IpAddress();
}

bool LoopbackHub::knows(const IpAddress& ip) const {
  if (!network.host_of(ip).empty()) return true;
  const auto first = listeners.lower_bound(Endpoint{ip, 0});
  return first != listeners.end() && first->first.ip == ip;
}

Error LoopbackHub::bind_error(const Endpoint& at, const std::string& real, const boost::system::error_code& why) const {
  Error error{fmt::format("cannot listen on {} (for {}): {}", real, at.text(), why.message()), "", {}};
  if (why == asio::error::address_in_use) {
    error.advice = "another program has this port: stop it, or choose another port base";
  } else if (why == asio::error::access_denied) {
    error.advice = "ports below 1024 need a right: choose a port base, for example 2500";
  } else {
    error.advice = "see whether the address exists on this machine (ip address show)";
  }
  return error;
}

}  // namespace sim::wire
