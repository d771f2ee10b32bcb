#include "fakeservers/policy/blackhole.h"

namespace fakeservers::policy {

const std::vector<std::string>& usual_blackholes() {
  static const std::vector<std::string> domains{"example.com", "test.com", "nobody.com", "dummy.com", "yourcompany.com"};
  return domains;
}

std::optional<Decision> swallow(const mta::PolicyConfig& config, const sim::mail::Address& to) {
  if (config.blackhole.empty()) return std::nullopt;
  const std::string domain = to.domain_lower();
  for (const std::string& hole : config.blackhole) {
    const bool is_below = domain.size() > hole.size() && domain.ends_with(hole) && domain[domain.size() - hole.size() - 1] == '.';
    if (domain != hole && !is_below) continue;
    return Decision{.policy = "blackhole", .evidence = "the copy for " + to.text() + " is discarded: " + hole + " is a blackhole domain",
                    .place = config.place};
  }
  return std::nullopt;
}

}  // namespace fakeservers::policy
