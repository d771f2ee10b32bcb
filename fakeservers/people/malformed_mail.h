// Mails whose MIME or header is broken in one of the ways that broken programs break it.
#pragma once
#include <string>
#include <string_view>

#include "sim/clock.h"
#include "sim/random.h"

namespace fakeservers::people {

inline constexpr std::size_t malformation_count = 7;

/// A mail with the given malformation (0 to malformation_count - 1). Only its header up to the blank line is always CRLF lines.
std::string write_malformed(std::size_t which, std::string_view from, std::string_view to, sim::Instant now, sim::Random& random);

}  // namespace fakeservers::people
