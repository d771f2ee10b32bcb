// How a loopback connection comes to stand.
#include <netinet/in.h>

#include <boost/asio/detail/socket_option.hpp>

#include "sim/wire/loopback_connection.h"
#include "sim/wire/loopback_listener.h"
#include "sim/wire/transit.h"

namespace sim::wire {
namespace {

/// The kernel chooses the source port at connect(), so that a port is taken only together with its target.
using BindAddressOnly = asio::detail::socket_option::boolean<IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT>;

}  // namespace

void LoopbackConnection::connect(LoopbackHub& hub, ConnectOptions options, std::shared_ptr<Session> session,
                                 std::function<void()> over) {
  auto self = std::make_shared<LoopbackConnection>(hub, Socket(hub.io));
  self->is_client_ = true;
  self->options_ = std::move(options);
  self->over_ = std::move(over);
  self->end_ = std::make_unique<End>(hub.clock, *self, std::move(session));
  hub.connections.emplace(self->id_, self);
  self->start();
}

void LoopbackConnection::start() {
  const bool is_elsewhere = hub_.options.real_time && !hub_.listeners.contains(options_.to);
  const bool known = hub_.knows(options_.to.ip) || is_elsewhere;
  const auto answer = answer_to_connect(path(), hub_.random, known, options_.patience);
  switch (answer.kind) {
    case Answer::Kind::none:
      return later(answer.after, &LoopbackConnection::time_out);
    case Answer::Kind::reset:
      return later(answer.after, &LoopbackConnection::refuse);
    case Answer::Kind::welcome:
      return later(answer.after, &LoopbackConnection::connect_socket);
  }
}

void LoopbackConnection::refuse() { lose({Loss::Kind::refused, options_.to.text() + " refused the connection"}); }

void LoopbackConnection::time_out() {
  if (is_paired_ || (is_client_ && socket_.is_open() && !is_connecting_)) return;
  lose({Loss::Kind::timed_out, "no answer from " + options_.to.text()});
}

/// Where to connect really: our own listener, a program that stands in, or, in real time, whoever may listen at that port.
std::optional<Tcp::endpoint> LoopbackConnection::target() const {
  if (const auto found = hub_.listeners.find(options_.to); found != hub_.listeners.end()) return found->second->real();
  if (const auto found = hub_.stand_ins.find(options_.to); found != hub_.stand_ins.end()) return found->second;
  if (!hub_.options.real_time) return std::nullopt;
  const auto address = hub_.real_address(options_.to.ip);
  if (!address) return std::nullopt;
  return Tcp::endpoint(*address, std::uint16_t(hub_.options.port_base.value_or(0) + options_.to.port));
}

bool LoopbackConnection::bind_source(const asio::ip::address& to) {
  boost::system::error_code error;
  socket_.open(to.is_v6() ? Tcp::v6() : Tcp::v4(), error);
  if (error) return false;
  if (!to.is_loopback() || to.is_v6() || options_.from.is_unset()) return true;
  const auto from = hub_.real_address(options_.from);
  if (!from) return true;
  socket_.set_option(BindAddressOnly(true), error);
  socket_.bind({*from, 0}, error);
  return !error;
}

void LoopbackConnection::connect_socket() {
  if (is_done()) return;
  const Path way = path();
  if (way.partitioned) return later(options_.patience, &LoopbackConnection::time_out);
  const auto real = target();
  if (way.refused || !real) return refuse();
  if (!bind_source(real->address())) {
    return lose({Loss::Kind::unreachable, "no socket can be opened from " + options_.from.text()});
  }
  is_connecting_ = true;
  awaits_pair_ = hub_.listeners.contains(options_.to);
  socket_.async_connect(*real, [self = shared_from_this()](const boost::system::error_code& error) {
    self->connected(error);
  });
  boost::system::error_code ignored;
  caller_ = socket_.local_endpoint(ignored);  // chosen by connect(), which was called at once
  if (awaits_pair_) hub_.callers[caller_] = weak_from_this();
  count();
  if (hub_.options.real_time) later(options_.patience, &LoopbackConnection::time_out);
}

void LoopbackConnection::connected(const boost::system::error_code& error) {
  is_connecting_ = false;
  count();
  if (is_done()) return close_if_done();
  boost::system::error_code ignored;
  if (error) {
    awaits_pair_ = false;
    socket_.close(ignored);
    count();
    if (error == asio::error::connection_refused) return refuse();
    return lose({Loss::Kind::unreachable, error.message()});
  }
  socket_.set_option(Tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  hub_.log.connected(options_.from, options_.to);
  if (awaits_pair_) read_more();  // whoever goes away before accepting is heard
  if (is_paired_ || !awaits_pair_) stand_if_paired();
}

void LoopbackConnection::accept(LoopbackHub& hub, Socket socket, std::shared_ptr<LoopbackListener> listener,
                                const std::shared_ptr<LoopbackConnection>& client) {
  if (client) hub.callers.erase(client->caller_);
  if (hub.connections.size() >= hub.options.connections_max) {
    boost::system::error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);  // by hand: Asio's destructor takes the option back; the caller sees a reset
    return;
  }
  auto self = std::make_shared<LoopbackConnection>(hub, std::move(socket));
  boost::system::error_code ignored;
  self->options_.from = hub.simulated(self->socket_.remote_endpoint(ignored).address());
  self->options_.to = listener->options().at;
  self->listener_ = std::move(listener);
  self->socket_.set_option(Tcp::no_delay(true), ignored);
  self->socket_.non_blocking(true, ignored);
  hub.connections.emplace(self->id_, self);
  if (client) {
    self->pair_with(client);
  } else {
    hub.log.connected(self->options_.from, self->options_.to);
    self->begin();
  }
}

void LoopbackConnection::pair_with(const std::shared_ptr<LoopbackConnection>& client) {
  options_.from = client->options_.from;
  is_paired_ = client->is_paired_ = true;
  peer_ = client;
  client->peer_ = weak_from_this();
  client->awaits_pair_ = false;
  client->count();
  if (!client->is_connecting_) client->stand_if_paired();
}

/// Both sides begin in one moment, the server's first, as on the virtual wire.
void LoopbackConnection::stand_if_paired() {
  const auto self = shared_from_this();
  if (const auto server = peer_.lock()) server->begin();
  begin();
}

void LoopbackConnection::begin() {
  const bool implicit = is_client_ ? options_.implicit_tls : listener_->options().implicit_tls;
  if (!implicit) {
    begin_session();
    return read_more();
  }
  if (is_client_) {
    tls_ = TlsFilter::client(hub_.client_tls.get(), options_.server_name, options_.verify, hub_.clock.now());
    flush_tls();
  } else {
    tls_ = TlsFilter::server(listener_->tls());
    later(handshake_patience, &LoopbackConnection::give_up_handshake);
  }
  read_more();
}

void LoopbackConnection::give_up_handshake() {
  if (end_) return;
  tls_.reset();
  shut_down();
}

void LoopbackConnection::begin_session() {
  if (!is_client_) {
    const auto caller = peer_.lock();
    const auto offered = caller && caller->end_ ? caller->end_->offered() : nullptr;
    auto session = listener_->acceptor()({options_.from, hub_.network.host_of(options_.from), tls_ != nullptr, offered});
    if (!session) return close_socket(true);
    end_ = std::make_unique<End>(hub_.clock, *this, std::move(session));
  }
  const auto self = shared_from_this();
  end_->open();
}

}  // namespace sim::wire
