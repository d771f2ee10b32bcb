// Records of a test as DNS: zone text, and names that fail.
#pragma once
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "sim/dns/resolver.h"

namespace sender_tests {

class ZoneLookup final : public sim::dns::Lookup {
 public:
  /// Absolute names: the zone is the root.
  explicit ZoneLookup(std::string_view text) {
    auto zone = sim::dns::Zone::parse(sim::dns::Name(), text, {});
    EXPECT_TRUE(zone.has_value()) << (zone ? "" : zone.error().text());
    if (zone) zones_.put(*zone);
  }
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type type) override {
    asked.push_back(name.text());
    sim::dns::Answer answer = failing.contains(name.text()) ? sim::dns::Answer{.status = sim::dns::Status::servfail} : zones_.answer(name, type);
    answer.cost = sim::Duration{10};
    return answer;
  }

  std::set<std::string> failing;       ///< SERVFAIL, whatever the type
  std::vector<std::string> asked;

 private:
  sim::dns::Zones zones_;
};

}  // namespace sender_tests
