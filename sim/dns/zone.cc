#include "sim/dns/zone.h"

#include <algorithm>

namespace sim::dns {

void Zone::add(Record record) {
  auto [node, is_new] = records_.try_emplace(record.owner);
  if (is_new) {
    for (Name above = record.owner; above != origin_ && !above.is_root();) {
      above = above.parent();
      ++owners_below_[above];
    }
  }
  // Two equal records are one (RFC 2181, 5).
  const bool is_known = std::any_of(node->second.begin(), node->second.end(), [&record](const Record& r) {
    return r.type == record.type && r.data == record.data;
  });
  if (!is_known) node->second.push_back(std::move(record));
}

void Zone::remove(const Name& owner, Type type) {
  const auto node = records_.find(owner);
  if (node == records_.end()) return;
  std::erase_if(node->second, [type](const Record& r) { return type == Type::ANY || r.type == type; });
  if (!node->second.empty()) return;
  for (Name above = owner; above != origin_ && !above.is_root();) {
    above = above.parent();
    const auto count = owners_below_.find(above);
    if (--count->second == 0) owners_below_.erase(count);
  }
  records_.erase(node);
}

Zone::Match Zone::match(const Name& owner, Type type) const {
  Match out;
  if (!owner.is_below_or_at(origin_)) return out;
  auto node = records_.find(owner);
  if (node == records_.end() && !exists(owner)) {
    // Only the wildcard of the closest encloser may stand in (RFC 4592, 3.3.1).
    Name encloser = owner.parent();
    while (!exists(encloser)) encloser = encloser.parent();
    const Name wildcard = encloser.child("*");
    if (!exists(wildcard)) return out;
    node = records_.find(wildcard);
  }
  out.exists = true;
  if (node == records_.end()) return out;
  const auto take = [&](Type wanted) {
    for (const Record& record : node->second) {
      if (wanted != Type::ANY && record.type != wanted) continue;
      out.records.push_back(record);
      out.records.back().owner = owner;
    }
  };
  take(type);
  if (out.records.empty()) take(Type::CNAME);
  return out;
}

const Record* Zone::soa() const {
  const auto node = records_.find(origin_);
  if (node == records_.end()) return nullptr;
  const auto found = std::find_if(node->second.begin(), node->second.end(),
                                  [](const Record& r) { return r.type == Type::SOA; });
  return found == node->second.end() ? nullptr : &*found;
}

}  // namespace sim::dns
