#include "sim/dns/reverse_name.h"

#include <arpa/inet.h>

#include <array>

namespace sim::dns {

Name reverse_name(const IpAddress& ip, const Name& below) {
  std::vector<std::string> labels;
  std::array<unsigned char, 16> octets{};
  if (ip.is_unset() || inet_pton(ip.is_v6() ? AF_INET6 : AF_INET, ip.text().c_str(), octets.data()) != 1) return Name();
  for (std::size_t i = ip.is_v6() ? 16 : 4; i-- > 0;) {
    if (!ip.is_v6()) {
      labels.push_back(std::to_string(octets[i]));
      continue;
    }
    static constexpr std::string_view digits = "0123456789abcdef";
    labels.emplace_back(1, digits[octets[i] & 0xfU]);
    labels.emplace_back(1, digits[octets[i] >> 4U]);
  }
  labels.insert(labels.end(), below.labels().begin(), below.labels().end());
  Name whole(std::move(labels));
  return whole.wire_octets() <= 255 ? whole : Name();
}

Name reverse_name(const IpAddress& ip) {
  static const Name v4({"in-addr", "arpa"});
  static const Name v6({"ip6", "arpa"});
  return reverse_name(ip, ip.is_v6() ? v6 : v4);
}

}  // namespace sim::dns
