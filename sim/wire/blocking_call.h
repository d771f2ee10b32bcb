// One question to a program outside of the simulation, on a real socket, in wall-clock time: for scanners that a story brings. Nothing else waits.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/clock.h"
#include "sim/result.h"

namespace sim::wire {

struct BlockingCall {
  std::string ip;                  ///< an address, not a name: nothing is asked of the machine's resolver
  std::uint16_t port = 0;
  std::string_view request;
  bool ends_request = false;       ///< closes its side after the request (spamd)
  std::size_t most_octets = 65'536;
  Duration patience = std::chrono::seconds{30};  ///< for all of it
};

/// Connects, writes, reads until the other side closes. An error if it does not answer in time, or too much.
Result<std::string> blocking_call(const BlockingCall& call);

}  // namespace sim::wire
