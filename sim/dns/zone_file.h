// Master files of many domains (RFC 1035, 5), as they are given on a command line.
#pragma once
#include <optional>
#include <span>
#include <string_view>

#include "sim/dns/resolver.h"

namespace sim::dns {

struct ZoneText {
  std::string_view text;
  Place start;                    ///< errors have line and column counted from here
  std::optional<Name> origin{};   ///< what names are relative to until $ORIGIN; without one `@` is an error, other names are absolute
};

/// Reads files whose names are absolute or relative to $ORIGIN, which may change any number of times. A name with a SOA or NS record begins a zone
/// of its own, and what is in no file does not exist: the files are the whole of DNS. A delegation from a zone, though, below which they hold
/// nothing (but glue) is lame, as it is in a story. $INCLUDE is refused.
Result<Zones> read_zone_files(std::span<const ZoneText> texts);
Result<Zones> read_zone_file(std::string_view text, Place start);

}  // namespace sim::dns
