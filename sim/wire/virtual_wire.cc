#include "sim/wire/virtual_wire.h"

#include <fmt/format.h>

#include "sim/wire/virtual_connection.h"

namespace sim::wire {
namespace {

}  // namespace

VirtualWire::VirtualWire(Clock& clock, Network& network, Trace& trace, Random random)
    : hub_(new VirtualHub{clock, network, std::move(random), ConnectionLog(trace, network)}) {}

VirtualWire::~VirtualWire() = default;

Result<void> VirtualWire::listen(ListenOptions options, Acceptor acceptor) {
  if (options.implicit_tls && !options.certificate) {
    return Error{fmt::format("{} cannot listen for TLS without a certificate", options.at.text()),
                 "give the listener a certificate", {}};
  }
  const Endpoint at = options.at;
  auto listener = std::make_shared<const VirtualListener>(VirtualListener{std::move(options), std::move(acceptor)});
  if (!hub_->listeners.emplace(at, std::move(listener)).second) return taken(at);
  return {};
}

Result<void> VirtualWire::listen_datagram(Endpoint at, DatagramHandler handler) {
  if (!hub_->datagrams.emplace(at, std::move(handler)).second) return taken(at);
  return {};
}

void VirtualWire::stop_listening(const Endpoint& at) {
  hub_->listeners.erase(at);
  hub_->datagrams.erase(at);
}

void VirtualWire::drop_host(const IpAddress& host) {
  std::erase_if(hub_->listeners, [&](const auto& entry) { return entry.first.ip == host; });
  std::erase_if(hub_->datagrams, [&](const auto& entry) { return entry.first.ip == host; });
  const auto standing = hub_->connections;  // dropping removes entries
  for (const auto& [id, connection] : standing) connection->drop(host);
}

void VirtualWire::connect(ConnectOptions options, std::shared_ptr<Session> client, std::function<void()> over) {
  const auto id = hub_->next_id++;
  auto connection =
      std::make_shared<VirtualConnection>(*hub_, id, std::move(options), std::move(client), std::move(over));
  hub_->connections.emplace(id, connection);
  connection->start();
}

std::size_t VirtualWire::open_connections() const { return hub_->connections.size(); }

void VirtualWire::run_until(Instant limit, const std::function<bool()>& stop) {
  Clock& clock = hub_->clock;
  while (!stop || !stop()) {
    const auto next = clock.next();
    if (!next || *next > limit) return clock.advance_to(limit);
    clock.step();
  }
}

std::optional<std::string> VirtualWire::ask(const Endpoint& at, std::string_view datagram, const IpAddress& from) {
  const auto found = hub_->datagrams.find(at);
  const Path way = hub_->network.path(from, at.ip);
  if (found == hub_->datagrams.end() || way.partitioned || way.refused) return std::nullopt;
  return found->second(datagram, from);
}

}  // namespace sim::wire
