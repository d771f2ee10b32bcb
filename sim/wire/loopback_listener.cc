#include "sim/wire/loopback_listener.h"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>

#include "sim/wire/loopback_connection.h"

namespace sim::wire {
namespace {

}  // namespace

LoopbackListener::LoopbackListener(LoopbackHub& hub, ListenOptions options, Acceptor acceptor)
    : hub_(hub), options_(std::move(options)), acceptor_(std::move(acceptor)), acceptor_socket_(hub.io) {}

Result<void> LoopbackListener::start() {
  if (options_.certificate) {
    tls_ = hub_.authority.server_context(*options_.certificate);
    if (!tls_) return Error{fmt::format("no certificate can be made for {}", options_.at.text()), "check its names", {}};
  }
  const auto address = hub_.real_address(options_.at.ip);
  if (!address) return address.error();
  std::uint16_t port = hub_.real_port(options_.at.port);
  // Without fixed ports, a service on both TCP and UDP (DNS) gets the same port on both.
  const auto twin = hub_.datagrams.find(options_.at);
  if (port == 0 && twin != hub_.datagrams.end()) port = twin->second->real().port();
  const auto last = hub_.last_ports.find(options_.at);
  if (port == 0 && last != hub_.last_ports.end()) port = last->second;
  real_ = {*address, port};
  boost::system::error_code error;
  acceptor_socket_.open(real_.protocol(), error);
  if (!error) acceptor_socket_.set_option(Socket::reuse_address(true), error);
  if (!error) acceptor_socket_.bind(real_, error);
  if (!error) acceptor_socket_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return hub_.bind_error(options_.at, text_of(real_), error);
  real_ = acceptor_socket_.local_endpoint(error);
  hub_.last_ports[options_.at] = real_.port();
  accept();
  return {};
}

void LoopbackListener::stop() {
  boost::system::error_code ignored;
  acceptor_socket_.close(ignored);
}

void LoopbackListener::accept() {
  acceptor_socket_.async_accept([self = shared_from_this()](const boost::system::error_code& error, Socket socket) {
    if (!self->acceptor_socket_.is_open()) return;
    if (error) return self->rest();
    self->accepted(std::move(socket));
    self->accept();
  });
}

/// No descriptor was left (EMFILE), or the caller went away: the listener lives on, a moment later.
void LoopbackListener::rest() {
  const auto timer = std::make_shared<asio::steady_timer>(hub_.io, std::chrono::milliseconds(20));
  timer->async_wait([self = shared_from_this(), timer](const boost::system::error_code&) {
    if (self->acceptor_socket_.is_open()) self->accept();
  });
}

void LoopbackListener::accepted(Socket socket) {
  boost::system::error_code error;
  const auto caller = socket.remote_endpoint(error);
  if (error) return;
  const auto known = hub_.callers.find(caller);
  const auto client = known == hub_.callers.end() ? nullptr : known->second.lock();
  LoopbackConnection::accept(hub_, std::move(socket), shared_from_this(), client);
}

LoopbackDatagrams::LoopbackDatagrams(LoopbackHub& hub, Endpoint at, DatagramHandler handler)
    : hub_(hub), at_(std::move(at)), handler_(std::move(handler)), socket_(hub.io) {}

Result<void> LoopbackDatagrams::start() {
  const auto address = hub_.real_address(at_.ip);
  if (!address) return address.error();
  std::uint16_t port = hub_.real_port(at_.port);
  const auto twin = hub_.listeners.find(at_);
  if (port == 0 && twin != hub_.listeners.end()) port = twin->second->real().port();
  real_ = {*address, port};
  boost::system::error_code error;
  socket_.open(real_.protocol(), error);
  if (!error) socket_.bind(real_, error);
  if (error) return hub_.bind_error(at_, text_of(real_), error);
  socket_.non_blocking(true, error);
  real_ = socket_.local_endpoint(error);
  receive();
  return {};
}

void LoopbackDatagrams::stop() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void LoopbackDatagrams::receive() {
  socket_.async_receive_from(asio::buffer(buffer_), sender_,
                             [self = shared_from_this()](const boost::system::error_code& error, std::size_t size) {
                               if (!self->socket_.is_open()) return;
                               if (!error) self->answer(size);
                               self->receive();
                             });
}

void LoopbackDatagrams::answer(std::size_t size) {
  const auto reply = handler_({buffer_.data(), size}, hub_.simulated(sender_.address()));
  boost::system::error_code ignored;  // UDP: an answer that cannot be sent now is lost
  if (reply && socket_.is_open()) socket_.send_to(asio::buffer(*reply), sender_, 0, ignored);
}

}  // namespace sim::wire
