// The simulated path between two loopback ends of ours: its delay and losses, played by the clock before bytes reach the socket.
#include "sim/wire/loopback_connection.h"
#include "sim/wire/transit.h"

namespace sim::wire {

void LoopbackConnection::send(Piece piece) {
  if (is_severed_) return;
  if (!is_paired_) return put(std::move(piece));  // a foreign program: the network between is real
  const Path way = path();
  if (way.partitioned) return sever();
  const auto lost_time = retransmission(way, hub_.random);
  if (!lost_time) {
    sever();
    return later(retransmission_max, &LoopbackConnection::give_up);
  }
  const Instant arrival = std::max(last_arrival_, hub_.clock.now() + way.delay + *lost_time);
  if (pieces_.empty() && arrival <= hub_.clock.now()) return put(std::move(piece));
  last_arrival_ = arrival;
  pieces_.push_back(std::move(piece));
  hub_.clock.at(arrival, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->leave();
  });
}

void LoopbackConnection::leave() {
  Piece piece = std::move(pieces_.front());
  pieces_.pop_front();
  put(std::move(piece));
}

void LoopbackConnection::put(Piece piece) {
  switch (piece.kind) {
    case Kind::data:
      return write(std::move(piece.bytes));
    case Kind::fin:
      return shut_down();
    case Kind::reset:
      return close_socket(true);
  }
}

/// The sockets stay open, silent, until both ends are over: to the simulated hosts the other side has just stopped answering.
void LoopbackConnection::sever() {
  for (const auto& side : {shared_from_this(), peer_.lock()}) {
    if (!side || std::exchange(side->is_severed_, true)) continue;
    side->later(silence_max, &LoopbackConnection::reap);
  }
}

void LoopbackConnection::reap() {
  if (!is_done() && end_->has_deadline()) return later(silence_max, &LoopbackConnection::reap);
  lose({Loss::Kind::reset, "nothing was heard for " + duration_text(silence_max)});
  const auto peer = peer_.lock();
  if (!peer || peer->is_done()) close_if_done();
}

void LoopbackConnection::give_up() {
  const auto peer = peer_.lock();
  lose({Loss::Kind::timed_out, "too many pieces were lost"});
  if (peer) peer->lose({Loss::Kind::timed_out, "too many pieces were lost"});
}

}  // namespace sim::wire
