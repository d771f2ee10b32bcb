#include <algorithm>

#include "sim/dns/resolver.h"

namespace sim::dns {

std::string_view status_name(Status status) {
  static constexpr std::string_view names[] = {"found", "nodata", "nxdomain", "servfail", "refused", "timed out"};
  return names[static_cast<std::size_t>(status)];
}

void Zones::put(Zone zone) {
  Name origin = zone.origin();
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

namespace {

/// What the fault makes of the question; nothing if it only delays it. A late response is still taken while the last try
/// waits, so only a delay beyond all tries is silence.
std::optional<Status> suffer(const DnsFault& fault, Duration& cost) {
  constexpr Duration all_tries = try_patience * most_tries;
  if (fault.answer == Status::timed_out || fault.delay >= all_tries) {
    cost += all_tries;
    return Status::timed_out;
  }
  cost += fault.delay;
  if (fault.answer == Status::found) return std::nullopt;
  return fault.answer;
}

}  // namespace

Answer Zones::answer(const Name& name, Type type) const {
  Answer out;
  const Zone* last_zone = nullptr;
  for (Name at = name; out.chain.size() <= most_aliases;) {
    const Zone* zone = enclosing(at);
    if (!zone || zone != last_zone) out.cost += ask_cost;
    last_zone = zone;
    if (const DnsFault* fault = fault_for(at)) {
      if (const auto status = suffer(*fault, out.cost)) {
        out.status = *status;
        return out;
      }
    }
    if (!zone) return out;
    auto match = zone->match(at, type);
    if (!match.exists) return out;
    if (match.records.empty()) {
      out.status = Status::nodata;
      return out;
    }
    if (match.records.front().type != Type::CNAME || type == Type::CNAME || type == Type::ANY) {
      out.status = Status::found;
      out.records = std::move(match.records);
      return out;
    }
    at = std::get<NameData>(match.records.front().data).name;
    out.chain.push_back(std::move(match.records.front()));
  }
  out.status = Status::servfail;
  return out;
}

}  // namespace sim::dns
