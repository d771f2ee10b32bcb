// The wire in memory: bytes pass with the path's delay in virtual time, TLS is an attribute with facts, nothing is random but by seed.
// One thread. The clock, the network and the trace outlive it.
#pragma once
#include <memory>

#include "sim/random.h"
#include "sim/trace.h"
#include "sim/wire/wire.h"

namespace sim::wire {

struct VirtualHub;

class VirtualWire final : public Wire {
 public:
  VirtualWire(Clock& clock, Network& network, Trace& trace, Random random);
  ~VirtualWire() override;
  Result<void> listen(ListenOptions options, Acceptor acceptor) override;
  Result<void> listen_datagram(Endpoint at, DatagramHandler handler) override;
  void stop_listening(const Endpoint& at) override;
  void drop_host(const IpAddress& host) override;
  void connect(ConnectOptions options, std::shared_ptr<Session> client, std::function<void()> over) override;
  std::size_t open_connections() const override;
  void run_until(Instant limit, const std::function<bool()>& stop = {}) override;

  /// Asks a datagram service, as a host at `from` would; nothing if nobody listens or answers.
  std::optional<std::string> ask(const Endpoint& at, std::string_view datagram, const IpAddress& from);

 private:
  std::unique_ptr<VirtualHub> hub_;
};

}  // namespace sim::wire
