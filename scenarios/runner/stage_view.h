// What one name server tells of DNS, for those who ask it: the world's zones, or its own in their place (split horizon).
#pragma once
#include <algorithm>

#include "scenarios/runner/stage.h"

namespace scenarios {

struct Stage::View {
  View(const NameServer& from, const sim::dns::Zones& common, sim::World& base)
      : server(from), zones(common), resolver(zones, base.clock, base.trace),
        world{base.clock, base.random, base.trace, base.network, base.wire, resolver} {
    for (const sim::dns::Zone& zone : from.own) zones.put(zone);
  }
  bool has_own(const sim::dns::Name& origin) const {
    return std::any_of(server.own.begin(), server.own.end(), [&](const sim::dns::Zone& zone) { return zone.origin() == origin; });
  }

  const NameServer& server;
  sim::dns::Zones zones;
  sim::dns::Resolver resolver;  ///< with a cache of its own
  sim::World world;
};

}  // namespace scenarios
