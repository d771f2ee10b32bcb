#include "sim/wire/loopback_connection.h"

#include "sim/wire/loopback_listener.h"
#include "sim/wire/tls_facts.h"

namespace sim::wire {

LoopbackConnection::LoopbackConnection(LoopbackHub& hub, Socket socket)
    : hub_(hub), id_(hub.next_id++), socket_(std::move(socket)) {}

LoopbackConnection::~LoopbackConnection() = default;

void LoopbackConnection::later(Duration delay, Step step) {
  hub_.clock.after(delay, [weak = weak_from_this(), step] {
    if (const auto self = weak.lock()) ((*self).*step)();
  });
}

void LoopbackConnection::carry(End&, std::string bytes) {
  if (!tls_) return send_raw(std::move(bytes));
  tls_->write(bytes);
  flush_tls();
}

void LoopbackConnection::begin_tls(End&) {
  if (is_client_) {
    tls_ = TlsFilter::client(hub_.client_tls.get(), options_.server_name, options_.verify, hub_.clock.now());
    flush_tls();
  } else if (listener_->tls()) {
    tls_ = TlsFilter::server(listener_->tls());
  } else {
    later(Duration::zero(), &LoopbackConnection::refuse_tls);
  }
}

/// The session agreed to TLS, but the story gave its server no certificate.
void LoopbackConnection::refuse_tls() {
  if (!is_done() && end_->is_securing()) end_->secured(failed_tls(no_certificate_words));
}

void LoopbackConnection::flush_tls() {
  if (std::string raw = tls_->take_raw(); !raw.empty()) send_raw(std::move(raw));
}

void LoopbackConnection::finish(End&) {
  if (tls_ && tls_->state() == TlsFilter::State::open) {
    tls_->close();
    flush_tls();
  }
  is_finished_ = true;
  send({Kind::fin, {}});
}

void LoopbackConnection::take(std::string_view raw) {
  if (!tls_) {
    if (end_) end_->receive(raw);
    return;
  }
  const bool was_shaking = tls_->state() == TlsFilter::State::handshaking;
  tls_->feed(raw);
  pump_tls(was_shaking);
}

void LoopbackConnection::pump_tls(bool was_shaking) {
  const auto self = shared_from_this();
  flush_tls();
  if (was_shaking) {
    if (tls_->state() == TlsFilter::State::handshaking) return;
    shaken();
    if (!tls_) return;
  }
  const std::string plain = tls_->take_plain();
  if (!plain.empty() && end_) end_->receive(plain);
  if (is_done() || was_shaking) {
    if (tls_->state() == TlsFilter::State::failed) return;
  }
  if (tls_->state() == TlsFilter::State::closed) lose({Loss::Kind::closed_by_peer, ""});
  if (tls_->state() == TlsFilter::State::failed) lose({Loss::Kind::reset, "TLS: the stream was damaged"});
}

/// The handshake has ended, well or not.
void LoopbackConnection::shaken() {
  const TlsFacts facts = tls_->facts();
  if (is_client_ || !is_paired_) hub_.log.tls(options_.from, options_.to, facts);
  if (end_ && end_->is_securing()) return end_->secured(facts);
  if (facts.established) return begin_session();
  if (end_) return lose({Loss::Kind::reset, "TLS: " + facts.error});
  // Behind the alert that says why, which is still on its way.
  if (!std::exchange(is_finished_, true)) send({Kind::fin, {}});
}

void LoopbackConnection::ended_by_peer(const boost::system::error_code& error) {
  if (!end_) {  // a handshake that the client broke off, or a connection that nobody accepted
    shut_down();
    return;
  }
  if (end_->is_securing()) {
    if (is_client_) hub_.log.tls(options_.from, options_.to, failed_tls(broken_off_words));
    return end_->secured(failed_tls(broken_off_words));
  }
  if (tls_ && tls_->state() == TlsFilter::State::handshaking) {
    return lose({Loss::Kind::reset, "TLS: " + std::string(broken_off_words)});
  }
  if (error == asio::error::eof) return lose({Loss::Kind::closed_by_peer, ""});
  lose({Loss::Kind::reset, is_client_ && !is_paired_ ? "the server took no more connections" : ""});
}

void LoopbackConnection::note_loss(const Loss& loss) {
  const auto peer = peer_.lock();
  if (!is_client_ && loss.kind == Loss::Kind::closed_by_peer) return;
  if (std::exchange(is_lost_noted_, true) || (peer && peer->is_lost_noted_)) return;
  hub_.log.lost(options_.from, options_.to, loss);
}

void LoopbackConnection::lose(Loss loss) {
  if (is_done()) return;
  const auto self = shared_from_this();
  note_loss(loss);
  end_->lost(std::move(loss));
}

void LoopbackConnection::ended(End&) {
  if (is_client_ && over_) later(Duration::zero(), &LoopbackConnection::call_over);
  if (!std::exchange(is_finished_, true)) send({Kind::fin, {}});  // a session that lost its connection says nothing more
  close_if_done();
}

void LoopbackConnection::call_over() {
  const auto over = std::exchange(over_, nullptr);
  close_if_done();
  if (over) over();
}

bool LoopbackConnection::counts() const {
  const auto peer = peer_.lock();
  return is_client_ || !peer || !peer->is_listed_;
}

bool LoopbackConnection::is_with_outside() const {
  return !is_paired_ && !awaits_pair_ && !is_connecting_ && socket_.is_open() && !(end_ && end_->is_over());
}

void LoopbackConnection::drop(const IpAddress& host) {
  const auto self = shared_from_this();
  if ((is_client_ ? options_.from : options_.to.ip) != host) return;
  over_ = nullptr;
  if (end_) end_->abandon();
  if (!is_connecting_ && socket_.is_open()) return send({Kind::reset, {}});
  remove();
}

void LoopbackConnection::break_stuck() {
  const auto self = shared_from_this();
  lose({Loss::Kind::reset, "bytes were lost on the loopback interface"});
  close_socket(true);
}

/// Leaves the wire. While `over` is still to be called the connection stays listed, with its socket closed.
void LoopbackConnection::remove() {
  const auto self = shared_from_this();
  if (socket_.is_open()) {
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (const auto peer = peer_.lock(); peer && !is_shut_) peer->expect(1);
  }
  hub_.callers.erase(caller_);
  is_connecting_ = awaits_pair_ = false;
  count();
  if (over_ && !is_done()) lose({Loss::Kind::reset, ""});
  if (over_) return;
  is_listed_ = false;
  hub_.connections.erase(id_);
}

}  // namespace sim::wire
