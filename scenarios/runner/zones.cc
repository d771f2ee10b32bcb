#include "scenarios/runner/zones.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/runner/decode.h"
#include "sim/dns/reverse_name.h"

namespace scenarios {
namespace {

sim::dns::Name name_of(std::string_view text) {
  auto parsed = sim::dns::Name::parse(text);
  return parsed ? *std::move(parsed) : sim::dns::Name();
}

/// Collects records of zones to be made, then parses each as the story's own would be.
class ZoneMaker {
 public:
  explicit ZoneMaker(Story& story) : story_(story) {}

  void add(const std::string& zone, const std::string& line) {
    const sim::dns::Name name = name_of(zone);
    const bool is_enclosed = std::any_of(story_.zones.begin(), story_.zones.end(),
                                         [&](const sim::dns::Zone& own) { return name.is_below_or_at(own.origin()); });
    if (!is_enclosed) zones_[zone] += line + "\n";
  }

  void add_address(const std::string& zone, const std::string& name, const sim::IpAddress& ip) {
    add(zone, fmt::format("{}. IN {} {}", name, ip.is_v6() ? "AAAA" : "A", ip.text()));
  }

  /// A reverse zone is a /24 or a /64.
  void add_reverse(const std::string& name, const sim::IpAddress& ip) {
    constexpr int host_labels_v4 = 1;
    constexpr int host_labels_v6 = 16;
    const sim::dns::Name owner = sim::dns::reverse_name(ip);
    sim::dns::Name zone = owner;
    for (int i = 0; i < (ip.is_v6() ? host_labels_v6 : host_labels_v4); ++i) zone = zone.parent();
    if (owner.is_root() || has_own(owner)) return;
    add(zone.text(), fmt::format("{}. IN PTR {}.", owner.text(), name));
  }

  void finish() {
    for (const auto& [origin, text] : zones_) {
      auto zone = sim::dns::Zone::parse(name_of(origin), text, {});
      if (zone) story_.zones.push_back(*std::move(zone));
    }
  }

 private:
  /// The story has a zone for this one address.
  bool has_own(const sim::dns::Name& owner) const {
    return std::any_of(story_.zones.begin(), story_.zones.end(), [&](const sim::dns::Zone& own) { return own.origin() == owner; });
  }

  Story& story_;
  std::map<std::string, std::string> zones_;
};

/// A machine that serves no domain: its name is a zone of its own unless it stands in one, so that no domain comes to exist by it.
void add_machine(ZoneMaker& maker, const std::string& name, const sim::IpAddress& ip) {
  maker.add_address(name, name, ip);
  maker.add_reverse(name, ip);
}

void add_host(ZoneMaker& maker, const fakeservers::mta::HostConfig& host) {
  for (const std::string& domain : host.domains) maker.add(domain, fmt::format("{}. IN MX 10 {}.", domain, host.name));
  std::string zone = host.name.substr(std::min(host.name.size(), host.name.find('.') + 1));
  for (const std::string& domain : host.domains) {
    if (name_of(host.name).is_below_or_at(name_of(domain))) zone = domain;
  }
  maker.add_address(zone, host.name, host.ip);
  maker.add_reverse(host.name, host.ip);
}

/// Someone at a line of their access provider, which names lines after addresses.
void add_line(ZoneMaker& maker, const sim::IpAddress& ip) {
  std::string label = ip.text();
  std::replace_if(label.begin(), label.end(), [](char c) { return c == '.' || c == ':'; }, '-');
  const std::string name = "host-" + label + ".access.example";
  maker.add_address("access.example", name, ip);
  maker.add_reverse(name, ip);
}

void decode_into(const Value* dns, std::vector<sim::dns::Zone>& zones, Problems& problems) {
  if (dns == nullptr) return;
  for (const Member& member : dns->members) {
    auto zone = decode_zone(member);
    if (zone) {
      zones.push_back(*std::move(zone));
    } else {
      problems.push_back(zone.error());
    }
  }
}

}  // namespace

void decode_zones(const Value& root, Story& story, Problems& problems) {
  decode_into(root.find("dns"), story.zones, problems);
  const Value* hosts = root.find("hosts");
  if (hosts == nullptr) return;
  for (const Member& host : hosts->members) {
    if (host.value.text_of("is") != "name-server") continue;
    NameServer server{host.key, ip_of(host.value.text_of("ip"))};
    for (const std::string& zone : texts_at(host.value, "zones")) server.zones.push_back(name_of(zone));
    decode_into(host.value.find("dns"), server.own, problems);
    story.name_servers.push_back(std::move(server));
  }
}

sim::dns::Zone with_records(sim::dns::Zone zone, const sim::dns::Zone& change) {
  using sim::dns::Type;
  const auto* soa = zone.soa();
  const std::uint32_t serial = soa == nullptr ? 0 : std::get<sim::dns::SoaData>(soa->data).serial;
  for (const auto& [owner, records] : change.records()) {
    for (const auto& record : records) {
      if (record.type == Type::SOA) continue;
      zone.remove(owner, Type::CNAME);
      if (record.type == Type::CNAME && owner != zone.origin()) zone.remove(owner, Type::ANY);
      zone.remove(owner, record.type);
    }
    for (const auto& record : records) {
      if (record.type != Type::SOA) zone.add(record);
    }
  }
  zone.set_serial(serial + 1);
  return zone;
}

sim::Result<sim::dns::Zone> decode_zone(const Member& member) {
  const auto origin = sim::dns::Name::parse(member.key);
  if (!origin) return sim::Error{origin.error().what, origin.error().advice, member.place};
  sim::Place start = member.value.place;
  if (member.value.is_block) start = {start.file, start.line + 1, member.place.column + 2};
  return sim::dns::Zone::parse(*origin, member.value.text, start);
}

void complete_zones(Story& story) {
  ZoneMaker maker(story);
  for (const auto& host : story.hosts) add_host(maker, host);
  for (const fakeservers::TokenServerConfig& server : story.token_servers) {
    fakeservers::mta::HostConfig host;
    host.name = server.name;
    host.ip = server.ip;
    add_host(maker, host);
  }
  for (const NameServer& server : story.name_servers) add_machine(maker, server.name, server.ip);
  for (const PersonStory& person : story.people) add_line(maker, person.config.ip);
  add_line(maker, story.instance_ip);
  add_machine(maker, std::string(outside_name), ip_of(outside_ip));
  maker.finish();
}

void check_zone_changes(const Story& story, Problems& problems) {
  std::set<sim::dns::Name> known;
  for (const sim::dns::Zone& zone : story.zones) known.insert(zone.origin());
  for (const Value& step : story.steps) {
    const Value* set = step.find("set");
    if (set == nullptr) continue;
    for (const Member& part : set->members) {
      if (part.key != "dns" && part.key != "records") continue;
      for (const Member& member : part.value.members) {
        const auto zone = decode_zone(member);
        if (!zone) {
          problems.push_back(zone.error());
        } else if (part.key == "dns") {
          known.insert(zone->origin());
        } else if (!known.contains(zone->origin())) {
          problems.push_back({fmt::format("there is no zone '{}' whose records could change", member.key),
                              "write the whole zone with set: {dns: ...}", member.place});
        }
      }
    }
  }
}

}  // namespace scenarios
