// A listening socket of the loopback wire, and a datagram service.
#pragma once
#include <array>
#include <boost/asio/ip/udp.hpp>

#include "sim/wire/loopback_hub.h"

namespace sim::wire {

class LoopbackListener : public std::enable_shared_from_this<LoopbackListener> {
 public:
  LoopbackListener(LoopbackHub& hub, ListenOptions options, Acceptor acceptor);
  Result<void> start();
  /// Ends listening; who waits to be accepted sees a reset.
  void stop();
  const Tcp::endpoint& real() const { return real_; }
  const ListenOptions& options() const { return options_; }
  const Acceptor& acceptor() const { return acceptor_; }
  ssl_ctx_st* tls() const { return tls_.get(); }

 private:
  void accept();
  void accepted(Socket socket);
  void rest();

  LoopbackHub& hub_;
  ListenOptions options_;
  Acceptor acceptor_;
  TlsContextPtr tls_;
  Tcp::endpoint real_;
  asio::basic_socket_acceptor<Tcp, asio::io_context::executor_type> acceptor_socket_;
};

class LoopbackDatagrams : public std::enable_shared_from_this<LoopbackDatagrams> {
 public:
  LoopbackDatagrams(LoopbackHub& hub, Endpoint at, DatagramHandler handler);
  Result<void> start();
  void stop();
  const asio::ip::udp::endpoint& real() const { return real_; }

 private:
  void receive();
  void answer(std::size_t size);

  LoopbackHub& hub_;
  Endpoint at_;
  DatagramHandler handler_;
  asio::ip::udp::endpoint real_;
  asio::ip::udp::endpoint sender_;
  asio::basic_datagram_socket<asio::ip::udp, asio::io_context::executor_type> socket_;
  std::array<char, 65536> buffer_{};
};

}  // namespace sim::wire
