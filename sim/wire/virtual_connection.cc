#include "sim/wire/virtual_connection.h"

#include "sim/wire/tls_facts.h"
#include "sim/wire/transit.h"

namespace sim::wire {

bool VirtualHub::knows(const IpAddress& ip) const {
  if (!network.host_of(ip).empty()) return true;
  const auto first = listeners.lower_bound(Endpoint{ip, 0});
  return first != listeners.end() && first->first.ip == ip;
}

VirtualConnection::VirtualConnection(VirtualHub& hub, std::uint64_t id, ConnectOptions options,
                                     std::shared_ptr<Session> session, std::function<void()> over)
    : hub_(hub), id_(id), options_(std::move(options)), over_(std::move(over)) {
  client_ = std::make_unique<End>(hub_.clock, *this, std::move(session));
}

bool VirtualConnection::is_over(Side side) const {
  if (side == client) return client_->is_over();
  return !is_mute_ && (!server_ || server_->is_over());
}

/// Timers hold the connection weakly: what ends early leaves nothing behind that could touch it.
void VirtualConnection::later(Duration delay, void (VirtualConnection::*step)()) {
  hub_.clock.after(delay, [weak = weak_from_this(), step] {
    if (const auto self = weak.lock()) ((*self).*step)();
  });
}

void VirtualConnection::start() {
  const auto answer = answer_to_connect(path(), hub_.random, hub_.knows(options_.to.ip), options_.patience);
  switch (answer.kind) {
    case Answer::Kind::none:
      return later(answer.after, &VirtualConnection::time_out);
    case Answer::Kind::reset:
      return later(answer.after, &VirtualConnection::refuse);
    case Answer::Kind::welcome:
      return later(answer.after, &VirtualConnection::establish);
  }
}

void VirtualConnection::fail(Loss::Kind kind, std::string text) { lose(client, {kind, std::move(text)}); }

void VirtualConnection::refuse() { fail(Loss::Kind::refused, options_.to.text() + " refused the connection"); }

void VirtualConnection::time_out() {
  fail(Loss::Kind::timed_out, "no answer from " + options_.to.text());
}

void VirtualConnection::establish() {
  if (client_->is_over()) return;
  const Path way = path();
  if (way.partitioned) return later(options_.patience, &VirtualConnection::time_out);
  const auto found = hub_.listeners.find(options_.to);
  if (way.refused || found == hub_.listeners.end()) return refuse();
  listener_ = found->second;
  hub_.log.connected(options_.from, options_.to);
  if (options_.implicit_tls) return later(4 * way.delay, &VirtualConnection::finish_implicit_tls);
  if (listener_->options.implicit_tls) return stay_mute();
  stand();
}

void VirtualConnection::stand() {
  auto session = listener_->acceptor({options_.from, hub_.network.host_of(options_.from), is_secure_, client_->offered()});
  if (!session) return fail(Loss::Kind::reset, "the server took no more connections");
  server_ = std::make_unique<End>(hub_.clock, *this, std::move(session));
  const auto self = shared_from_this();
  server_->open();
  client_->open();
}

void VirtualConnection::stay_mute() {
  is_mute_ = true;
  later(handshake_patience, &VirtualConnection::end_mute);
  client_->open();
}

void VirtualConnection::end_mute() {
  if (!std::exchange(is_mute_, false)) return;
  if (client_->is_over()) {
    release_if_over();
  } else {
    send(server, Kind::fin, {});
  }
}

void VirtualConnection::finish_implicit_tls() {
  if (client_->is_over() || !listener_) return;
  if (!listener_->options.implicit_tls) return fail(Loss::Kind::reset, "TLS: " + std::string(no_tls_words));
  const auto facts = agree(listener_->options.certificate, options_, hub_.clock.now()).client;
  hub_.log.tls(options_.from, options_.to, facts);
  if (!facts.established) return fail(Loss::Kind::reset, "TLS: " + facts.error);
  is_secure_ = true;
  stand();
}

void VirtualConnection::carry(End& end, std::string bytes) { send(side_of(end), Kind::data, std::move(bytes)); }

void VirtualConnection::finish(End& end) { send(side_of(end), Kind::fin, {}); }

void VirtualConnection::send(Side from, Kind kind, std::string bytes) {
  if (is_severed_) return;
  const Path way = path();
  if (way.partitioned) return sever();
  const auto lost_time = retransmission(way, hub_.random);
  if (!lost_time) {
    sever();
    return later(retransmission_max, &VirtualConnection::give_up);
  }
  Instant& last = last_arrival_[from];
  last = std::max(last, hub_.clock.now() + way.delay + *lost_time);
  pieces_[from].push_back({kind, std::move(bytes), is_secure_});
  hub_.clock.at(last, [weak = weak_from_this(), from] {
    if (const auto self = weak.lock()) self->deliver(from);
  });
}

void VirtualConnection::deliver(Side from) {
  const Piece piece = std::move(pieces_[from].front());
  pieces_[from].pop_front();
  const Side to = other(from);
  if (to == server && is_mute_) return end_mute();
  End* const receiver = end(to);
  if (!receiver || receiver->is_over()) return;
  switch (piece.kind) {
    case Kind::data:
    case Kind::hello:
      return deliver_data(to, piece);
    case Kind::fin:
      if (receiver->is_securing()) return receiver->secured(failed_tls(broken_off_words));
      return lose(to, {Loss::Kind::closed_by_peer, ""});
    case Kind::reset:
      return lose(to, {Loss::Kind::reset, ""});
  }
}

void VirtualConnection::deliver_data(Side to, const Piece& piece) {
  End& receiver = *end(to);
  if (receiver.is_securing() && !piece.is_secure) {
    if (piece.kind == Kind::data) return fail_tls(no_tls_words);
    return later(3 * path().delay, &VirtualConnection::finish_tls);
  }
  // A client's hello means nothing to a server that did not agree to TLS.
  receiver.receive(piece.kind == Kind::hello ? std::string_view("\x16\x03\x01\0", 4) : piece.bytes);
}

void VirtualConnection::begin_tls(End& end) {
  if (&end == client_.get()) send(client, Kind::hello, {});
}

void VirtualConnection::finish_tls() {
  if (is_severed_ || !listener_ || !client_->is_securing() || !server_->is_securing()) return;
  const auto self = shared_from_this();
  const auto handshake = agree(listener_->options.certificate, options_, hub_.clock.now());
  hub_.log.tls(options_.from, options_.to, handshake.client);
  is_secure_ = handshake.client.established;
  server_->secured(handshake.server);
  client_->secured(handshake.client);
}

/// Plain bytes came in place of a handshake. Each end that waits for it hears so.
void VirtualConnection::fail_tls(std::string_view why) {
  const auto self = shared_from_this();
  hub_.log.tls(options_.from, options_.to, failed_tls(why));
  if (server_ && server_->is_securing()) server_->secured(failed_tls(why));
  if (client_->is_securing()) client_->secured(failed_tls(why));
}

void VirtualConnection::sever() {
  if (std::exchange(is_severed_, true)) return;
  later(silence_max, &VirtualConnection::reap);
}

/// Ends whoever waits without a deadline for bytes that can never come.
void VirtualConnection::reap() {
  bool again = false;
  for (const Side side : {client, server}) {
    End* const left = end(side);
    if (!left || left->is_over()) continue;
    if (left->has_deadline()) {
      again = true;
    } else {
      lose(side, {Loss::Kind::reset, "nothing was heard for " + duration_text(silence_max)});
    }
  }
  if (again) later(silence_max, &VirtualConnection::reap);
  is_mute_ = false;
  release_if_over();
}

void VirtualConnection::give_up() {
  for (const Side side : {client, server}) lose(side, {Loss::Kind::timed_out, "too many pieces were lost"});
}

void VirtualConnection::note_loss(Side side, const Loss& loss) {
  if (is_lost_noted_ || (side == server && loss.kind == Loss::Kind::closed_by_peer)) return;
  is_lost_noted_ = true;
  hub_.log.lost(options_.from, options_.to, loss);
}

void VirtualConnection::lose(Side side, Loss loss) {
  End* const loser = end(side);
  if (!loser || loser->is_over()) return;
  note_loss(side, loss);
  loser->lost(std::move(loss));
}

void VirtualConnection::drop(const IpAddress& host) {
  const auto self = shared_from_this();
  for (const Side side : {client, server}) {
    if ((side == client ? options_.from : options_.to.ip) != host) continue;
    if (End* const dead = end(side)) dead->abandon();
    if (listener_) send(side, Kind::reset, {});
    if (side == client) {
      over_ = nullptr;
    } else {
      is_mute_ = false;
      listener_ = nullptr;
    }
  }
  release_if_over();
}

void VirtualConnection::ended(End& end) {
  if (&end == client_.get() && over_) {
    later(Duration::zero(), &VirtualConnection::call_over);
  } else {
    release_if_over();
  }
}

void VirtualConnection::call_over() {
  const auto over = std::exchange(over_, nullptr);
  release_if_over();
  if (over) over();
}

void VirtualConnection::release_if_over() {
  if (!is_over(client) || !is_over(server) || (over_ && client_->is_over())) return;
  hub_.connections.erase(id_);
}

}  // namespace sim::wire
