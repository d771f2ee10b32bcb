#include "sim/network.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include "sim/session.h"  // loss_name

namespace sim {

std::string_view loss_name(Loss::Kind kind) {
  static constexpr std::string_view names[] = {"refused", "unreachable", "timed out", "closed by peer", "reset"};
  return names[static_cast<std::size_t>(kind)];
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
  const std::string zero_ended(text);
  IpAddress out;
  unsigned char bytes[sizeof(in6_addr)];
  char canonical[INET6_ADDRSTRLEN];
  for (const int family : {AF_INET, AF_INET6}) {
    if (text.find('\0') != std::string_view::npos || inet_pton(family, zero_ended.c_str(), bytes) != 1) continue;
    inet_ntop(family, bytes, canonical, sizeof canonical);
    out.text_ = canonical;
    return out;
  }
  return Error{fmt::format("'{}' is not an IP address", text), "write it as 192.0.2.10 or 2001:db8::10", {}};
}

std::string Endpoint::text() const {
  return ip.is_v6() ? fmt::format("[{}]:{}", ip.text(), port) : fmt::format("{}:{}", ip.text(), port);
}

std::string Network::host_of(const IpAddress& ip) const {
  const auto found = names_.find(ip);
  return found == names_.end() ? std::string() : found->second;
}

Path Network::path(const IpAddress& a, const IpAddress& b) const {
  for (const IpAddress* end : {&a, &b}) {
    if (const auto host = host_paths_.find(*end); host != host_paths_.end()) return host->second;
  }
  if (const auto pair = paths_.find(ordered(a, b)); pair != paths_.end()) return pair->second;
  return default_;
}

void Network::set_path(const IpAddress& a, const IpAddress& b, const Path& path) { paths_[ordered(a, b)] = path; }

void Network::clear_path(const IpAddress& a, const IpAddress& b) { paths_.erase(ordered(a, b)); }

std::string Network::loopback_of(const IpAddress& simulated) {
  if (const auto known = to_loopback_.find(simulated); known != to_loopback_.end()) return known->second;
  // 127.1.0.1 onwards: 127.0.0.x stays with the machine's own services.
  const auto index = to_loopback_.size() + 1;
  auto loopback = fmt::format("127.{}.{}.{}", 1 + index / 62500, index / 250 % 250, index % 250 + 1);
  from_loopback_[loopback] = simulated;
  return to_loopback_[simulated] = std::move(loopback);
}

IpAddress Network::simulated_of(const std::string& loopback) const {
  const auto found = from_loopback_.find(loopback);
  return found == from_loopback_.end() ? IpAddress() : found->second;
}

}  // namespace sim
