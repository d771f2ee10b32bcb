// The name under which PTR records of an address stand, and blocklists' question about it.
#pragma once
#include "sim/dns/zone.h"

namespace sim::dns {

/// 192.0.2.10: 10.2.0.192.in-addr.arpa (RFC 1035, 3.5). 2001:db8::1: its 32 nibbles, the last first, under ip6.arpa (RFC 3596, 2.5).
/// The root for an unset address.
Name reverse_name(const IpAddress& ip);
/// The same labels under another name, as blocklists are asked: 10.2.0.192.dnsbl.example (RFC 5782, 2.1 and 2.4).
/// The root if it would be longer than a name may be.
Name reverse_name(const IpAddress& ip, const Name& below);

}  // namespace sim::dns
