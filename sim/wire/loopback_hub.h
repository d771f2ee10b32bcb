// What the parts of one loopback wire share: the io_context, who listens where, and the count of what is on its way.
// Only this room's .cc files include this header; it brings Asio in.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "sim/random.h"
#include "sim/wire/certificates.h"
#include "sim/wire/connection_log.h"
#include "sim/wire/loopback_wire.h"

namespace sim::wire {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, asio::io_context::executor_type>;

class LoopbackConnection;
class LoopbackListener;
class LoopbackDatagrams;

struct LoopbackHub {
  LoopbackHub(Clock& c, Network& n, Trace& t, Random r, LoopbackOptions o)
      : clock(c), network(n), random(std::move(r)), log(t, n), options(std::move(o)) {}

  asio::io_context io{1};
  /// A world without listeners has moments without anything to wait for: io must not end then.
  asio::executor_work_guard<asio::io_context::executor_type> keeps_running = asio::make_work_guard(io);
  Clock& clock;
  Network& network;
  Random random;
  ConnectionLog log;
  LoopbackOptions options;
  CertificateAuthority authority{};
  TlsContextPtr client_tls = authority.client_context();
  /// Connections for which something is on its way in the kernel: while there are any, the virtual clock stands still.
  std::size_t in_flight = 0;
  std::uint64_t next_id = 0;
  /// Services of the story's hosts that programs not ours perform, by where they really listen.
  std::map<Endpoint, Tcp::endpoint> stand_ins{};
  /// Where each service listened last: programs outside still know it after a restart.
  std::map<Endpoint, std::uint16_t> last_ports{};
  std::function<bool()> is_outside_busy{};  ///< empty: no program outside takes part
  std::optional<std::chrono::steady_clock::time_point> outside_last_busy{};
  std::map<Endpoint, std::shared_ptr<LoopbackListener>> listeners{};
  std::map<Endpoint, std::shared_ptr<LoopbackDatagrams>> datagrams{};
  std::map<std::uint64_t, std::shared_ptr<LoopbackConnection>> connections{};
  /// Our own clients by the real address they call from, so that the accepting side finds its other end.
  std::map<Tcp::endpoint, std::weak_ptr<LoopbackConnection>> callers{};

  /// The real address for one of the story; an error if it may not be used.
  Result<asio::ip::address> real_address(const IpAddress& ip);
  /// The port to bind for a logical one: 0 if any will do.
  std::uint16_t real_port(std::uint16_t logical) const;
  /// The simulated address behind a real one; for a foreign program its real address.
  IpAddress simulated(const asio::ip::address& real) const;
  /// True while programs outside work or talk with us, and a moment after.
  bool outside_works();
  /// True if the address is one of a known host or listener.
  bool knows(const IpAddress& ip) const;
  /// The listener's error in words, with advice.
  Error bind_error(const Endpoint& at, const std::string& real, const boost::system::error_code& why) const;
};

/// A real endpoint, TCP or UDP, for messages.
template <class Real>
std::string text_of(const Real& real) {
  return fmt::format("{}:{}", real.address().to_string(), real.port());
}

}  // namespace sim::wire
