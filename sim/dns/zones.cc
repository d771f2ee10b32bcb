#include <algorithm>

#include "sim/dns/resolver.h"

namespace sim::dns {

std::string_view status_name(Status status) {
  static constexpr std::string_view names[] = {"found", "nodata", "nxdomain", "servfail", "refused", "timed out"};
  return names[static_cast<std::size_t>(status)];
}

void Zones::put(Zone zone) {
  Name origin = zone.origin();
  const Zone* old = find(origin);
  delegating_ -= old != nullptr && old->delegates() ? 1U : 0U;
  delegating_ += zone.delegates() ? 1U : 0U;
  zones_.insert_or_assign(std::move(origin), std::move(zone));
}

const Zone* Zones::find(const Name& origin) const {
  const auto found = zones_.find(origin);
  return found == zones_.end() ? nullptr : &found->second;
}

const Zone* Zones::enclosing(const Name& name) const {
  for (Name at = name;; at = at.parent()) {
    if (const Zone* zone = find(at)) return zone;
    if (at.is_root()) return nullptr;
  }
}

const Zone* Zones::enclosing(const Name& name, const std::vector<Name>& only) const {
  if (only.empty()) return enclosing(name);
  for (Name at = name;; at = at.parent()) {
    if (std::find(only.begin(), only.end(), at) != only.end()) {
      if (const Zone* zone = find(at)) return zone;
    }
    if (at.is_root()) return nullptr;
  }
}

bool Zones::is_served_at(const IpAddress& at, const Name& origin) const {
  const auto server = servers_.find(at);
  if (server == servers_.end()) return false;
  return server->second.empty() || std::find(server->second.begin(), server->second.end(), origin) != server->second.end();
}

void Zones::clear_faults(const Name& below) {
  std::erase_if(faults_, [&below](const DnsFault& fault) { return fault.below.is_below_or_at(below); });
}

const DnsFault* Zones::fault_for(const Name& name) const {
  const DnsFault* closest = nullptr;
  for (const DnsFault& fault : faults_) {
    if (!name.is_below_or_at(fault.below)) continue;
    if (!closest || fault.below.labels().size() >= closest->below.labels().size()) closest = &fault;
  }
  return closest;
}

std::optional<Status> Zones::suffer(const Name& name, Duration& cost) const {
  const DnsFault* fault = faults_.empty() ? nullptr : fault_for(name);
  if (fault == nullptr) return std::nullopt;
  // A late response is still taken while the last try waits, so only a delay beyond all tries is silence.
  constexpr Duration all_tries = try_patience * most_tries;
  if (fault->answer == Status::timed_out || fault->delay >= all_tries) {
    cost += all_tries;
    return Status::timed_out;
  }
  cost += fault->delay;
  if (fault->answer == Status::found) return std::nullopt;
  return fault->answer;
}

}  // namespace sim::dns
