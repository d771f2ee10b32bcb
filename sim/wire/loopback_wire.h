// The wire of real sockets: each simulated host has an address of its own in 127.0.0.0/8, TLS is real, foreign programs can take part.
// One thread. The clock, the network and the trace outlive it. Only here does a wall clock move the virtual one, and only if asked.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "sim/random.h"
#include "sim/trace.h"
#include "sim/wire/wire.h"

namespace sim::wire {

struct LoopbackOptions {
  /// False: the clock jumps to the next due moment whenever nothing is on its way (stories). True: it follows the wall clock (`serve`).
  bool real_time = false;
  double speed = 1;  ///< virtual seconds for each real one
  /// Unset: any free port for each listener, known by real_endpoint(). Set: the logical port p is the real port port_base + p.
  std::optional<std::uint16_t> port_base;
  bool allow_other_addresses = false;  ///< addresses of no host are used as they stand, also outside 127.0.0.0/8
  std::size_t connections_max = 10'000;
};

struct LoopbackHub;

class LoopbackWire final : public Wire {
 public:
  LoopbackWire(Clock& clock, Network& network, Trace& trace, Random random, LoopbackOptions options = {});
  ~LoopbackWire() override;
  Result<void> listen(ListenOptions options, Acceptor acceptor) override;
  Result<void> listen_datagram(Endpoint at, DatagramHandler handler) override;
  void stop_listening(const Endpoint& at) override;
  void drop_host(const IpAddress& host) override;
  void connect(ConnectOptions options, std::shared_ptr<Session> client, std::function<void()> over) override;
  std::size_t open_connections() const override;
  void run_until(Instant limit, const std::function<bool()>& stop = {}) override;

  /// Where a listener really is: "127.1.0.1:43210"; "" if nothing listens there.
  std::string real_endpoint(const Endpoint& at) const;
  std::string real_datagram_endpoint(const Endpoint& at) const;
  /// A program that is not ours is to perform this service of a host: where it must listen (port_base + port, or a port that is free now).
  Result<Endpoint> place_outside(const Endpoint& at);
  /// It listens there now: the story's clients reach it under `at`.
  void stand_in(const Endpoint& at, const Endpoint& real);
  /// While `is_busy` says so, or a conversation with such a program goes on, time passes as on the wall; it jumps when they are at rest too.
  void watch_outside(std::function<bool()> is_busy);
  /// Key and certificate for such a program; an error if they cannot be made.
  Result<PemPair> certificate_for(const Certificate& facts) const;
  /// The world's certificate authority, for foreign clients that verify.
  std::string ca_pem() const;

 private:
  void run_virtual(Instant limit, const std::function<bool()>& stop);
  void run_real(Instant limit, const std::function<bool()>& stop);
  void pass_real_time(Instant limit);
  void break_stuck();
  std::unique_ptr<LoopbackHub> hub_;
};

}  // namespace sim::wire
