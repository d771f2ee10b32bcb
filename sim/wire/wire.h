// The two ways to run a session: in memory and virtual time (virtual_wire.h), or on real sockets (loopback_wire.h). Both offer this.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/network.h"
#include "sim/session.h"

namespace sim::wire {

/// The facts of a server's certificate. On the virtual wire they are only compared; on loopback a real certificate is made from them.
struct Certificate {
  std::vector<std::string> names;             ///< DNS names, wildcards allowed ("*.corp.example")
  bool trusted = true;                        ///< signed by the world's CA; false: self-signed
  Instant not_before{};
  Instant not_after = Instant::max();
  std::string max_version = "TLSv1.3";        ///< the newest version the server speaks
};

/// A certificate and its private key in PEM, for servers that are not ours.
struct PemPair {
  std::string certificate, key;
};

struct ListenOptions {
  Endpoint at;
  bool implicit_tls = false;                  ///< TLS from the first byte (ports 465, 995)
  std::optional<Certificate> certificate;     ///< needed for implicit TLS and for StartTls
};

/// Makes the server's end for each connection.
using Acceptor = std::function<std::unique_ptr<Session>(const Peer&)>;

struct ConnectOptions {
  IpAddress from;
  Endpoint to;
  bool implicit_tls = false;
  std::string server_name;                    ///< for SNI and, if verify, for the certificate's name
  bool verify = false;                        ///< refuse a certificate that is not right (else only report it in TlsFacts)
  Duration patience = std::chrono::seconds{30};  ///< how long to wait for the connection to stand
};

/// Answers one datagram; nothing means no answer.
using DatagramHandler = std::function<std::optional<std::string>(std::string_view datagram, const IpAddress& from)>;

class Wire {
 public:
  Wire() = default;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;
  virtual ~Wire() = default;

  /// An error if the address is taken, is not loopback, or needs a right that is missing.
  virtual Result<void> listen(ListenOptions options, Acceptor acceptor) = 0;
  /// Datagram service (UDP) at the endpoint.
  virtual Result<void> listen_datagram(Endpoint at, DatagramHandler handler) = 0;
  /// Ends listening at an endpoint; connections that stand go on.
  virtual void stop_listening(const Endpoint& at) = 0;
  /// Takes a host down: its listeners end, its connections break (the other ends see a reset).
  virtual void drop_host(const IpAddress& host) = 0;

  /// Runs a client session. `over` is called once, after the connection has ended in whatever way (the session knows how),
  /// never from inside connect().
  virtual void connect(ConnectOptions options, std::shared_ptr<Session> client, std::function<void()> over) = 0;

  /// Connections that stand or are being made.
  virtual std::size_t open_connections() const = 0;
  /// Lets the world run until its clock shows `limit`, or until `stop` says so (asked between steps).
  virtual void run_until(Instant limit, const std::function<bool()>& stop = {}) = 0;
};

}  // namespace sim::wire
