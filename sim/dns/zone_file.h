// A master file of many domains (RFC 1035, 5), as it is given on a command line.
#pragma once
#include <string_view>

#include "sim/dns/resolver.h"

namespace sim::dns {

/// Reads a file whose names are absolute or relative to $ORIGIN, which is the root at first and may change any number of times.
/// A name with a SOA or NS record begins a zone of its own, so the file is the whole of DNS: it delegates to nobody, and what
/// is not in it does not exist. $INCLUDE is refused. Errors have line and column counted from `start`.
Result<Zones> read_zone_file(std::string_view text, Place start);

}  // namespace sim::dns
