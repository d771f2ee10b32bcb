#include <algorithm>

#include "sim/dns/resolver.h"

namespace sim::dns {
namespace {

/// Name servers are looked up while a name is looked up; such questions in questions, and all of them together, have a bound.
constexpr int most_depth = 4;
constexpr int most_asked = 60;
/// More name servers than any zone has (the root has 13).
constexpr std::size_t most_name_servers = 13;

/// One question on its way from the topmost zone down, with the questions about name servers that it leads to.
class Walk {
 public:
  explicit Walk(const Zones& zones) : zones_(zones) {}
  Answer answer(const Name& name, Type type, int depth);

 private:
  const Zone* descend(const Name& at, int depth, Answer& out);
  const Zone* follow_delegations(const Name& at, int depth, Answer& out);
  bool reaches(const Zone& parent, const Name& cut, int depth, Duration& cost);
  std::vector<IpAddress> addresses(const Zone& parent, const Name& server, int depth, Duration& cost);

  const Zones& zones_;
  int asked_ = 0;
};

void take_addresses(const std::vector<Record>& records, std::vector<IpAddress>& out) {
  for (const Record& record : records) {
    if (const auto* data = std::get_if<AddressData>(&record.data)) out.push_back(data->ip);
  }
}

/// Where a name server is: as the parent's glue says, or as DNS says.
std::vector<IpAddress> Walk::addresses(const Zone& parent, const Name& server, int depth, Duration& cost) {
  std::vector<IpAddress> out;
  if (const auto glue = parent.records().find(server); glue != parent.records().end()) take_addresses(glue->second, out);
  if (!out.empty() || depth >= most_depth) return out;
  for (const Type type : {Type::A, Type::AAAA}) {
    const Answer found = answer(server, type, depth + 1);
    cost += found.cost;
    take_addresses(found.records, out);
  }
  return out;
}

/// True if one of the delegation's name servers serves the zone. Each that does not costs a refusal, or the wait for nobody.
bool Walk::reaches(const Zone& parent, const Name& cut, int depth, Duration& cost) {
  const bool is_here = zones_.find(cut) != nullptr;
  if (!zones_.knows_servers()) return is_here;
  std::size_t tried = 0;
  for (const Record& record : parent.records().at(cut)) {
    if (record.type != Type::NS || ++tried > most_name_servers) continue;
    for (const IpAddress& ip : addresses(parent, std::get<NameData>(record.data).name, depth, cost)) {
      if (is_here && zones_.is_served_at(ip, cut)) return true;
      cost += zones_.is_server(ip) ? ask_cost : try_patience;
    }
  }
  return false;
}

/// The zone that speaks for the name after all delegations on the way; nullptr, with a cause, if one is lame.
const Zone* Walk::follow_delegations(const Name& at, int depth, Answer& out) {
  std::vector<const Zone*> path;  // the closest first
  for (Name name = at;; name = name.parent()) {
    if (const Zone* zone = zones_.find(name)) path.push_back(zone);
    if (name.is_root()) break;
  }
  for (; !path.empty(); path.pop_back()) {
    const Zone& zone = *path.back();
    const Zone* next = path.size() > 1 ? path[path.size() - 2] : nullptr;
    const Name* cut = zone.cut_above(at);
    // A zone that nobody delegates is found all the same: a story need not write its parents.
    const bool is_passed = cut != nullptr && next != nullptr && next->origin().labels().size() < cut->labels().size();
    if (cut != nullptr && !is_passed) {
      Duration cost = ask_cost;
      const bool reached = reaches(zone, *cut, depth, cost);
      out.cost += std::min(cost, try_patience * most_tries);
      if (!reached) {
        out.cause = "lame-delegation:" + cut->text();
        return nullptr;
      }
    }
    if (next == nullptr) return &zone;
  }
  return nullptr;
}

const Zone* Walk::descend(const Name& at, int depth, Answer& out) {
  return zones_.delegates() ? follow_delegations(at, depth, out) : zones_.enclosing(at);
}

Answer Walk::answer(const Name& name, Type type, int depth) {
  Answer out;
  const Zone* last_zone = nullptr;
  Name at = name;
  while (out.chain.size() <= most_aliases && ++asked_ <= most_asked) {
    const Zone* zone = descend(at, depth, out);
    if (!zone || zone != last_zone) out.cost += ask_cost;
    last_zone = zone;
    if (const auto failed = zones_.suffer(at, out.cost)) {
      out.status = *failed;
      return out;
    }
    if (!out.cause.empty()) break;
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
  if (out.cause.empty()) out.cause = "too-many-aliases";
  out.status = Status::servfail;
  return out;
}

}  // namespace

Answer Zones::answer(const Name& name, Type type) const { return Walk(*this).answer(name, type, 0); }

}  // namespace sim::dns
