#include "sim/dns/zone.h"

#include <algorithm>

namespace sim::dns {

bool Zone::is_cut(const Name& owner, const std::vector<Record>& records) const {
  // A wildcard delegates nothing (RFC 4592, 4.2).
  return owner != origin_ && !(owner.labels().front() == "*") &&
         std::any_of(records.begin(), records.end(), [](const Record& r) { return r.type == Type::NS; });
}

const Name* Zone::cut_above(const Name& name) const {
  if (cuts_ == 0 || !name.is_below_or_at(origin_)) return nullptr;
  const auto& labels = name.labels();
  for (std::size_t depth = origin_.labels().size() + 1; depth <= labels.size(); ++depth) {
    const auto node = records_.find(Name({labels.end() - static_cast<std::ptrdiff_t>(depth), labels.end()}));
    if (node != records_.end() && is_cut(node->first, node->second)) return &node->first;
  }
  return nullptr;
}

void Zone::set_serial(std::uint32_t serial) {
  const auto node = records_.find(origin_);
  if (node == records_.end()) return;
  for (Record& record : node->second) {
    if (auto* soa = std::get_if<SoaData>(&record.data)) soa->serial = serial;
  }
}

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
  if (is_known) return;
  const bool was_cut = is_cut(node->first, node->second);
  node->second.push_back(std::move(record));
  if (!was_cut && is_cut(node->first, node->second)) ++cuts_;
}

void Zone::remove(const Name& owner, Type type) {
  const auto node = records_.find(owner);
  if (node == records_.end()) return;
  if (is_cut(owner, node->second) && (type == Type::NS || type == Type::ANY)) --cuts_;
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
