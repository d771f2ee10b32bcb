// What every part of the simulated world is given: time, chance, the trace, who reaches whom, the wire, and DNS.
// Made once per story (or test) and passed by reference; owners of a World outlive the parts that use it.
#pragma once
#include "sim/clock.h"
#include "sim/dns/resolver.h"
#include "sim/network.h"
#include "sim/random.h"
#include "sim/trace.h"
#include "sim/wire/wire.h"

namespace sim {

struct World {
  Clock& clock;
  Random random;  ///< the root; each part takes a stream of its own
  Trace& trace;
  Network& network;
  wire::Wire& wire;
  dns::Resolver& resolver;
};

}  // namespace sim
