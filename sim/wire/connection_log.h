// Notes what happens to connections in the trace, in the same words on both wires.
#pragma once
#include "sim/network.h"
#include "sim/session.h"
#include "sim/trace.h"

namespace sim::wire {

class ConnectionLog {
 public:
  ConnectionLog(Trace& trace, const Network& network) : trace_(trace), network_(network) {}
  void connected(const IpAddress& from, const Endpoint& to);
  void lost(const IpAddress& from, const Endpoint& to, const Loss& loss);
  void tls(const IpAddress& from, const Endpoint& to, const TlsFacts& facts);

 private:
  std::string host(const IpAddress& ip) const;
  std::string place(const Endpoint& at) const;
  Trace& trace_;
  const Network& network_;
};

}  // namespace sim::wire
