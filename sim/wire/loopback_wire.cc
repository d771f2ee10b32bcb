#include "sim/wire/loopback_wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "sim/wire/loopback_connection.h"
#include "sim/wire/loopback_listener.h"

namespace sim::wire {
namespace {

using RealClock = std::chrono::steady_clock;
/// Bytes that one end wrote and the other has not seen for so long are not coming.
constexpr std::chrono::seconds stuck_after{5};
/// How long a quiet wire sleeps before it asks `stop` again.
constexpr std::chrono::milliseconds nap_max{50};
/// While programs outside work, their state is looked at so often.
constexpr std::chrono::milliseconds look_every{5};
/// A program outside that is quiet may have only just been spoken to: it gets so long to show that it works.
constexpr std::chrono::milliseconds settling{40};

}  // namespace

LoopbackWire::LoopbackWire(Clock& clock, Network& network, Trace& trace, Random random, LoopbackOptions options)
    : hub_(std::make_unique<LoopbackHub>(clock, network, trace, std::move(random), std::move(options))) {}

LoopbackWire::~LoopbackWire() {
  for (const auto& [at, listener] : hub_->listeners) listener->stop();
  for (const auto& [at, service] : hub_->datagrams) service->stop();
}

Result<void> LoopbackWire::listen(ListenOptions options, Acceptor acceptor) {
  const Endpoint at = options.at;
  if (options.implicit_tls && !options.certificate) {
    return Error{fmt::format("{} cannot listen for TLS without a certificate", at.text()),
                 "give the listener a certificate", {}};
  }
  if (hub_->listeners.contains(at)) return taken(at);
  auto listener = std::make_shared<LoopbackListener>(*hub_, std::move(options), std::move(acceptor));
  if (auto started = listener->start(); !started) return started;
  hub_->listeners.emplace(at, std::move(listener));
  return {};
}

Result<void> LoopbackWire::listen_datagram(Endpoint at, DatagramHandler handler) {
  if (hub_->datagrams.contains(at)) return taken(at);
  auto service = std::make_shared<LoopbackDatagrams>(*hub_, at, std::move(handler));
  if (auto started = service->start(); !started) return started;
  hub_->datagrams.emplace(at, std::move(service));
  return {};
}

void LoopbackWire::stop_listening(const Endpoint& at) {
  if (const auto found = hub_->listeners.extract(at)) found.mapped()->stop();
  if (const auto found = hub_->datagrams.extract(at)) found.mapped()->stop();
}

void LoopbackWire::drop_host(const IpAddress& host) {
  std::vector<Endpoint> ended;
  for (const auto& [at, listener] : hub_->listeners) {
    if (at.ip == host) ended.push_back(at);
  }
  for (const auto& [at, service] : hub_->datagrams) {
    if (at.ip == host) ended.push_back(at);
  }
  for (const auto& at : ended) stop_listening(at);
  std::erase_if(hub_->stand_ins, [&](const auto& each) { return each.first.ip == host; });
  const auto standing = hub_->connections;  // dropping removes entries
  for (const auto& [id, connection] : standing) connection->drop(host);
}

void LoopbackWire::connect(ConnectOptions options, std::shared_ptr<Session> client, std::function<void()> over) {
  LoopbackConnection::connect(*hub_, std::move(options), std::move(client), std::move(over));
}

std::size_t LoopbackWire::open_connections() const {
  std::size_t count = 0;
  for (const auto& [id, connection] : hub_->connections) count += connection->counts() ? 1 : 0;
  return count;
}

void LoopbackWire::run_until(Instant limit, const std::function<bool()>& stop) {
  if (hub_->options.real_time) {
    run_real(limit, stop);
  } else {
    run_virtual(limit, stop);
  }
}

/// Time moves only when nothing is on its way: what the kernel carries arrives in the moment in which it was sent.
void LoopbackWire::run_virtual(Instant limit, const std::function<bool()>& stop) {
  Clock& clock = hub_->clock;
  for (unsigned steps = 0; !stop || !stop(); ++steps) {
    if (hub_->in_flight > 0) {
      if (hub_->io.run_one_for(stuck_after) == 0) break_stuck();
      continue;
    }
    if (steps % 16 == 0) hub_->io.poll();  // what is not counted: callers that are not ours, ends of old connections
    if (hub_->in_flight > 0) continue;
    if (hub_->outside_works()) {
      pass_real_time(limit);
      if (clock.now() >= limit) return;
      continue;
    }
    const auto next = clock.next();
    if (!next || *next > limit) return clock.advance_to(limit);
    clock.step();
  }
}

bool LoopbackHub::outside_works() {
  if (!is_outside_busy) return false;
  io.poll();
  const auto now = RealClock::now();
  const bool talks = std::any_of(connections.begin(), connections.end(), [](const auto& each) { return each.second->is_with_outside(); });
  if (is_outside_busy() || talks || in_flight > 0) outside_last_busy = now;
  return outside_last_busy && now - *outside_last_busy < settling;
}

/// A few milliseconds of the wall clock, on which those outside live.
void LoopbackWire::pass_real_time(Instant limit) {
  Clock& clock = hub_->clock;
  const auto began = RealClock::now();
  if (hub_->io.run_one_for(look_every) > 0) hub_->io.poll();
  const auto passed = std::chrono::ceil<Duration>(RealClock::now() - began);
  const Instant now = std::min(limit, clock.now() + passed);
  while (clock.next() && *clock.next() <= now) clock.step();
  clock.advance_to(now);
}

void LoopbackWire::break_stuck() {
  const auto standing = hub_->connections;
  for (const auto& [id, connection] : standing) {
    if (connection->is_in_flight()) connection->break_stuck();
  }
}

void LoopbackWire::run_real(Instant limit, const std::function<bool()>& stop) {
  Clock& clock = hub_->clock;
  const Instant base = clock.now();
  const auto began = RealClock::now();
  const double speed = hub_->options.speed;
  while (!stop || !stop()) {
    const std::chrono::duration<double, std::milli> passed = RealClock::now() - began;
    const Instant now = std::min(limit, base + Duration(static_cast<std::int64_t>(passed.count() * speed)));
    if (clock.next() && *clock.next() <= now) {
      clock.step();
      hub_->io.poll_one();
      continue;
    }
    clock.advance_to(now);
    if (hub_->is_outside_busy) hub_->is_outside_busy();  // lets the story see what they did
    if (now >= limit) return;
    const Instant due = std::min(limit, clock.next().value_or(limit));
    const std::chrono::duration<double, std::milli> wait(static_cast<double>((due - now).count()) / speed);
    const auto nap = std::min<RealClock::duration>(nap_max, std::chrono::ceil<RealClock::duration>(
        std::min<std::chrono::duration<double, std::milli>>(wait, nap_max)));
    if (hub_->io.run_one_for(nap) > 0) hub_->io.poll();
  }
}

std::string LoopbackWire::real_endpoint(const Endpoint& at) const {
  const auto found = hub_->listeners.find(at);
  return found == hub_->listeners.end() ? std::string() : text_of(found->second->real());
}

std::string LoopbackWire::real_datagram_endpoint(const Endpoint& at) const {
  const auto found = hub_->datagrams.find(at);
  return found == hub_->datagrams.end() ? std::string() : text_of(found->second->real());
}

Result<Endpoint> LoopbackWire::place_outside(const Endpoint& at) {
  const auto address = hub_->real_address(at.ip);
  if (!address) return address.error();
  const Tcp::endpoint wanted(*address, hub_->real_port(at.port));
  Tcp::acceptor probe(hub_->io);
  boost::system::error_code error;
  probe.open(wanted.protocol(), error);
  if (!error) probe.set_option(Socket::reuse_address(true), error);
  if (!error) probe.bind(wanted, error);
  if (error) return hub_->bind_error(at, text_of(wanted), error);
  const auto ip = IpAddress::parse(address->to_string());
  return Endpoint{*ip, probe.local_endpoint(error).port()};
}

void LoopbackWire::stand_in(const Endpoint& at, const Endpoint& real) {
  hub_->stand_ins[at] = Tcp::endpoint(asio::ip::make_address(real.ip.text()), real.port);
}

void LoopbackWire::watch_outside(std::function<bool()> is_busy) { hub_->is_outside_busy = std::move(is_busy); }

Result<PemPair> LoopbackWire::certificate_for(const Certificate& facts) const {
  if (auto pair = hub_->authority.server_pem(facts)) return *std::move(pair);
  return Error{"no certificate can be made of these facts", "check its names", {}};
}

std::string LoopbackWire::ca_pem() const { return hub_->authority.pem(); }

}  // namespace sim::wire
