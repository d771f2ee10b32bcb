// Dates of header fields (RFC 5322, 3.3).
#pragma once
#include <optional>
#include <string_view>

#include "sim/clock.h"

namespace sim::mail {

/// Reads the value of a Date field, comments and obsolete zones included; nothing if it is no date.
std::optional<Instant> parse_date(std::string_view value);

}  // namespace sim::mail
