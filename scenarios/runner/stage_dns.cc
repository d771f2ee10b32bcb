// DNS of a stage: who serves which zones, who asks whom, and changes in the middle of a story.
#include <algorithm>

#include <fmt/format.h>

#include "fakeservers/dns_service.h"
#include "scenarios/runner/stage_view.h"

namespace scenarios {

void Stage::open_views() {
  for (const NameServer& server : story_.name_servers) zones_.add_server(server.ip, server.zones);
  for (const NameServer& server : story_.name_servers) {
    const bool is_asked = std::any_of(story_.hosts.begin(), story_.hosts.end(), [&](const auto& host) { return host.resolver == server.name; });
    if (server.own.empty() && !is_asked) continue;
    views_.push_back(std::make_unique<View>(server, zones_, *world_));
  }
}

Stage::View* Stage::view_of(std::string_view name_server) {
  const auto found = std::find_if(views_.begin(), views_.end(), [&](const auto& view) { return view->server.name == name_server; });
  return found == views_.end() ? nullptr : found->get();
}

sim::Result<sim::World*> Stage::world_of(const fakeservers::mta::HostConfig& host) {
  if (host.resolver.empty()) return world_.get();
  View* view = view_of(host.resolver);
  if (view == nullptr) return sim::Error{fmt::format("'{}' answers no DNS", host.resolver), "a host with is: name-server does", host.place};
  return &view->world;
}

sim::Result<void> Stage::serve_dns() {
  for (const NameServer& server : story_.name_servers) {
    const sim::Endpoint at{server.ip, 53};
    network_.add_host(server.name, at.ip);
    const View* view = view_of(server.name);
    const auto service = std::make_shared<fakeservers::DnsService>(view != nullptr ? view->zones : zones_, server.zones);
    auto datagrams = wire_->listen_datagram(at, [service](std::string_view query, const sim::IpAddress&) { return service->answer_datagram(query); });
    if (!datagrams) return datagrams;
    auto streams = wire_->listen({.at = at, .implicit_tls = false, .certificate = {}}, [service](const sim::Peer&) { return service->make_session(); });
    if (!streams) return streams;
  }
  return {};
}

void Stage::put_zone(sim::dns::Zone zone) {
  const auto serial_of = [](const sim::dns::Zone* of) {
    const auto* soa = of == nullptr ? nullptr : of->soa();
    return soa == nullptr ? 0 : std::get<sim::dns::SoaData>(soa->data).serial;
  };
  const std::uint32_t old = serial_of(zones_.find(zone.origin()));
  if (serial_of(&zone) <= old) zone.set_serial(old + 1);
  for (const auto& view : views_) {
    if (!view->has_own(zone.origin())) view->zones.put(zone);
  }
  zones_.put(std::move(zone));
}

void Stage::begin_dns_fault(const std::string& name, const sim::dns::DnsFault& fault) {
  const auto each = [this](const std::function<void(sim::dns::Zones&)>& change) {
    change(zones_);
    for (const auto& view : views_) change(view->zones);
  };
  each([&](sim::dns::Zones& zones) { zones.put_fault(fault); });
  resolver_->flush();
  for (const auto& view : views_) view->resolver.flush();
  begin_world_fault(name, [each, below = fault.below] { each([&](sim::dns::Zones& zones) { zones.clear_faults(below); }); });
}

}  // namespace scenarios
